using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Contracts;

namespace Invoicing.Tests.Contracts;

/// <summary>
/// Contracts grow and never change. A stored sample stands for every message of its kind that waits in a queue, or is sent by an OMS of
/// last year: it is never edited. A property that is added gets a sample of its own, <c>Message.2.json</c>, with its value below.
/// </summary>
public class Stored_samples
{
    private static readonly string Folder = Repository.Path("tests/Invoicing.Tests/Contracts/Samples");

    private static readonly Dictionary<string, object> Meaning = new()
    {
        ["OrderCompleted"] = new OrderCompleted
        {
            OrderId = "M100002",
            OrderNo = "#1042",
            SalesChannel = "POS",
            CreatedAt = Time("2026-03-04T14:02:11-06:00"),
            CompletedAt = Time("2026-03-06T16:31:00-06:00"),
            DeliveryType = DeliveryType.Store,
            PaymentType = PaymentType.CashOnDelivery,
            Currency = "USD",
            Total = 152.50m,
            Discount = 10m,
            Shipping = 2.50m,
            SoldAtStore = "SVA32",
            Billing = new()
            {
                FirstName = "Rosa", LastName = "Interiano", Email = "rosa@example.test", Address1 = "Avenida Las Magnolias 206", Address2 =
                    "Apartamento 5-B",
                City = "Santa Tecla", Country = "El Salvador", DocumentNo = "012345678", DocumentType = "dui", Phone = "77001122",
            },
            DeliverTo = new() {
                FirstName = "Luis",
                LastName = "Pineda",
                Email = "luis@example.test",
                Address1 = "Calle El Progreso 12",
                DocumentNo = "023456789" },
            FiscalCredit = new() {
                CompanyId = "0614-010190-101-2",
                CompanyName = "Magnolias S.A. de C.V.",
                CompanyAddress = "Boulevard 1, San Salvador" },
            Items = new List<OrderItem>
            {
                new()
                {
                    LineNo = 1, Upc = "8720116120001", Quantity = 2, OriginalPrice = 30, OriginalTax = 3.45m, Price = 25.5m, Tax = 2.93m,
                    Status = ItemStatus.Fulfilled, ShippedFrom = "SVA11", ShippedAt = Time(
                        "2026-03-05T10:00:00-06:00"), PickupStore = "SVA36",
                },
                new() {
                    LineNo = 2,
                    Upc = "8720116120003",
                    Quantity = 1,
                    OriginalPrice = 19,
                    OriginalTax = 2.19m,
                    Price = 19,
                    Tax = 2.19m,
                    Status = ItemStatus.Cancelled },
            },
        },
        ["OrderCompleted.2"] = new OrderCompleted
        {
            OrderId = "M100003",
            OrderNo = "1043",
            SalesChannel = "ECOM",
            CreatedAt = Time("2026-03-04T14:02:11-06:00"),
            DeliveryType = DeliveryType.Home,
            PaymentType = PaymentType.Card,
            Total = 73.50m,
            Billing = new() {
                FirstName = "Rosa",
                LastName = "Interiano",
                Email = "rosa@example.test",
                Address1 = "Avenida Las Magnolias 206",
                DocumentNo = "012345678" },
            DeliverTo = new() {
                FirstName = "Rosa",
                LastName = "Interiano",
                Email = "rosa@example.test",
                Address1 = "Avenida Las Magnolias 206",
                DocumentNo = "012345678" },
            Vtex = new() { Account = "acme", OrderId = "v1490000017acme-01" },
            Items = new List<OrderItem>
            {
                new()
                {
                    LineNo = 1, Upc = "8720116120001", Quantity = 2, OriginalPrice = 35, OriginalTax = 4, Price = 35, Tax = 4, Status =
                        ItemStatus.Fulfilled, ShippedFrom = "SVA11", ShippedAt = Time(
                            "2026-03-05T10:00:00-06:00"), InvoiceNumber = "INV000002",
                },
            },
        },
        ["InvoiceOrder"] = new InvoiceOrder("1042", 1),
        ["OrderInvoiced"] = new OrderInvoiced("1042", 1, "INV000001", Time("2026-03-06T22:31:09Z")),
        ["OrderInvoiced.2"] = new OrderInvoiced("1042", 1, "INV000001", Time("2026-03-06T22:31:09Z"), MayBeOlder: true),
        ["InvoiceDeferred"] = new InvoiceDeferred("1042", 1, "Retail Pro asks for fewer calls (429).", TimeSpan.FromSeconds(5), true),
        ["InvoiceDeferred.2"] = new InvoiceDeferred("1042", 1, "Calls to Retail Pro are paused.", null, false, Paused: true),
        ["TransferDeferred.2"] = new TransferDeferred("1042", "00000731", 2, "Calls to Retail Pro are paused.", null, false, Paused: true),
        ["TransferInventory"] = new TransferInventory("1042", "00000731", 2),
        ["InventoryTransferred"] = new InventoryTransferred("1042", "00000731", 2, Time("2026-03-06T22:31:10Z")),
        ["TransferDeferred"] = new TransferDeferred(
            "1042",
            "00000731",
            2,
            "Retail Pro could not be reached.",
            TimeSpan.FromSeconds(5),
            true),
        ["InvoicingFailed"] = new InvoicingFailed
        {
            OrderNo = "1042", OrderId = "M100002", Step = "slip/00000731", Attempt = 2, Kind = FailureKind.OutcomeUnknown, Store = "SVA11",
            Message = "Retail Pro may or may not have done it.", FailedAt = Time("2026-03-06T22:31:30Z"), CorrelationId = new(
                "6e510000-6ca7-2ed9-5316-08df4754e55f"),
        },
        ["RunStep"] = new RunStep("1042", "vtex/invoice/INV000001", 3),
        ["StepReported"] = new StepReported
        {
            OrderNo = "1042", Step = "vtex/invoice/INV000001", Attempt = 3, AcceptedAt = Time(
                "2026-03-06T22:31:12Z"), DocumentNo = "V-7", MayBeOlder = true,
        },
        ["StepReported.2"] = new StepReported
        {
            OrderNo = "1042", Step = "vtex/invoice/INV000001", Attempt = 3, Reason = "VTEX could not be reached.", RetryAfter = TimeSpan
                .FromSeconds(5),
            OutcomeUnknown = true, Paused = true,
        },
        ["StepReported.3"] = new StepReported
        {
            OrderNo = "1042", Step = "vtex/billing/acme~v1490000017acme-01", Attempt = 1, AcceptedAt = Time("2026-03-06T22:31:12Z"),
            Found = "{}",
        },
        ["ShipmentTracked"] = new ShipmentTracked
        {
            OrderNo = "#1042", InvoiceNumber = "INV000001", TrackingNumber = "T1", TrackingUrl = "https://dhl.test/T1", Courier = "DHL",
            DispatchedAt = Time("2026-03-05T10:00:00-06:00"),
        },
        ["TrackingEventOccurred"] = new TrackingEventOccurred
        {
            OrderNo = "#1042", InvoiceNumber = "INV000001", TrackingNumber = "T1", City = "Santa Tecla", State = "La Libertad",
            Description = "Delivered", OccurredAt = Time("2026-03-06T14:30:00-06:00"), DeliveredAt = Time("2026-03-06T14:30:00-06:00"),
        },
        ["OrderReturned"] = new OrderReturned
        {
            OrderNo = "#1042", ReturnNo = "RET000001", Value = 35.00m, By = "Ana", ReturnedAt = Time("2026-03-09T09:00:00-06:00"),
            Items = new List<ReturnedItem> { new() { Upc = "8720116120011", Quantity = 1, Price = 35.00m } },
        },
        ["FailureNotified"] = new FailureNotified("1042", "slip/00000731", 2, FailureKind.Refused),
        ["ResumeInvoicing"] = new ResumeInvoicing("1042"),
        ["InvoicingCompleted"] = new InvoicingCompleted(
            "1042",
            "M100002",
            "SVA40",
            "INV000001",
            new List<string> { "00000731", "00000732" },
            Time("2026-03-06T22:31:10Z")),
    };

    private static readonly string[] Files = [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))
        .Order()];

    public static TheoryData<string> Samples => [.. Files];

    [Fact]
    public void are_there_for_every_message() =>
        Contract.Messages.Select(message => message.Name).ShouldBeSubsetOf(Files.Select(MessageIn));

    [Theory]
    [MemberData(nameof(Samples))]
    public void mean_what_they_meant_when_they_were_stored(string sample) => Read(sample).ShouldBeEquivalentTo(Meaning[sample]);

    [Theory]
    [MemberData(nameof(Samples))]
    public void find_all_their_properties_still_there(string sample)
    {
        var now = JsonSerializer.SerializeToNode(Read(sample), TypeOf(sample), Contract.Json)!;

        Missing(JsonNode.Parse(Text(sample))!, now).ShouldBeEmpty(
            $"{sample}.json has what the contract no longer has, or writes otherwise");
    }

    [Fact]
    public void leave_no_property_out()
    {
        var stored = Files.SelectMany(sample => Names(TypeOf(sample), JsonNode.Parse(Text(sample))));

        Contract.Records
            .SelectMany(record => Contract.Properties(record).Select(property => $"{record.Name}.{Contract.JsonName(property)}"))
            .ShouldBeSubsetOf(stored, "A property without a sample: store one in a new file.");
    }

    [Fact]
    public void hold_every_value_of_the_enumerations_under_its_number() =>
        Contract.Enumerations
            .SelectMany(enumeration => Enum.GetValues(enumeration).Cast<Enum>()
                .Select(value => $"{enumeration.Name} {value} {Convert.ToInt32(value)}"))
            .ShouldBe(File.ReadAllLines(Path.Combine(Folder, "enumerations.txt")), ignoreOrder: true);

    /// <summary><c>OrderCompleted.2.json</c> is a sample of <c>OrderCompleted</c>.</summary>
    private static string MessageIn(string sample) => sample.Split('.')[0];

    private static Type TypeOf(string sample) => Contract.Messages.Single(message => message.Name == MessageIn(sample));

    private static string Text(string sample) => File.ReadAllText(Path.Combine(Folder, sample + ".json"));

    private static object Read(string sample) => JsonSerializer.Deserialize(Text(sample), TypeOf(sample), Contract.Json)!;

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text);

    private static IEnumerable<string> Missing(JsonNode stored, JsonNode? now) => stored switch
    {
        JsonObject o => o.SelectMany(property => Missing(property.Value!, now?[property.Key])),
        JsonArray a => a.SelectMany((item, i) => Missing(item!, (now as JsonArray)?[i])),
        _ => JsonNode.DeepEquals(stored, now) ? [] : [stored.GetPath()],
    };

    private static IEnumerable<string> Names(Type record, JsonNode? json) => json switch
    {
        JsonObject o => Contract.Properties(record)
            .Where(property => o.ContainsKey(Contract.JsonName(property)))
            .SelectMany(property => Contract.Inside(property)
                .SelectMany(inside => Names(inside, o[Contract.JsonName(property)]))
                .Prepend($"{record.Name}.{Contract.JsonName(property)}")),
        JsonArray a => a.SelectMany(item => Names(record, item)),
        _ => [],
    };
}

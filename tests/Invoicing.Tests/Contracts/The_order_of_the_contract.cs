using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Tests.Contracts;

/// <summary>
/// The receiving side reads JSON and not the record (docs/decisions/0005): what the record promises must be what is read.
/// </summary>
public class The_order_of_the_contract
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/El_Salvador");

    private static readonly (Type Written, Type Read)[] Pairs =
    [
        (typeof(OrderCompleted), typeof(Order)), (typeof(OrderItem), typeof(OrderLine)), (typeof(Customer), typeof(Party)), (typeof(FiscalCredit), typeof(Company)),
    ];

    public static TheoryData<string> Orders =>
    [
        .. Directory.GetFiles(Repository.Path("tests/samples/orders"), "*.json").Order(),
        Repository.Path("tests/Invoicing.Tests/Contracts/Samples/OrderCompleted.json"),
    ];

    [Fact]
    public void has_the_samples_of_the_OMS() => Orders.Count.ShouldBe(4);

    [Theory]
    [MemberData(nameof(Orders))]
    public void is_read_as_the_record_says(string file)
    {
        var record = JsonSerializer.Deserialize<OrderCompleted>(File.ReadAllText(file), Contract.Json)!;

        var read = Read(JsonSerializer.Serialize(record, Contract.Json));

        read.Unreadable.ShouldBeEmpty();
        read.OrderName.ShouldBe(record.OrderNo);
        Values(read).ShouldBe(Values(record));
        read.Items.Select(Values).ShouldBe(record.Items.Select(Values));
        Values(read.Billing).ShouldBe(Values(record.Billing));
        Values(read.DeliverTo).ShouldBe(Values(record.DeliverTo));
        Values(read.FiscalCredit).ShouldBe(Values(record.FiscalCredit));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void loses_nothing_that_the_OMS_wrote(string file)
    {
        var text = File.ReadAllText(file);
        var record = JsonSerializer.Deserialize<OrderCompleted>(text, Contract.Json)!;

        Read(JsonSerializer.Serialize(record, Contract.Json)).ShouldBeEquivalentTo(Read(text));
    }

    private static Order Read(string json) => OrderReader.Read(JsonElement.Parse(json), Zone, DateTimeOffset.MaxValue);

    /// <summary>Every property of the contract's record that has one value, as it stands in the record or in what was read.</summary>
    private static IEnumerable<string>? Values(object? source) => source is null ? null : Contract
        .Properties(Pairs.Single(pair => pair.Written == source.GetType() || pair.Read == source.GetType()).Written)
        .Where(property => property.Name != nameof(OrderCompleted.OrderNo) && !Contract.Inside(property).Any())
        .Select(
            property => FormattableString.Invariant($"{property.Name} = {source.GetType().GetProperty(property.Name)!.GetValue(source)}"))
        .ToList();
}

using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Smtp;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>
/// What a run leaves behind in which everything is as it must be: three good orders, one that cannot be sent, one message that cannot be
/// read.
/// </summary>
internal static class PerfectEvidence
{
    public const string Faulty = "1099";

    private static readonly string[] s_messages = [.. Samples.All, Sample.Order(
        Faulty,
        order => order["billing"]!["email"] = ""), "no JSON"];

    public static Evidence Create()
    {
        var expected = Reference.Compute(s_messages);
        return new Evidence
        {
            Expected = expected,
            Ledger = PerfectLedger.Of(expected).ToJsonString(),
            Orders =
            [
                .. expected.Orders.Values.Select(order => order.State == "Failed"
                    ? new ListedOrder(order.OrderNo, order.State, "SVA40", "InvalidData", "billing.email is missing", null)
                    : new ListedOrder(order.OrderNo, order.State, order.InvoicingStore, null, null, null)),
            ],
            Depths = new Dictionary<string, int> {
                ["order-invoicing"] = 0,
                ["invoice-order"] = 0,
                ["order-invoicing_error"] = 1,
                ["invoice-order_error"] = 1 },
            Errors = new Dictionary<string, IReadOnlyList<Entry>>
            {
                ["order-invoicing"] = [new Entry("no JSON", Reason("This is not a readable OrderCompleted"))],
                ["invoice-order"] = [Command(Faulty, "billing.email is missing")],
                ["transfer-inventory"] = [],
                ["notify-failures"] = [],
            },
            Mails = [Mail($"Order {Faulty}: its data cannot be sent", "billing.email is missing"), Mail(
                "A message could not be read",
                "order-invoicing_error")],
            Logs = "[09:10:11 INF] Order 1042 accepted by Retail Pro\n[09:10:12 INF] Mail sent\n",
            Confidential = [.. s_messages.SelectMany(Leaks.PersonalDataOf), "s3cret-0f-the-broker"],
            Quiet = new Quiet(true, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(90)),
        };
    }

    public static Entry Command(string orderNo, string reason) =>
        new($$$"""{"message":{"orderNo":"{{{orderNo}}}","attempt":1}}""", Reason(reason));

    /// <summary>The same entry of a further attempt.</summary>
    public static Entry OfAttempt(this Entry entry, int number) =>
        entry with { Body = entry.Body.Replace("\"attempt\":1", $"\"attempt\":{number}", StringComparison.Ordinal) };

    public static Evidence WithOrder(this Evidence evidence, string orderNo, Func<ListedOrder, ListedOrder> change) =>
        evidence with { Orders = [.. evidence.Orders.Select(order => order.OrderNo == orderNo ? change(order) : order)] };

    public static Evidence WithEntries(this Evidence evidence, string queue, params Entry[] entries) => evidence with
    {
        Errors = new Dictionary<string, IReadOnlyList<Entry>>(evidence.Errors) { [queue] = entries },
    };

    public static ReceivedMail Mail(string subject, string body) =>
        new(
            DateTimeOffset.UnixEpoch,
            "",
            [],
            $"Subject: [Invoicing] {subject}\r\nMessage-ID: <{Guid.NewGuid()}@localhost>\r\n\r\n{body}\r\n",
            null);

    private static Dictionary<string, string> Reason(string text) => new() { ["MT-Fault-Message"] = text };
}

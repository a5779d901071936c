using System.Text;
using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_a_large_feed_is_uploaded(ITestOutputHelper output)
{
    private const string Name = "orders.jsonl.gz";
    private const long LargestGrowth = 100;

    [Fact]
    public async Task every_order_is_invoiced_once_though_the_service_is_killed_twice_in_the_middle_and_every_line_is_accounted_for()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        await using var sftp = await Sftp.Start();
        var feeds = new Feeds(installation);
        feeds.Use();
        var orders = WithRepetitions(OrderSet.Generated(Sizes.FeedOrders, seed: 11));
        var archive = Path.Combine(installation.Folder, Name);
        await File.WriteAllBytesAsync(archive, Feeds.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', orders.Messages) + "\n")));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var service = await Start(installation);
        await sftp.Upload(archive, feeds.In("incoming", Name));
        foreach (var part in new[] { 4, 2 })
        {
            await feeds.HaveTaken(orders.Messages.Count / part);
            await Task.WhenAll(service.Select(process => process.Kill()));
            (await installation.Database.Count("mt_doc_feed where state = 'Reading'")).ShouldBe(1, "the kill must hit the middle of the file");
            service = await Start(installation);
        }

        var memory = service[0].WatchMemory();
        await feeds.WasRead(Name);
        var (start, most) = await memory.Stop();
        output.WriteLine(
            $"{orders.Messages.Count} messages taken after {clock.Elapsed.TotalSeconds:0} s; memory {start} MB at first, {most} MB at most");

        await installation.Ends(orders.Expected, intakeErrors: 0);
        output.WriteLine($"all ended after {clock.Elapsed.TotalSeconds:0} s");
        await installation.ShouldHaveInvoiced(orders.Expected);
        (await installation.Broker.Depth("order-invoicing_error")).ShouldBe(0);
        (most - start).ShouldBeLessThan(LargestGrowth);
        Compare(orders, await feeds.Amended(Name, entry => Ended(orders.Expected, entry)));
    }

    // The feeds in a process of their own: its memory is that of the file, and not that of the orders that are being invoiced.
    private static Task<ServiceProcess[]> Start(Installation installation) => Task.WhenAll(
        installation.Serve("--roles", "feeds"), installation.Serve("--roles", "saga,invoices,transfers,notifications,recovery"));

    /// <summary>A tenth of the messages comes again, far behind the first time.</summary>
    private static OrderSet WithRepetitions(OrderSet orders) =>
        OrderSet.Of([.. orders.Messages, .. orders.Messages.Where((_, i) => i % 10 == 3)]);

    private static bool Ended(ExpectedEnd expected, JsonElement entry) => !entry.TryGetProperty("state", out var state)
        || expected.Orders[entry.GetProperty("orderNo").GetString()!].State == state.GetString();

    private static void Compare(OrderSet orders, IReadOnlyList<JsonElement> entries)
    {
        var expected = orders.Expected;
        entries.Select(entry => entry.GetProperty("line").GetInt32()).ShouldBe(Enumerable.Range(1, orders.Messages.Count));
        var outcomes = entries.ToLookup(entry => entry.GetProperty("outcome").GetString()!);
        outcomes["unreadable"].Count().ShouldBe(expected.Unreadable);
        outcomes["conflict"].Select(entry => entry.GetProperty("orderNo").GetString()).Order().ShouldBe(expected.Conflicts.Order());

        // Each order is taken once; its further messages are copies, or content that is newer or older.
        var taken = entries.Where(
            entry => entry.GetProperty("outcome").GetString() is not ("unreadable" or "conflict" or "duplicate" or "older"))
            .ToLookup(entry => entry.GetProperty("orderNo").GetString()!);
        taken.Select(same => same.Key).Order().ShouldBe(expected.Orders.Keys.Order());
        foreach (var order in expected.Orders.Values)
        {
            var last = taken[order.OrderNo].Last();
            var outcome = last.GetProperty("outcome").GetString();
            outcome.ShouldBe(order switch
            {
                { State: "Failed" } => "invalid",
                { State: "Held" } => "held",
                { State: "NothingToInvoice" } => "nothing-to-invoice",
                { IsSendSale: true } => "already-invoiced-at-the-till",
                _ => "accepted",
            }, order.OrderNo);
            last.GetProperty("result").GetString().ShouldBe(order switch
            {
                { State: "Failed" } => "failed",
                { State: "Held" } => "held",
                { State: "NothingToInvoice" } => "nothing to invoice",
                { Invoice: null, Slips.Count: 0 } => "nothing to send",
                _ => "accepted by Retail Pro",
            }, order.OrderNo);
            foreach (var fault in order.State == "Failed" ? order.Faults.Select(fault => fault.Replace("items[].", "")) : [])
            {
                last.GetProperty("reason").GetString()!.ShouldContain(fault, customMessage: order.OrderNo);
            }
        }
    }
}

using System.Diagnostics;
using Invoicing.Harness;
using Invoicing.IntegrationTests.EndToEnd;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.OperatingErrorQueues;

[Collection(EndToEnd.EndToEnd.Name)]
public sealed class When_many_orders_were_refused(ITestOutputHelper output)
{
    [Fact]
    public async Task one_command_retries_all_and_none_is_invoiced_twice()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var messages = Enumerable.Range(1, Errors.Many).Select(number => Sample.SingleStore($"R{number}")).ToList();
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        await installation.Publish(messages);
        await Wait.UntilNothingIsLeft(async () => await installation.Database.Count("orders where state = 'Failed'") is var failed && failed == messages.Count ? [] : [$"{failed} failed"]);
        await Wait.UntilNothingIsLeft(async () => await installation.Broker.Depth("invoice-order_error") is var depth && depth >= messages.Count ? [] : [$"{depth} entries"]);
        // Of very many orders some are asked for a second time before their turn has come: those have two entries.
        var entries = await installation.Broker.Depth("invoice-order_error");

        var listed = await Timed("list", () => installation.ErrorsJson(0, "list"));
        var group = listed.List("groups").ShouldHaveSingleItem();
        (group.Text("queue"), group.Text("cause"), group.Int("entries"), group.Int("orders"), group.Int("cured"))
            .ShouldBe(("invoice-order_error", "Refused", entries, messages.Count, 0));

        var calls = (await installation.RetailPro.Calls()).Invoices;
        var counted = await Timed("dry run", () => installation.ErrorsJson(0, "retry", "--cause", "Refused", "--dry-run"));
        counted.Int("selected").ShouldBe(entries);
        (await installation.Broker.Depth("invoice-order_error")).ShouldBe(entries);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(calls);
        (await installation.Database.Count("error_actions")).ShouldBe(0);

        await installation.RetailPro.NoFaults();
        var retried = await Timed("retry", () => installation.ErrorsJson(0, "retry", "--cause", "Refused", "--reason", "price list mended", "--by", "ana", "--rate", "2000"));
        output.WriteLine(retried.ToString());
        (retried.Int("moved"), retried.Int("accepted") + retried.Int("deferred"), retried.Int("failedAgain"), retried.Int("underWay")).ShouldBe((entries, entries, 0, 0));

        var expected = Orders.Of([.. messages]).Expected;
        await installation.Ends(expected);
        await installation.ShouldHaveInvoiced(expected);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(calls + messages.Count);
        (await installation.Broker.Depth("invoice-order_error")).ShouldBe(0);
        (await installation.Database.Count("error_actions where action = 'moved back' and acted_by = 'ana' and reason = 'price list mended' and done_at is not null"))
            .ShouldBe(entries);
        (await installation.Database.Count("timeline where what = 'entry moved back'")).ShouldBe(entries);
    }

    [Fact]
    public async Task a_retry_before_the_cause_is_mended_stops_after_a_handful()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var messages = Enumerable.Range(1, 60).Select(number => Sample.SingleStore($"R{number}")).ToList();
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        await installation.Publish(messages);
        await installation.Broker.Holds("invoice-order_error", messages.Count);

        var retried = await installation.ErrorsJson(1, "retry", "--all", "--reason", "hoping");

        retried.Int("moved").ShouldBe(retried.Int("failedAgain"));
        retried.Int("moved").ShouldBeInRange(5, 12);
        retried.Int("notMoved").ShouldBe(messages.Count - retried.Int("moved"));
        retried.Text("stopped").ShouldNotBeNull().ShouldContain("fail again");
        await installation.Broker.Holds("invoice-order_error", messages.Count);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(messages.Count + retried.Int("moved"));
    }

    private async Task<T> Timed<T>(string what, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        var result = await work();
        output.WriteLine($"{what}: {watch.Elapsed.TotalSeconds:0.0} s");
        return result;
    }
}

using System.Diagnostics;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.ErrorQueues;

[Trait("Takes", "long")]
public sealed class When_many_orders_were_refused(ITestOutputHelper output)
{
    [Fact]
    public async Task one_command_retries_all_and_none_is_invoiced_twice()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var messages = Enumerable.Range(1, Sizes.FailedOrders).Select(number => Sample.SingleStore($"R{number}")).ToList();
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        await installation.Publish(messages);
        await Wait.UntilNothingIsLeft(async () => await installation.Database.Count("mt_doc_order where state = 'Failed'") is var failed
            && failed == messages.Count ? [] : [$"{failed} failed"]);
        await Wait.UntilNothingIsLeft(async () => await installation.Broker.Depth("invoice-order_error") is var depth
            && depth >= messages.Count ? [] : [$"{depth} entries"]);
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
        (await installation.Database.Count("mt_doc_error_action")).ShouldBe(0);

        await installation.RetailPro.NoFaults();
        var retried = await Timed("retry", () => installation.ErrorsJson(
            0,
            "retry",
            "--cause",
            "Refused",
            "--reason",
            "price list mended",
            "--by",
            "ana",
            "--rate",
            "2000"));
        output.WriteLine(retried.ToString());
        (retried.Int("moved"), retried.Int("accepted") + retried.Int("deferred"), retried.Int("failedAgain"), retried.Int("underWay"))
            .ShouldBe((entries, entries, 0, 0));

        var expected = OrderSet.Of([.. messages]).Expected;
        await installation.Ends(expected);
        await installation.ShouldHaveInvoiced(expected);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(calls + messages.Count);
        (await installation.Broker.Depth("invoice-order_error")).ShouldBe(0);
        (await installation.Database.Count(
            """mt_doc_error_action where data @> '{"action":"moved back","by":"ana","reason":"price list mended"}' and data ? 'doneAt'"""))
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
        var left = retried.List("left").ShouldHaveSingleItem();
        (left.Text("queue"), left.Text("cause"), left.Int("entries"), left.Int("tried")).ShouldBe(
            ("invoice-order", "Refused", retried.Int("notMoved"), retried.Int("moved")));
        retried.Int("notMoved").ShouldBe(messages.Count - retried.Int("moved"));
        retried.Text("stopped").ShouldNotBeNull().ShouldContain("fail again");
        await installation.Broker.Holds("invoice-order_error", messages.Count);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(messages.Count + retried.Int("moved"));
    }

    [Fact]
    public async Task while_Retail_Pro_answers_slowly_no_more_go_than_those_whose_outcome_is_awaited()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var messages = Enumerable.Range(1, 30).Select(number => Sample.SingleStore($"R{number}")).ToList();
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        await installation.Publish(messages);
        await installation.Broker.Holds("invoice-order_error", messages.Count);
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400,"delayMs":7000}]}""");

        using var retry = installation.Begin("errors", "retry", "--all", "--reason", "hoping", "--output", "json");
        await Wait.Until(
            async () => await installation.Database.Count("timeline where what = 'called'") > messages.Count, "one has failed again");

        // The next may have gone by now.
        (await installation.Database.Count("mt_doc_error_action")).ShouldBeLessThanOrEqualTo(2);
        await retry.Signal("INT");
        (await retry.End()).ExitCode.ShouldBe(1);
        await installation.Broker.Holds("invoice-order_error", messages.Count);
    }

    [Fact]
    public async Task old_ones_that_stay_refused_do_not_keep_the_mended_ones()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        string[] old = [.. Enumerable.Range(1, 7).Select(number => $"OLD{number}")];
        string[] mended = [.. Enumerable.Range(1, 60).Select(number => $"NEW{number}")];
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        await installation.Publish(old.Select(Sample.SingleStore));
        await installation.Broker.Holds("invoice-order_error", old.Length);
        await installation.Publish(mended.Select(Sample.SingleStore));
        await installation.Broker.Holds("invoice-order_error", old.Length + mended.Length);
        await installation.Is("Failed", old.Concat(mended));
        await installation.RetailPro.Refuses(old);

        var retried = await installation.Run("errors", "retry", "--cause", "Refused", "--reason", "price list mended");

        retried.ExitCode.ShouldBe(1, retried.ToString());
        retried.Output.ShouldContain("67 of 67 moved back: 60 accepted, 7 failed again.");
        // The command that it names next shows just these.
        var next = retried.Output.Split("invoicing errors list ")[1].Trim();
        (await installation.ErrorsJson(0, ["list", .. next.Split(' ')])).Int("entries").ShouldBe(old.Length);
        await installation.Is("Completed", mended);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(2 * (old.Length + mended.Length));
    }

    [Fact]
    public async Task a_cause_that_is_not_mended_is_left_and_the_others_go_though_calls_are_paused_meanwhile()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        string[] invalid = [.. Enumerable.Range(1, 40).Select(number => $"BAD{number}")];
        string[] refused = [.. Enumerable.Range(1, 40).Select(number => $"R{number}")];
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        await installation.Publish(invalid.Select(number => Sample.SingleStore(number).Replace("CashOnDelivery", "Shells"))
            .Concat(refused.Select(Sample.SingleStore)));
        await installation.Broker.Holds("invoice-order_error", 80);
        await installation.Is("Failed", invalid.Concat(refused));
        await installation.RetailPro.NoFaults();

        var retry = installation.Begin("errors", "retry", "--all", "--reason", "mended", "--rate", "4", "--output", "json");
        // So many that it shows that this cause is not mended: during the pause nothing fails any more.
        await Wait.Until(
            async () => await installation.Database.Count("timeline where what = 'data cannot be sent'") >= invalid.Length + 10,
            "ten have failed again");
        await installation.Succeeds("pause", "retailpro", "--reason", "stocktaking");
        var ended = await retry.End();

        ended.ExitCode.ShouldBe(1, ended.ToString());
        var told = System.Text.Json.JsonDocument.Parse(ended.Output).RootElement;
        var left = told.List("left").ShouldHaveSingleItem();
        (left.Text("cause"), left.Int("entries")).ShouldBe(("InvalidData", told.Int("notMoved")));
        (told.Int("accepted") + told.Int("deferred") + told.Int("underWay"), told.Int("failedAgain")).ShouldBe(
            (refused.Length, invalid.Length - told.Int("notMoved")));
        told.Int("failedAgain").ShouldBeLessThan(20);

        // The command that it names for those that were left chooses them and no others.
        var next = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(left.Text("next")!.Replace('\'', '"')).Skip(2);
        (await installation.ErrorsJson(0, [.. next, "--dry-run"])).Int("selected").ShouldBe(invalid.Length);
        await installation.Succeeds("resume", "retailpro", "--reason", "counted");
        await installation.Is("Completed", refused);
        await installation.Broker.Holds("invoice-order_error", invalid.Length);
    }

    private async Task<T> Timed<T>(string what, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        var result = await work();
        output.WriteLine($"{what}: {watch.Elapsed.TotalSeconds:0.0} s");
        return result;
    }
}

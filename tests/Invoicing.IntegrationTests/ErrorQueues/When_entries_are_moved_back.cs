using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.ErrorQueues;

public sealed class When_entries_are_moved_back(ITestOutputHelper output)
{
    [Fact]
    public async Task only_the_chosen_ones_go_and_cured_ones_vanish()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var wrong = Sample.SingleStore("1003");
        var corrected = wrong.Replace("\"email\":\"", "\"email\":\"new.", StringComparison.Ordinal);
        await installation.RetailPro.Refuses("1001", "1002", "1003");
        await installation.Serve();
        await installation.Publish(Sample.SingleStore("1001"), Sample.SingleStore("1002"), wrong);
        await installation.Broker.Holds("invoice-order_error", 3);
        await installation.Is("Failed", "1001", "1002", "1003");
        await installation.RetailPro.NoFaults();
        await installation.Publish(corrected);
        await installation.Is("Completed", "1003");

        var listed = await installation.Entries();
        listed.List("list").Where(entry => entry.GetProperty("cured").GetBoolean()).Select(entry => entry.Text("orderNo"))
            .ShouldBe(["1003"]);
        (await installation.Entries("--cured")).Int("entries").ShouldBe(1);
        (await installation.Entries("--store", "SVA40", "--order", "#1001", "1002")).Int("entries").ShouldBe(2);
        (await installation.Entries("--older-than", "1h")).Int("entries").ShouldBe(0);
        (await installation.Entries("--queue", "transfer-inventory")).Int("entries").ShouldBe(0);

        var id = listed.List("list").Single(entry => entry.Text("orderNo") == "1001").Text("id")!;
        (await installation.ErrorsJson(0, "retry", id, "--reason", "mended")).Int("accepted").ShouldBe(1);
        await installation.Is("Completed", "1001");
        await installation.Is("Failed", "1002");
        await installation.Broker.Holds("invoice-order_error", 2);

        var rest = await installation.ErrorsJson(0, "retry", "--all", "--reason", "mended");
        (rest.Int("moved"), rest.Int("accepted"), rest.Int("cured")).ShouldBe((2, 1, 1));
        var expected = OrderSet.Of(Sample.SingleStore("1001"), Sample.SingleStore("1002"), corrected).Expected;
        await installation.Ends(expected);
        await installation.ShouldHaveInvoiced(expected);
        await installation.Broker.Holds("invoice-order_error", 0);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(6);
        var moved = (await installation.Show("1001")).List("timeline").Single(item => item.Text("what") == "entry moved back");
        (moved.Text("reason"), moved.Text("queue"), moved.Text("messageId")).ShouldBe(("mended", "invoice-order_error", id));
    }

    [Fact]
    public async Task twice_and_while_the_original_still_runs_the_order_is_invoiced_once()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.RetailPro.Faults("""{"rules":[{"kind":"status","status":400,"operation":"invoice"}]}""");
        await installation.Serve();
        await installation.Publish(Sample.Order("1001"));
        await installation.Broker.Holds("invoice-order_error", 1);
        await installation.Is("Failed", "1001");
        var original = (await installation.Broker.ErrorsOf("invoice-order")).Single();

        await installation.RetailPro.Faults("""{"refuseDuplicates":false,"rules":[{"kind":"delay","delayMs":6000}]}""");
        await using (var channel = await Channel.Open(installation.Broker.Uri))
        {
            await channel.Publish(
                original.Body,
                "invoice-order",
                new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" });
        }

        await Wait.Until(async () => (await installation.RetailPro.Calls()).Invoices == 2, "the original is under way");
        using var first = installation.Begin("errors", "retry", "--all", "--reason", "mended");
        using var second = installation.Begin("errors", "retry", "--all", "--reason", "mended, too");
        var moved = new[] { await first.End(), await second.End() };
        // It went back while the first call was open: one of the two had it.
        moved.Select(command => command.Output)
            .ShouldContain(told => told.StartsWith("1 of 1 moved back: 1 ", StringComparison.Ordinal) && !told.Contains("cured"));

        await installation.Is("Completed", "1001");
        await installation.ErrorsJson(0, "retry", "--all", "--reason", "once more");
        var expected = OrderSet.Of(Sample.Order("1001")).Expected;
        await installation.RetailPro.NoFaults();
        await installation.Ends(expected);
        await installation.ShouldHaveInvoiced(expected);
        (await installation.RetailPro.Calls()).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task an_end_in_the_middle_leaves_nothing_half_done(string signal)
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var messages = Enumerable.Range(1, 150).Select(number => Sample.SingleStore($"R{number}")).ToList();
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        await installation.Publish(messages);
        await installation.Broker.Holds("invoice-order_error", messages.Count);
        await Wait.Until(
            async () => await installation.Database.Count("mt_doc_order where state = 'Failed'") == messages.Count,
            "all have failed");
        await installation.RetailPro.NoFaults();

        using var retry = installation.Begin("errors", "retry", "--all", "--reason", "mended", "--rate", "20", "--output", "json");
        await Wait.Until(async () => await installation.Database.Count("mt_doc_error_action where data ? 'doneAt'") >= 20, "some are moved");
        await retry.Signal(signal);
        var ended = await retry.End();

        var expected = OrderSet.Of([.. messages]).Expected;
        if (signal == "INT")
        {
            ended.ExitCode.ShouldBe(1, ended.ToString());
            var counts = System.Text.Json.JsonDocument.Parse(ended.Output).RootElement;
            counts.Text("stopped").ShouldBe("Interrupted");
            counts.Int("moved").ShouldBeInRange(20, messages.Count - 1);
            await installation.Broker.Holds("invoice-order_error", messages.Count - counts.Int("moved"));
            (await installation.Database.Count("mt_doc_error_action where data ? 'doneAt'")).ShouldBe(counts.Int("moved"));
        }

        // The broker has taken back what a killed process held.
        await Wait.Until(async () => await installation.Broker.Depth("invoice-order_error") > 0, "the others lie where they lay");
        await installation.ErrorsJson(0, "retry", "--all", "--reason", "the rest", "--rate", "500");
        await installation.Ends(expected);
        await installation.ShouldHaveInvoiced(expected);
        await installation.Broker.Holds("invoice-order_error", 0);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(2 * messages.Count);
    }
}

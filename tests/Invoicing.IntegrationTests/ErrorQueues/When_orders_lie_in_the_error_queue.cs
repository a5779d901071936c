using System.Text;
using Invoicing.Harness;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.ErrorQueues;

[Trait("Takes", "long")]
public sealed class When_orders_lie_in_the_error_queue(ITestOutputHelper output)
{
    private static readonly string s_rival = Sample.SingleStore("1001").Replace("M1001", "M9", StringComparison.Ordinal)
        .Replace("\"total\":", "\"total\":1", StringComparison.Ordinal);

    [Fact]
    public async Task they_go_back_as_they_were_sent_and_only_the_counters_begin_anew()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.Serve();
        await installation.Publish(Sample.SingleStore("1001"));
        await installation.Is("Completed", "1001");
        var envelope = $$$"""{"messageId":"6b580000-6ca7-2ed9-4870-08df47bd323b","messageType":["urn:message:Invoicing.Contracts:OrderCompleted"],"message":{{{s_rival}}}, "headers":{"MT-Redelivery-Count":3,"tenant":"hw"}}""";
        await using (var channel = await Channel.Open(installation.Broker.Uri))
        {
            await channel.Publish(
                s_rival,
                Channel.OrderCompleted,
                new BasicProperties { Persistent = true, ContentType = "application/json", MessageId = "plain-1", Headers = Counted() });
            await channel.Publish(envelope, Channel.OrderCompleted, new BasicProperties {
                Persistent = true,
                ContentType = "application/vnd.masstransit+json",
                MessageId = "wrapped-1",
                Headers = Counted() });
        }

        await installation.Broker.Holds("order-invoicing_error", 2);
        var before = (await installation.Entries()).List("list").ToList();
        before.ShouldAllBe(
            entry => entry.Text("orderNo") == "1001" && !entry.GetProperty("cured").GetBoolean()
                && entry.Text("cause") == "FaultedMessage");

        // Both are still wrong, so they come back, and can be looked at.
        (await installation.ErrorsJson(1, "retry", "--all", "--reason", "to see")).Int("failedAgain").ShouldBe(2);

        var after = (await installation.Entries()).List("list").ToList();
        after.Select(entry => entry.Text("id")).Order().ShouldBe(["plain-1", "wrapped-1"]);
        after.ShouldAllBe(entry => before.All(earlier => earlier.Text("failedAt") != entry.Text("failedAt")));
        var plain = await Shown("plain-1");
        (plain.Text("contentType"), plain.Text("body")).ShouldBe(("application/json", s_rival));
        plain.GetProperty("headers").TryGetProperty("MT-Redelivery-Count", out _).ShouldBeFalse();
        plain.GetProperty("headers").Text("tenant").ShouldBe("hw");
        var wrapped = await Shown("wrapped-1");
        (wrapped.Text("contentType"), wrapped.Text("body")).ShouldBe(
            ("application/vnd.masstransit+json", envelope.Replace("\"MT-Redelivery-Count\":3,", "", StringComparison.Ordinal)));
        wrapped.GetProperty("headers").TryGetProperty("MT-Redelivery-Count", out _).ShouldBeFalse();
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(1);

        async Task<System.Text.Json.JsonElement> Shown(string id) =>
            (await installation.ErrorsJson(0, "show", id, "--full")).EnumerateArray().ShouldHaveSingleItem();

        static Dictionary<string, object?> Counted() => new() { ["MT-Redelivery-Count"] = 5, ["tenant"] = "hw" };
    }

    [Fact]
    public async Task one_that_cannot_be_read_is_shown_and_taken_out_only_if_that_is_meant_and_is_kept()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.Serve();
        await installation.Publish("no JSON of Ana", Sample.SingleStore("1001"));
        await installation.Is("Completed", "1001");
        await installation.Broker.Holds("order-invoicing_error", 1);
        var entry = (await installation.Entries()).List("list").ShouldHaveSingleItem();
        (entry.Text("cause"), entry.Text("orderNo")).ShouldBe(("UnreadableMessage", null));
        var id = entry.Text("id")!;

        var shown = await installation.Run("errors", "show", id);
        shown.ExitCode.ShouldBe(0, shown.ToString());
        shown.Output.ShouldContain("cannot be read");
        shown.Output.ShouldContain("correct it and publish it again");
        shown.Output.ShouldNotContain("Ana");
        (await installation.Run("errors", "show", id, "--full")).Output.ShouldContain("no JSON of Ana");

        var refused = await installation.Run("errors", "discard", id, "--reason", "sent again");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("1 of 1 entries are not cured");
        (await installation.ErrorsJson(0, "discard", id, "--dry-run")).Int("selected").ShouldBe(1);
        await installation.Broker.Holds("order-invoicing_error", 1);
        (await installation.Database.Count("mt_doc_error_action")).ShouldBe(0);

        (await installation.ErrorsJson(0, "discard", id, "--even-if-uncured", "--reason", "sent again", "--by", "ana")).Int("discarded")
            .ShouldBe(1);
        await installation.Broker.Holds("order-invoicing_error", 0);
        var kept = (await installation.Database.Rows(
            """
            select data ->> 'action', data ->> 'by', data ->> 'reason', data ->> 'queue', data ->> 'messageId',
                   decode(data #>> '{discarded,body}', 'base64'), data ? 'doneAt'
            from mt_doc_error_action
            """)).ShouldHaveSingleItem();
        kept.Take(5).ShouldBe(["discarded", "ana", "sent again", "order-invoicing", id]);
        Encoding.UTF8.GetString((byte[])kept[5]!).ShouldBe("no JSON of Ana");
        kept[6].ShouldBe(true);
        (await installation.Run("errors", "show", id)).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task cured_ones_are_taken_out_by_one_word_and_the_others_stay()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.RetailPro.Refuses("1001", "1002");
        await installation.Serve();
        await installation.Publish(Sample.SingleStore("1001"), Sample.SingleStore("1002"));
        await installation.Is("Failed", "1001", "1002");
        await installation.Broker.Holds("invoice-order_error", 2);
        await installation.Succeeds("orders", "dismiss", "1001", "--reason", "by hand");

        (await installation.ErrorsJson(0, "discard", "--cured", "--reason", "tidying up")).Int("discarded").ShouldBe(1);

        (await installation.Entries()).List("list").ShouldHaveSingleItem().Text("orderNo").ShouldBe("1002");
        (await installation.Show("1001")).List("timeline")
            .ShouldContain(item => item.Text("what") == "entry discarded" && item.Text("reason") == "tidying up");
    }
}

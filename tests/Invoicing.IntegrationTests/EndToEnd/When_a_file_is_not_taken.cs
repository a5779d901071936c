using System.Text;
using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_a_file_is_not_taken(ITestOutputHelper output)
{
    [Fact]
    [Produces(NoticeKind.FileNotTaken)]
    public async Task because_its_name_cannot_be_opened_it_is_told_and_renaming_it_is_enough()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        var failure = new DocumentedFailure(installation, NoticeKind.FileNotTaken, "incoming");
        await File.WriteAllTextAsync(feeds.In("incoming", ".aside"), Sample.Order("1042"));
        await Shell.Run($"cd {feeds.Folder}/incoming; mv .aside $'ped\\xeddos.json'");

        await installation.Serve();
        var mail = await failure.Looks("UTF-8");

        mail.Body.ShouldContain("dos.json: its name is not UTF-8");
        failure.Says("`mv`");
        await Shell.Run($"cd {feeds.Folder}/incoming; mv ped*dos.json pedidos.json");
        await feeds.Settled("pedidos.json");
        await installation.ShouldHaveInvoiced(OrderSet.Of(Sample.Order("1042")).Expected);
        await Wait.Until(async () => await installation.Database.Count("mt_doc_feed_trouble") == 0, "the trouble is over");
        (await installation.Run("feeds", "list")).Output.ShouldNotContain("UTF-8");
    }

    [Fact]
    public async Task for_whatever_reason_it_is_told_once_in_log_status_list_and_mail_and_the_others_go_on()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        await Shell.Run($"""
            cd {feeds.Folder}; mkdir -p processing/taken.json done/ended.json incoming/sub incoming/nothing; printf x > processing/strange.json
            cd incoming; printf x > sub/a.json; ln -s /etc/hostname link.json; ln -s /nowhere lost.json
            printf x > stalled.json.tmp; touch -d '2 hours ago' stalled.json.tmp; printf x > going.json.tmp; printf x > taken.json
            """);
        await installation.Database.Rows(Feeds.Insert(101000, "gone.json", 5, "Reading", position: 3));
        string[] expected =
        [
            "incoming link.json", "incoming lost.json", "incoming stalled.json.tmp", "incoming sub", "incoming taken.json", "processing ended.json", "processing gone.json", "processing strange.json",
        ];

        await installation.Serve();
        await feeds.Put("ended.json", Sample.Order("1041"));
        await feeds.Settled("ended.json");
        await feeds.Put("orders.json", Sample.Order("1042"));
        await feeds.Settled("orders.json");
        await Wait.Until(async () => (await installation.Database.Rows(
            "select (data ->> 'place') || ' ' || (data ->> 'name') from mt_doc_feed_trouble where (data ->> 'isTold')::bool order by 1")).Select(row => (string)row[0]!).SequenceEqual(
                expected), "all are told");

        var status = await installation.Run("status", "--output", "json");
        JsonDocument.Parse(status.Output).RootElement.GetProperty("feedTroubles").EnumerateArray()
            .Select(trouble => $"{trouble.GetProperty("place")} {trouble.GetProperty("name")}").ShouldBe(expected);
        var list = (await installation.Run("feeds", "list")).Output;
        foreach (var name in expected.Select(told => told.Split(' ')[1]))
        {
            list.ShouldContain(name);
            installation.Logs.Split('\n').Count(line => line.Contains($": {name}: ")).ShouldBe(1, name);
        }

        (await installation.Run("status")).Output.ShouldContain("link.json");
        await Wait.Until(
            () => expected.All(told => installation.Mails.All().Any(mail => mail.Body.Contains(told.Split(' ')[1]))),
            "all are in mails");
        (await installation.Database.Count("mt_doc_notice where data ->> 'kind' = 'FileNotTaken'")).ShouldBe(expected.Length);
        Directory.Delete(feeds.In("processing", "taken.json"));
        Directory.Delete(feeds.In("done", "ended.json"));
        await installation.Database.Rows(Feeds.TroublesLast + " where data ->> 'name' = 'gone.json'");
        await feeds.IsIn("rejected", "taken.json");
        await feeds.IsIn("done", "ended.json");
        // It must not be under way for ever.
        (await feeds.Taken("gone.json")).ShouldHaveSingleItem().GetProperty("reason").GetString()!.ShouldStartWith(
            "its file was taken out of processing");
        await Wait.Until(
            async () => await installation.Database.Count("mt_doc_feed_trouble where data ->> 'place' = 'processing'") == 1,
            "only what nobody has put there is left");
    }

    [Fact]
    public async Task because_it_holds_nothing_it_is_rejected_and_a_person_is_told_and_a_pipe_stops_nobody()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        await Shell.Run($"mkfifo {feeds.Folder}/incoming/pipe.json; touch {feeds.Folder}/incoming/zero.csv");
        await feeds.Put("list.json", "[]");
        await feeds.Put("blank.jsonl", "\n \r\n\n");
        await feeds.Put("header.csv", "orderNo,item.upc\r\n");
        await File.WriteAllBytesAsync(feeds.In("incoming", "packed.jsonl.gz"), Feeds.Gzip(Encoding.UTF8.GetBytes("\n")));

        await installation.Serve();

        await ReasonOf("list.json", "it holds no order: only an empty list or blank lines");
        await ReasonOf("blank.jsonl", "it holds no order: only an empty list or blank lines");
        await ReasonOf("packed.jsonl.gz", "it holds no order: only an empty list or blank lines");
        await ReasonOf("header.csv", "it holds no order: only the header");
        await feeds.Put("orders.json", Sample.Order("1042"));
        await feeds.Settled("orders.json");
        // Those may still be filled, for a minute.
        await ReasonOf("zero.csv", "it is empty (0 bytes)");
        await ReasonOf("pipe.json", "it is empty (0 bytes)");
        await Wait.Until(() => installation.Mails.All().Any(mail => mail.Body.Contains("pipe.json")), "it is told");
        (await installation.Database.Count("mt_doc_notice where data ->> 'kind' = 'FeedFaulted'")).ShouldBe(6);
        installation.Logs.ShouldContain("Feed pipe.json is rejected");

        async Task ReasonOf(string name, string reason)
        {
            await feeds.IsIn("rejected", name);
            (await feeds.Taken(name)).ShouldHaveSingleItem().GetProperty("reason").GetString()!.ShouldStartWith(reason);
        }
    }
}

using System.Text;
using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Collection(EndToEnd.Name)]
public sealed class When_a_feed_is_uploaded(ITestOutputHelper output)
{
    [Fact]
    public async Task every_form_is_taken_and_every_answer_of_Retail_Pro_is_kept()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        string[] orders = [.. Enumerable.Range(1, 6).Select(i => Sample.Order($"{1000 + i}"))];
        await installation.Serve();

        await feeds.Put("array.json", $"[\n{orders[0]},\n{orders[1]}\n]\n");
        await feeds.Put("lines.jsonl", $"{orders[2]}\n\nno JSON\n{orders[3]}");
        await File.WriteAllBytesAsync(feeds.In("incoming", "packed.jsonl.gz"), Feeds.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', orders[4..]))));

        await installation.Is("Completed", Enumerable.Range(1, 6).Select(i => $"{1000 + i}"));
        await installation.ShouldHaveInvoiced(Orders.Of(orders).Expected);
        (await feeds.Settled("array.json")).Select(Told).ShouldBe(["2 1001 accepted: accepted by Retail Pro", "3 1002 accepted: accepted by Retail Pro"]);
        (await feeds.Settled("lines.jsonl")).Select(Told).ShouldBe(["1 1003 accepted: accepted by Retail Pro", "3  unreadable: ", "4 1004 accepted: accepted by Retail Pro"]);
        (await feeds.Settled("packed.jsonl.gz")).Count.ShouldBe(2);
        await feeds.IsIn("done", "packed.jsonl.gz");
        await Wait.Until(() => feeds.Responses().Count == 12, "12 answers are kept");
        feeds.Responses().Select(answer => $"{answer.GetProperty("orderNo")} {answer.GetProperty("operation")} {answer.GetProperty("status")}").Order()
            .ShouldBe(Enumerable.Range(1, 6).SelectMany(i => new[] { $"{1000 + i} invoice 200", $"{1000 + i} slip 200" }));
    }

    private static string Told(JsonElement entry) =>
        $"{entry.GetProperty("line")} {entry.GetProperty("orderNo")} {entry.GetProperty("outcome").GetString()}: {(entry.TryGetProperty("result", out var result) ? result : "")}";
}

using System.Text;
using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
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
        await File.WriteAllBytesAsync(
            feeds.In("incoming", "packed.jsonl.gz"),
            Feeds.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', orders[4..]))));

        await installation.Is("Completed", Enumerable.Range(1, 6).Select(i => $"{1000 + i}"));
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
        (await feeds.Settled("array.json")).Select(Told)
            .ShouldBe(["2 1001 accepted: accepted by Retail Pro", "3 1002 accepted: accepted by Retail Pro"]);
        (await feeds.Settled("lines.jsonl")).Select(Told)
            .ShouldBe(["1 1003 accepted: accepted by Retail Pro", "3  unreadable: ", "4 1004 accepted: accepted by Retail Pro"]);
        (await feeds.Settled("packed.jsonl.gz")).Count.ShouldBe(2);
        await feeds.IsIn("done", "packed.jsonl.gz");
        await Wait.Until(() => feeds.Responses().Count == 12, "12 answers are kept");
        feeds.Responses()
            .Select(answer => $"{answer.GetProperty("orderNo")} {answer.GetProperty("operation")} {answer.GetProperty("status")}")
            .Order()
            .ShouldBe(Enumerable.Range(1, 6).SelectMany(i => new[] { $"{1000 + i} invoice 200", $"{1000 + i} slip 200" }));
    }

    [Fact]
    public async Task the_same_file_again_does_no_harm_and_says_so()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        await installation.Serve();
        var order = Sample.Order("1042");

        await feeds.Put("orders.json", $"[{order}]");
        await feeds.Settled("orders.json");
        await feeds.Put("orders.json", $"[{order}]");

        (await feeds.Settled("orders.2.json")).Select(Told).ShouldBe(["1 1042 duplicate: accepted by Retail Pro"]);
        var shown = await installation.Run("feeds", "show", "orders.2.json");
        shown.Output.ShouldContain("the same file as orders.json of ");
        installation.Logs.ShouldContain("the same file as orders.json of ");
        await installation.ShouldHaveInvoiced(OrderSet.Of(order).Expected);
        await installation.ShouldHaveToldNobody();
    }

    [Fact]
    public async Task a_file_that_stalled_is_read_on_when_it_grows()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        string[] orders = [Sample.Order("1001"), Sample.Order("1002"), Sample.Order("1003")];
        await installation.Serve();

        // As an SFTP server whose client has lost its connection for a while: the file stays open and is written on wherever it was moved.
        await using (var upload = new FileStream(
            feeds.In("incoming", "orders.jsonl"),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.ReadWrite))
        {
            await upload.WriteAsync(Encoding.UTF8.GetBytes($"{orders[0]}\n{orders[1][..200]}"));
            await upload.FlushAsync();
            (await feeds.Taken("orders.jsonl")).Select(entry => entry.GetProperty("outcome").GetString())
                .ShouldBe(["accepted", "unreadable"]);
            await upload.WriteAsync(Encoding.UTF8.GetBytes($"{orders[1][200..]}\n{orders[2]}\n"));
        }

        (await feeds.Amended("orders.jsonl", entry => entry.GetProperty("outcome").GetString() == "accepted")).Count.ShouldBe(3);
        await installation.Is("Completed", "1001", "1002", "1003");
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
    }

    [Fact]
    public async Task a_file_that_is_written_anew_is_read_from_its_beginning_beside_one_whose_name_nobody_can_write()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        await installation.Serve();
        await Shell.Run($"printf x > \"$(printf '{feeds.In("incoming", "pedido_")}\\361.json')\"");
        string[] before = [Sample.Order("1001"), Sample.Order("1002")];
        string[] after = [Sample.Order("1003"), Sample.Order("1001"), Sample.Order("1004"), Sample.Order("1005")];
        await feeds.Put("orders.jsonl", string.Join('\n', before));
        (await feeds.Taken("orders.jsonl")).Count.ShouldBe(2);
        await using (var anew = new FileStream(feeds.In("done", "orders.jsonl"), FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite))
        {
            await anew.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', after)));
        }

        await installation.Is("Completed", "1001", "1002", "1003", "1004", "1005");
        await Wait.Until(() => feeds.Results("orders.jsonl").Count == 4, "the results tell of the file as it is now");
        feeds.Results("orders.jsonl").Select(entry => (entry.GetProperty("orderNo").GetString(), entry.GetProperty("outcome").GetString()))
            .ShouldBe([("1003", "accepted"), ("1001", "duplicate"), ("1004", "accepted"), ("1005", "accepted")]);
        await installation.ShouldHaveInvoiced(OrderSet.Of([.. before, .. after]).Expected);
        // Nor could the harness delete it.
        await Shell.Run($"rm {feeds.In("incoming", "pedido_")}*");
    }

    [Fact]
    public async Task a_broken_file_keeps_its_good_part_and_one_that_is_none_is_rejected_and_a_person_is_told_of_both()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        string[] orders = [.. Enumerable.Range(1, 40)
            .Select(i => Sample.Order($"{1000 + i}", order => order["orderId"] = Guid.NewGuid().ToString()))];
        var archive = Feeds.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', orders)));
        await installation.Serve();

        await File.WriteAllBytesAsync(feeds.In("incoming", "broken.jsonl.gz"), archive[..(archive.Length / 2)]);
        await feeds.Put("wrong.csv", "number,total\n1042,80\n");

        var broken = await feeds.Taken("broken.jsonl.gz");
        broken.Count(entry => entry.GetProperty("outcome").GetString() == "accepted").ShouldBeGreaterThan(5);
        broken[^1].GetProperty("reason").GetString().ShouldBe("the archive is damaged or cut off here; nothing after it was read");
        await feeds.IsIn("done", "broken.jsonl.gz");
        await feeds.IsIn("rejected", "wrong.csv");
        (await feeds.Taken("wrong.csv")).ShouldHaveSingleItem().GetProperty("reason").GetString()!.ShouldStartWith(
            "the header has no column orderNo");
        await Wait.Until(() => installation.Mails.All().Any(mail => mail.Body.Contains("orders were not taken"))
            && installation.Mails.All().Any(mail => mail.Body.Contains("no column orderNo")), "both are told by mail");
        (await installation.Run("feeds", "list")).Output.ShouldContain("Rejected");
    }

    [Fact]
    public async Task a_csv_file_is_invoiced_as_the_same_orders_in_JSON_would_be()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        string[] orders = [Sample.Order("1001"), Sample.SingleStore("1002")];
        await installation.Serve();

        await feeds.Put("orders.csv", Csv(orders));

        (await feeds.Settled("orders.csv")).Select(Told)
            .ShouldBe(["2 1001 accepted: accepted by Retail Pro", "6 1002 accepted: accepted by Retail Pro"]);
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
    }

    [Fact]
    public async Task a_file_of_HotWax_is_invoiced_as_the_same_orders_in_our_own_form_would_be()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        var (file, ours) = (SampleFeed("hotwax.json"), JsonDocument.Parse(await File.ReadAllTextAsync(SampleFeed("hotwax-as-ours.json"))));
        await installation.Serve();

        (await installation.Run("feeds", "preview", file)).Output.ShouldContain("2004");
        await feeds.Put("hotwax.json", await File.ReadAllTextAsync(file));

        (await feeds.Amended("hotwax.json", entry => !Told(entry).EndsWith("under way"))).Select(Outcome).ShouldBe(
        [
            "2001 accepted: accepted by Retail Pro", "2002 accepted: accepted by Retail Pro", "2003 accepted: accepted by Retail Pro",
            "2004 already-invoiced-at-the-till: accepted by Retail Pro", "2005 accepted: accepted by Retail Pro", "2006 held: held",
        ]);
        await installation.ShouldHaveInvoiced(
            OrderSet.Of([.. ours.RootElement.EnumerateArray().Select(order => order.GetRawText())]).Expected);

        static string Outcome(JsonElement entry) => Told(entry)[(Told(entry).IndexOf(' ') + 1)..];
    }

    [Fact]
    public async Task files_of_other_tools_come_out_as_the_orders_in_them_or_say_what_is_wrong()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        string[] orders = [.. Enumerable.Range(1, 4).Select(i => Sample.Order($"{1000 + i}"))];
        var (first, second) = (Csv(orders[2..3]), Csv(orders[3..]));
        await installation.Serve();

        await feeds.Put("wrapped.json", Encoding.Unicode, $"{{\"count\":2,\n\"data\":{{\"orders\":[\n{orders[0]},\n{orders[1]}\n]}}}}");
        await feeds.Put("together.csv", Encoding.BigEndianUnicode, (first + second).Replace("8720116120011", "=\"8720116120011\""));
        await feeds.Put("page.json", Encoding.UTF8, "<!DOCTYPE html><html><title>Sign in</title></html>");

        (await feeds.Settled("wrapped.json")).Select(Told)
            .ShouldBe(["3 1001 accepted: accepted by Retail Pro", "4 1002 accepted: accepted by Retail Pro"]);
        (await feeds.Settled("together.csv")).Select(Told)
            .ShouldBe(["2 1003 accepted: accepted by Retail Pro", "7 1004 accepted: accepted by Retail Pro"]);
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
        await feeds.Put("damaged.csv", Encoding.UTF8, Csv([Sample.Order("1005")]).Replace("8720116120011", "8.72012E+12"));
        (await feeds.Taken("damaged.csv")).ShouldHaveSingleItem().GetProperty("reason").GetString()!.ShouldContain(
            "(line 2, column item.upc)");
        (await feeds.Taken("page.json")).ShouldHaveSingleItem().GetProperty("reason").GetString()!.ShouldStartWith("it is an HTML page");
        (await installation.Run("feeds", "show", "together.csv")).Output.ShouldContain("repeats the header");
    }

    [Theory]
    [InlineData("wrapped.json")]
    [InlineData("together.csv")]
    public async Task a_file_of_any_form_goes_on_where_it_was_when_the_service_was_killed(string name)
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        var feeds = new Feeds(installation);
        feeds.Use();
        string[] orders = [.. Enumerable.Range(1, 1200).Select(i => Sample.SingleStore($"{10_000 + i}"))];
        var service = await installation.Serve();

        await feeds.Put(name, Encoding.Unicode, name.EndsWith(".csv", StringComparison.Ordinal)
            ? string.Concat(orders.Chunk(7).Select(Csv))
            : $"{{\"meta\":[1],\"orders\":[{string.Join(",\n", orders)}]}}");
        await feeds.HaveTaken(orders.Length / 4);
        await service.Kill();
        (await installation.Database.Count("mt_doc_feed where state = 'Reading'")).ShouldBe(1, "the kill must hit the middle of the file");
        await installation.Serve();

        (await feeds.Settled(name)).Select(
            entry => $"{entry.GetProperty("entry")} {entry.GetProperty("orderNo")} {entry.GetProperty("outcome")}")
            .ShouldBe(Enumerable.Range(1, orders.Length).Select(i => $"{i} {10_000 + i} accepted"));
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
    }

    [Fact]
    public async Task a_crash_between_any_two_steps_is_mended()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        string[] orders = [Sample.Order("1001"), Sample.Order("1002"), Sample.Order("1003")];
        foreach (var folder in new[] { "processing", "done" })
        {
            Directory.CreateDirectory(Path.Combine(feeds.Folder, folder));
        }

        // Claimed and not moved; moved and not begun; ended and not moved.
        await feeds.Put("a.json", orders[0]);
        await File.WriteAllTextAsync(feeds.In("processing", "b.json"), orders[1]);
        await File.WriteAllTextAsync(feeds.In("processing", "c.json"), orders[2]);
        await installation.Database.Rows(Feeds.Insert(101000, "a.json", orders[0].Length, "Claimed"));
        await installation.Database.Rows(Feeds.Insert(102000, "b.json", orders[1].Length, "Claimed"));
        await installation.Database.Rows(Feeds.Insert(103000, "c.json", orders[2].Length, "Done"));
        await installation.Serve();

        await feeds.Settled("a.json");
        await feeds.Settled("b.json");
        await feeds.IsIn("done", "a.json");
        await feeds.IsIn("done", "b.json");
        await feeds.IsIn("done", "c.json");
        Directory.GetFiles(Path.Combine(feeds.Folder, "processing")).ShouldBeEmpty();
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders[..2]).Expected);
        (await installation.Database.Count("mt_doc_feed where data ->> 'fileName' = 'a.json'")).ShouldBe(1);
    }

    [Fact]
    public async Task orders_wait_while_the_other_process_holds_the_folder_and_go_on_when_it_dies()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        var (first, _) = (await installation.Serve(), await installation.Serve());
        await feeds.Put("a.json", Sample.Order("1001"));
        await feeds.Settled("a.json");

        await first.Kill();
        await feeds.Put("b.json", Sample.Order("1002"));

        await feeds.Settled("b.json");
        await installation.ShouldHaveInvoiced(OrderSet.Of(Sample.Order("1001"), Sample.Order("1002")).Expected);
    }

    private static string SampleFeed(string name) => Repository.Path($"tests/samples/feeds/{name}");

    private static string Csv(IEnumerable<string> orders)
    {
        var rows = orders.Select(order => JsonDocument.Parse(order).RootElement)
            .SelectMany(order => order.GetProperty("items").EnumerateArray().Select(item => Values(order, item)))
            .ToList();
        var columns = rows.SelectMany(row => row.Keys).Distinct().ToList();
        return string.Concat(rows.Select(row => string.Join(';', columns.Select(column => row.GetValueOrDefault(column, ""))))
            .Prepend(string.Join(';', columns))
            .Select(line => line + "\r\n"));
    }

    private static Dictionary<string, string> Values(JsonElement order, JsonElement item) => order.EnumerateObject()
        .Where(property => property.Name != "items")
        .SelectMany(property => property.Value.ValueKind == JsonValueKind.Object
            ? property.Value.EnumerateObject().Select(value => ($"{property.Name}.{value.Name}", value.Value))
            : [(property.Name, property.Value)])
        .Concat(item.EnumerateObject().Select(value => ($"item.{value.Name}", value.Value)))
        .ToDictionary(value => value.Item1, value => value.Value.ToString());

    private static string Told(JsonElement entry) =>
        $"{entry.GetProperty("line")} {entry.GetProperty("orderNo")} {entry.GetProperty("outcome").GetString()}: {(entry.TryGetProperty("result", out var result) ? result : "")}";
}

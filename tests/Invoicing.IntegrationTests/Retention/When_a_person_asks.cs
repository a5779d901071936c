using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Retention;

[Trait("Takes", "long")]
public sealed class When_a_person_asks(ITestOutputHelper output) : RetentionTest(output)
{
    private const string Ana = "ana@example.test";
    private const string Joana = "joana@example.test";

    [Fact]
    public async Task what_is_held_of_them_is_told_and_erased_and_nothing_of_others()
    {
        await Feed("both.jsonl", Order("2001", Ana), Order("2002", Joana));
        await Feed("mixed.jsonl", Order("2005", Ana), "no JSON");
        await Installation.Publish(Order("2003", Ana, isOpen: true));
        await Invoice("o-1", Ana, _ => "Ana");
        await Invoice("o-2", Joana, _ => "Joana");
        await Installation.Is("Completed", "2001", "2002", "2005");
        await Installation.Is("Held", "2003");
        await AnswersAreWritten("2005");
        var others = await OfJoana();

        var export = await Run("export", "--email", "ANA@Example.test", "--output", "json");
        Items(export).Select(item => $"{item.GetProperty("kind")} {item.GetProperty("name")}").ShouldBe(
        [
            "order 2001", "order 2003", "order 2005", $"order {NumberOf("o-1")}", $"invoice {NumberOf("o-1")}",
            "feed file done/both.jsonl", "feed file done/mixed.jsonl", $"response file responses/{DateTime.UtcNow:yyyy-MM-dd}.jsonl",
            $"mail {Path.GetFileName(MailFileOf(Ana))}",
        ], ignoreOrder: true);
        export.GetRawText().ShouldNotContain(Joana);
        var invoice = Items(export).Single(item => item.GetProperty("kind").GetString() == "invoice").GetProperty("content");
        TextOf(invoice.GetProperty("pdf").GetBytesFromBase64()).ShouldContain("Ana");

        // The file has ended long enough ago for nobody to write to it, and its answers are of another day.
        await Installation.Database.Rows("""
            update mt_doc_feed set data = jsonb_set(data, '{finishedAt}', to_jsonb(now() - interval '2 hours'))
            """);
        var day = DateTime.UtcNow.AddDays(-2);
        File.Move(ResponseFiles().Single(), Path.Combine(FeedFolder, "responses", $"{day:yyyy-MM-dd}.jsonl"));
        var report = await Run("erase", "--email", Ana, "--reason", "request of 3 March", "--by", "Eva", "--output", "json");

        var kept = Items(report).Where(item => !item.GetProperty("isErased").GetBoolean())
            .ToDictionary(item => $"{item.GetProperty("name")}", item => (
                Because: item.GetProperty("keptBecause").GetString()!, Until: item.GetProperty("keptUntil").GetString()));
        kept.Keys.ShouldBe(["2003", NumberOf("o-1"), "done/mixed.jsonl"], ignoreOrder: true);
        kept["2003"].Because.ShouldContain("not finished (Held)");
        kept[NumberOf("o-1")].Because.ShouldContain("10 years");
        kept[NumberOf("o-1")].Until.ShouldBe($"{Year + 10}-12-31");
        kept["done/mixed.jsonl"].Because.ShouldContain("not taken");
        report.GetProperty("failedMessages").GetInt32().ShouldBe(0);
        File.Exists(Path.Combine(FeedFolder, "done", "both.jsonl")).ShouldBeFalse();
        AnswersOf("2001").ShouldBeEmpty();
        AnswersOf("2002").ShouldNotBeEmpty();
        (await OfJoana()).ShouldBe(others);
        (await Erased()).ShouldBe(["2001", "2005", NumberOf("o-1")], ignoreOrder: true);
        var audit = (await Installation.Run("audit", "--output", "json")).Output;
        audit.ShouldContain("privacy export");
        audit.ShouldContain("privacy erase");
        audit.ShouldNotContain(Ana);

        // The order is finished, and nobody asks again.
        await Installation.Publish(Order("2003", Ana));
        await Installation.Is("Completed", "2003");
        await Restart();
        await Are("what was asked for is done", "mt_doc_erasure_wish", 0);
        (await Erased()).ShouldContain("2003");
        (await OfJoana()).ShouldBe(others);
        Items(await Run("export", "--email", Ana, "--output", "json")).Select(item => $"{item.GetProperty("name")}")
            .ShouldBe([NumberOf("o-1"), "done/mixed.jsonl"], ignoreOrder: true);
    }

    [Fact]
    public async Task a_program_may_ask_for_them_if_it_is_an_admin()
    {
        await Installation.Publish(Order("2001", Ana));
        await Installation.Is("Completed", "2001");
        using var operators = await Caller("operator");
        using var admin = await Caller("admin");
        var body = new { email = Ana, reason = "asked" };

        (await operators.Send("POST", "/api/v1/privacy/export", body)).Is(403);
        (await operators.Send("POST", "/api/v1/privacy/erase", body, "once")).Is(403);
        (await admin.Send("POST", "/api/v1/privacy/erase", new { email = "ana", reason = "asked" }, "none")).Is(400)
            .Detail.ShouldContain("email is no mail address");
        (await admin.Send("POST", "/api/v1/privacy/erase", body)).Is(400).Detail.ShouldContain("Idempotency-Key");
        (await admin.Send("POST", "/api/v1/privacy/export", body)).Is(200).Text.ShouldContain(Ana);
        var erased = (await admin.Send("POST", "/api/v1/privacy/erase", body, "once")).Is(200);

        Items(erased.Json).Where(item => item.GetProperty("isErased").GetBoolean()).Select(item => item.GetProperty("name").GetString())
            .ShouldBe(["2001"]);
        erased.Text.ShouldNotContain(Ana);
        (await admin.Send("POST", "/api/v1/privacy/erase", body, "once")).Is(200).Text.ShouldBe(erased.Text);
        (await Erased()).ShouldBe(["2001"]);
        Items((await admin.Send("POST", "/api/v1/privacy/export", body)).Is(200).Json).ShouldBeEmpty();
        Installation.Logs.ShouldNotContain(Ana);
    }

    [Fact]
    public async Task messages_in_error_queues_are_counted_with_what_settles_them()
    {
        await Installation.RetailPro.Refuses("2001");
        await Installation.Publish(Order("2001", Ana));
        await Installation.Is("Failed", "2001");
        await Wait.Until(async () => await Installation.Broker.Depth("invoice-order_error") > 0, "the command is refused");

        var report = await Run("erase", "--email", Ana, "--reason", "asked", "--output", "json");

        // A command whose answer was late is sent once more, and may be refused once more.
        report.GetProperty("failedMessages").GetInt32().ShouldBeGreaterThan(0);
        report.GetProperty("remarks").EnumerateArray().ShouldContain(
            remark => remark.GetString()!.Contains("`invoicing errors discard --order 2001`", StringComparison.Ordinal));
        await Wait.Until(async () => await Installation.Broker.Depth("invoice-order_error") > 0, "it still lies there");
        (await Erased()).ShouldBeEmpty();
    }

    private static string Order(string orderNo, string email, bool isOpen = false) => Sample.Order(orderNo, order =>
    {
        (order["billing"]!["email"], order["deliverTo"]!["email"]) = (email, email.ToUpperInvariant());
        order["items"]![3]!["status"] = isOpen ? "Open" : "Cancelled";
    });

    private async Task<JsonElement> Run(params string[] arguments)
    {
        var ran = await Installation.Run(["privacy", .. arguments]);
        ran.ExitCode.ShouldBe(0, ran.ToString());
        return JsonDocument.Parse(ran.Output).RootElement;
    }

    private static IEnumerable<JsonElement> Items(JsonElement answer) => answer.GetProperty("items").EnumerateArray();

    private async Task<IReadOnlyList<string>> Erased() =>
    [
        .. (await Installation.Database.Rows("select order_no from mt_doc_order where erased_at is not null"))
            .Select(row => (string)row[0]!),
    ];

    /// <summary>All that is held of the other one.</summary>
    private async Task<IReadOnlyList<string>> OfJoana() =>
    [
        .. (await Installation.Database.Rows("""
            select o::text from mt_doc_order o where data::text ilike '%joana@%'
            union all
            select t::text from timeline t where details::text ilike '%joana@%'
            union all
            select (id, length(pdf))::text from emporix_pdfs where id = 'emporix/acme/o-2'
            order by 1
            """)).Select(row => (string)row[0]!),
        MailFileOf(Joana),
        .. AnswersOf("2002"),
    ];

    private string MailFileOf(string address) => Installation.Mails.All()
        .Single(mail => mail.Mime.To.Mailboxes.Any(to => to.Address == address)).File!;

    private IEnumerable<string> AnswersOf(string orderNo) => ResponseFiles().SelectMany(File.ReadLines).Where(line =>
        JsonDocument.Parse(line).RootElement is var answer && answer.GetProperty("orderNo").GetString() == orderNo
        && answer.TryGetProperty("answer", out _));
}

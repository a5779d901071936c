using System.Text.Json.Nodes;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Retention;

public sealed class When_data_has_had_its_time(ITestOutputHelper output) : RetentionTest(output)
{
    private const string Aged = "now() - interval '100 days'";

    private readonly Canaries _canaries = new();

    /// <summary>The second copies of all that came, for a duplicate a year later.</summary>
    private readonly Dictionary<string, string> _messages = [];

    [Fact]
    public async Task nothing_of_a_person_is_left_but_what_the_law_keeps_and_duplicates_are_still_known()
    {
        using var admin = await Caller("admin");
        await TakeInByEveryWay(admin);
        var planted = await _canaries.In(Installation.Database);
        _canaries.All.Where(canary => !planted.Any(found => found.EndsWith(canary, StringComparison.Ordinal)))
            .ShouldBeEmpty("what was not planted is not missed");
        _canaries.In(FeedFolder, Installation.Mails.Folder).ShouldNotBeEmpty();
        var invoices = (await Installation.RetailPro.Calls()).Invoices;

        await Restart(MakeOld);
        await Are("all orders are erased", "mt_doc_order where erased_at is null", 0);
        await Wait.Until(() => _canaries.In(FeedFolder, Installation.Folder).Count == 0, "no file holds anything any more");

        (await _canaries.In(Installation.Database)).ShouldBeEmpty();
        TextOf(await Pdf()).ShouldContain(_canaries.Of("E", "Contact"), Case.Sensitive, "the law keeps it");

        await ComeAgain(admin);
        (await Installation.RetailPro.Calls()).Invoices.ShouldBe(invoices + 1, "but for the last one");
        (await Vtex.Invoices("1006")).Count.ShouldBe(1);
        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
        (await _canaries.In(Installation.Database)).ShouldBeEmpty("nor is anything of a duplicate stored");

        await Restart(() => Installation.Database.Rows($"""
            update mt_doc_emporix_invoice
            set data = jsonb_set(data, '{"{numberedAt}"}', to_jsonb(make_timestamptz({DateTime.UtcNow.Year - 11}, 12, 31, 12, 0, 0)))
            """));
        await Are("the invoice has had its time", "emporix_pdfs", 0);
        (await Installation.Database.Rows("select data ->> 'number', data ? 'customerDigest' from mt_doc_emporix_invoice"))
            .ShouldHaveSingleItem().ShouldBe([$"INV-{Year}-000001", false]);
    }

    private async Task TakeInByEveryWay(ApiCaller admin)
    {
        Order("1001");
        await Installation.Publish(_messages["1001"]);

        Order("1002");
        await Feed("orders.jsonl", _messages["1002"]);

        Order("1003");
        (await admin.Send("POST", "/api/v1/orders", JsonNode.Parse(_messages["1003"]))).Is(202);

        Order("1004");
        await Installation.RetailPro.Refuses("1004");
        await Installation.Publish(_messages["1004"]);
        await Installation.Is("Failed", "1004");
        await Installation.RetailPro.Faults("""{"rules":[]}""");
        object[] patch = [new { op = "replace", path = "/billing/firstName", value = _canaries.Of("1004", "Corrected") }];
        (await admin.Send("POST", "/api/v1/orders/1004/correct", new { reason = "his name", patch }, "correct")).Is(200);

        // What cannot be read, and is taken out of the error queue by a person.
        await Installation.Publish($"no JSON: {_canaries.Of("Bad", "Message")}");
        await Wait.Until(async () => await Installation.Broker.Depth("order-invoicing_error") == 1, "the message is refused");
        await Installation.Succeeds("errors", "discard", "--all", "--even-if-uncured", "--reason", "sent again");

        // Of the customer the OMS says little, VTEX the rest.
        _messages["1006"] = TestVtex.Order("1006", order =>
        {
            order["deliverTo"] = _canaries.Customer("1006d");
            order["billing"] = new JsonObject
            {
                ["firstName"] = _canaries.Of("1006b", "First"), ["lastName"] = _canaries.Of("1006b", "Last"),
                ["email"] = _canaries.Email("1006b"), ["documentNo"] = _canaries.Of("1006b", "Doc"), ["documentType"] = "dui",
            };
        });
        await Vtex.Put(_messages["1006"], change: order =>
        {
            order["invoiceData"] = new JsonObject
            {
                ["address"] = new JsonObject
                {
                    ["street"] = _canaries.Of("V", "Street"), ["city"] = _canaries.Of("V", "City"), ["country"] = "SLV",
                },
            };
            order["clientProfileData"] = new JsonObject { ["phone"] = _canaries.Of("V", "Phone") };
        });
        await Installation.Publish(_messages["1006"]);

        await Invoice("o-1", _canaries.Email("E"), field => _canaries.Of("E", field));
        await Installation.Is("Completed", "1001", "1002", "1003", "1004", "1006");
        await AnswersAreWritten("1006");
    }

    private async Task MakeOld()
    {
        await Installation.Database.Rows($"update mt_doc_order set mt_last_modified = {Aged}");
        await Installation.Database.Rows($"update mt_doc_error_action set at = {Aged}");
        await Installation.Database.Rows($"update mt_doc_feed set finished_at = {Aged}");
        await Installation.Database.Rows($"update mt_doc_mail set sent_at = {Aged}");
        await Installation.Database.Rows(
            $"update mt_doc_answered_request set data = jsonb_set(data, '{"{at}"}', to_jsonb({Aged}))");
        var day = DateTime.UtcNow.AddDays(-100);
        foreach (var file in Directory.GetFiles(Path.Combine(FeedFolder, "responses")))
        {
            File.Move(file, Path.Combine(FeedFolder, "responses", $"{day:yyyy-MM-dd}.jsonl"));
        }

        foreach (var mail in Directory.GetFiles(Installation.Mails.Folder, "*.eml"))
        {
            File.SetLastWriteTimeUtc(mail, day);
        }
    }

    private async Task ComeAgain(ApiCaller admin)
    {
        await Feed("orders.2.jsonl", _messages["1002"]);
        (await admin.Send("POST", "/api/v1/orders", JsonNode.Parse(_messages["1003"]))).Is(202);
        await Installation.Publish(_messages["1001"], _messages["1004"], _messages["1006"]);
        (await Ends(await Job("o-1")))["o-1"].GetProperty("message").GetString().ShouldBe($"already invoiced: INV-{Year}-000001");
        await Installation.Publish(Sample.SingleStore("1099"));
        await Installation.Is("Completed", "1001", "1002", "1003", "1004", "1006", "1099");
        await Wait.Until(async () => await Installation.Broker.Depth("order-invoicing") == 0, "all messages are taken");
        var result = await File.ReadAllTextAsync(Path.Combine(FeedFolder, "results", "orders.2.jsonl.jsonl"));
        result.ShouldContain("\"outcome\":\"duplicate\"");
    }

    private async Task<byte[]> Pdf() =>
        (byte[])(await Installation.Database.Rows("select pdf from emporix_pdfs")).ShouldHaveSingleItem()[0]!;

    private void Order(string orderNo) => _messages[orderNo] = Sample.Order(orderNo, order => _canaries.PutInto(order, orderNo));
}

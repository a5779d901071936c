using System.Text;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Smtp;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>Every kind of difference is planted once in what became of invoice jobs, and must be found.</summary>
public sealed class A_difference_in_Emporix
{
    private static readonly TenantOrders s_orders = TenantOrders.Generated(400, seed: 5);
    private static readonly ExpectedEnd s_end = new ExpectedEnd(new Dictionary<string, ExpectedOrder>(), 0).With(s_orders.Orders);

    [Fact]
    public void is_none_when_all_is_as_expected() => Differences(evidence => evidence).ShouldBeEmpty();

    private static readonly (string Invariant, string What, string Told, Func<EmporixEvidence, EmporixEvidence> Plant)[] s_planted =
    [
        ("I14", "a payment is not captured", "nothing is captured", e => Captures(e, all => all.Remove(Capture(all)))),
        ("I14", "a payment is captured twice", " and ", e => Captures(e, all => all.Add(Capture(all).DeepClone()))),
        ("I14", "another amount is captured", "0.01 ", e => Captures(e, all => Capture(all)["amount"] = 0.01m)),
        ("I14", "another currency is captured", "USD", e => Captures(e, all => Capture(all)["currency"] = "USD")),
        ("I14", "another tenant's transaction is captured", "nothing may be", e => Captures(
            e, all => all.Add(Of(TenantOrderKind.CardDeclined).Emporix!.Tenant, $"t-{Of(TenantOrderKind.CardDeclined).Emporix!.OrderId}-1"))),
        ("I14", "what was captured by hand is captured again", "nothing may be", e => Captures(
            e, all => all.Add(Of(TenantOrderKind.CapturedByHand).Emporix!.Tenant, $"t-{Of(TenantOrderKind.CapturedByHand).Emporix!.OrderId}-1"))),
        ("I14", "cash on delivery is captured", "nothing may be", e => Captures(
            e, all => all.Add(Of(TenantOrderKind.CashOnDelivery).Emporix!.Tenant, $"t-{Of(TenantOrderKind.CashOnDelivery).Emporix!.OrderId}-1"))),
        ("I15", "a job is not done", "is IN_PROGRESS", e => Job(e, Good, job => job["jobStatus"] = "IN_PROGRESS")),
        ("I15", "a job has lost an order", "jobs tell of it", e => Job(e, Good, job => job["orders"]!.AsArray().Remove(Entry(job, Good)))),
        ("I15", "a job names an order twice", "names", e => Job(
            e, Good, job => job["orders"]!.AsArray().Add(Entry(job, Good).DeepClone()))),
        ("I15", "a job that was created is not there", "jobs tell of it", e => e with { Jobs = [.. e.Jobs.Skip(1)] }),
        ("I15", "an order of a job is open", "PENDING", e => Entry(e, Good, entry => entry["orderStatus"] = "PENDING")),
        ("I15", "an order is told as invoiced by no job", "no job says", e => Entry(
            e,
            Good,
            entry => (entry["orderStatus"], entry["message"]) = ("FAILURE", $"already invoiced: {(string)entry["invoiceNumber"]!}"),
            inAll: true)),
        ("I15", "an order that is invoiced has failed for another reason", "boo", e => Entry(
            e, Good, entry => (entry["orderStatus"], entry["message"]) = ("FAILURE", "boo"))),
        ("I15", "an order has two numbers", "a job says", e => Entry(e, Named(2), entry => entry["invoiceNumber"] = "INV-2026-000999")),
        ("I15", "an order has two links", "a job says", e => Entry(e, Named(2), entry => entry["downloadLink"] = "http://127.0.0.1/x.pdf")),
        ("I15", "an order has no number", "is no number", e => Entry(e, Good, entry => entry.Remove("invoiceNumber"), inAll: true)),
        ("I15", "two orders have one number", "twice or beyond are", e => Entry(
            e, Good, entry => entry["invoiceNumber"] = NumberOf(e, Another), inAll: true)),
        ("I15", "a number is of another site", "is no number", e => Entry(
            e,
            s_end.Orders.Values.First(order => order.Emporix is { Tenant: "globex", Document.Country: "AT", Jobs: > 0 }),
            entry => entry["invoiceNumber"] = ((string)entry["invoiceNumber"]!).Replace("AT", "KW"),
            inAll: true)),
        ("I15", "a number is missing", "missing are", e => Entry(e, Good, entry => entry["invoiceNumber"] = "INV-2026-099999", inAll: true)),
        ("I15", "the report has a gap", "LostAnswer", e => Report(e, rows => rows[3]!["fate"] = "LostAnswer")),
        ("I15", "the report gives a number to another order", "differ by", e => Report(e, rows => rows[3]!["orderId"] = "e9999x")),
        ("I15", "the report has lost a number", "differ by", e => Report(e, rows => rows.RemoveAt(3))),
        ("I15", "a number was drawn in vain", "differ by", e => Report(e, rows => rows.Add(new JsonObject
        {
            ["number"] = "INV-2026-000999", ["fate"] = "Issued", ["orderId"] = "e9999x",
        }))),
        ("I15", "a failed order has a number", "a job says", e => Entry(
            e, Of(TenantOrderKind.CardDeclined), entry => entry["invoiceNumber"] = "INV-2026-000001")),
        ("I15", "a failed order is told as invoiced", "SUCCESS", e => Entry(
            e, Of(TenantOrderKind.OverAuthorised), entry => entry["orderStatus"] = "SUCCESS")),
        ("I15", "a failure is told with another reason", "boo", e => Entry(
            e, Of(TenantOrderKind.OtherAmountByHand), entry => entry["message"] = "boo")),
        ("I15", "what was not delivered is told otherwise", "boo", e => Entry(
            e, Of(TenantOrderKind.NothingDelivered), entry => entry["message"] = "boo")),
        ("I16", "a file is missing", "there is no file", e => e with
        {
            Files = e.Files.Where(file => file.Key != LinkOf(e, Good)).ToDictionary(),
        }),
        ("I16", "a link is of another tenant", "there is no file", e => Entry(
            e, Good, entry => entry["downloadLink"] = ((string)entry["downloadLink"]!).Replace(Good.Emporix!.Tenant, "other"), inAll: true)),
        ("I16", "a file does not show its number", "does not show", e => File(e, text => text.Replace(NumberOf(e, Good), ""))),
        ("I16", "a file does not show the total", "does not show", e => File(
            e, text => text.Replace(Good.Emporix!.Document!.Shown[0], "1"))),
        ("I16", "a file shows what was not delivered", "which it may not", e => File(e, text => text + Short.Emporix!.Document!.Hidden[0], Short)),
        ("I16", "a file shows another customer", "which it may not", e => File(
            e, text => text + Another.Emporix!.Document!.Customer)),
        ("I16", "a file shows another seller", "which it may not", e => File(
            e, text => $"{text}{TenantSetUp.All[0].Seller}{TenantSetUp.All[1].Seller}")),
        ("I16", "a customer has no mail", "0 mails", e => e with { Mails = [.. e.Mails.Where(mail => mail != MailOf(e, Good))] }),
        ("I16", "a customer has two mails and no job says so", "2 mails", e => e with { Mails = [.. e.Mails, MailOf(e, Good)] }),
        ("I16", "a customer has three mails", "3 mails", e => PerhapsTwice(e) with { Mails = [.. e.Mails, MailOf(e, Good), MailOf(e, Good)] }),
        ("I16", "a second mail has another id", "2 mails", e => PerhapsTwice(e) with
        {
            Mails = [.. e.Mails, Altered(MailOf(e, Good), "Message-Id: <invoice", "Message-Id: <other")],
        }),
        ("I16", "a mail's id is not that of its number", "1 mails", e => Mail(e, "Message-Id: <invoice", "Message-Id: <other")),
        ("I16", "a mail goes to somebody else, too", "goes to", e => e with
        {
            Mails = [.. e.Mails.Select(mail => mail == MailOf(e, Good) ? mail with { To = [.. mail.To, "other@example.test"] } : mail)],
        }),
        ("I16", "a mail brings another file", "another file than its link", e => e with
        {
            Mails = [.. e.Mails.Select(mail => mail == MailOf(e, Good)
                ? PerfectEmporix.MailOf(Good, NumberOf(e, Good), e.Files[LinkOf(e, Another)])
                : mail)],
        }),
        ("I16", "a mail's file has another name", "another file than its link", e => Mail(e, $"{NumberOf(e, Good)}.pdf", "invoice.pdf")),
        ("I16", "a mail has another link", "does not show", e => Mail(e, "/documents/", "/document/")),
        ("I16", "an order that has failed has a mail", "who may have none", e => e with
        {
            Mails = [.. e.Mails, MailOf(e, Good) with { To = ["Xqzzzz@customers.example.test"] }],
        }),
    ];

    public static TheoryData<string> Planted => [.. s_planted.Select(planted => planted.What)];

    [Theory]
    [MemberData(nameof(Planted))]
    public void is_told_when(string what)
    {
        var (invariant, _, told, plant) = s_planted.Single(planted => planted.What == what);

        Differences(plant).ShouldContain(text => text.StartsWith(invariant) && text.Contains(told));
    }

    [Fact]
    public void is_none_when_a_mail_came_twice_and_a_job_says_so() =>
        Differences(e => PerhapsTwice(e) with { Mails = [.. e.Mails, MailOf(e, Good)] }).ShouldBeEmpty();

    [Fact]
    public void is_none_when_a_further_job_came_too_late() => Differences(e => Entry(
        e, Named(2), entry => (entry["orderStatus"], entry["message"]) = ("FAILURE", $"already invoiced: {(string)entry["invoiceNumber"]!}")))
        .ShouldBeEmpty();

    private static ExpectedOrder Good => Of(TenantOrderKind.Plain);

    private static ExpectedOrder Another => s_end.Orders.Values
        .Last(order => order.Emporix is { Document: not null } other && other.Tenant == Good.Emporix!.Tenant);

    private static ExpectedOrder Short => s_end.Orders.Values.First(order => order.Emporix?.Document?.Hidden.Count > 0);

    private static ExpectedOrder Of(TenantOrderKind kind) => s_end.Orders[s_orders.Kinds.First(order => order.Value == kind).Key];

    private static ExpectedOrder Named(int times) =>
        s_end.Orders.Values.First(order => order.Emporix is { Document: not null } known && known.Jobs >= times);

    private static IReadOnlyList<string> Differences(Func<EmporixEvidence, EmporixEvidence> plant) =>
        [.. EmporixComparison.Find(s_end, plant(PerfectEmporix.Of(s_end, s_orders.Jobs))).Select(violation => violation.ToString())];

    private static EmporixEvidence Captures(EmporixEvidence evidence, Action<JsonArray> change)
    {
        var ledger = JsonNode.Parse(evidence.Ledger)!;
        change(ledger["captures"]!.AsArray());
        return evidence with { Ledger = ledger.ToJsonString() };
    }

    private static JsonNode Capture(JsonArray all) => all.First(capture => (string)capture!["tenant"]! == Good.Emporix!.Tenant
        && (string)capture["transactionId"]! == Good.Emporix.Captures[0].TransactionId)!;

    private static EmporixEvidence Job(EmporixEvidence evidence, ExpectedOrder of, Action<JsonObject> change, bool inAll = false)
    {
        var isDone = false;
        return evidence with
        {
            Jobs = [.. evidence.Jobs.Select(job =>
            {
                if (job.Planned.Tenant != of.Emporix!.Tenant || !job.Planned.Entries.Contains(of.Emporix.OrderId) || (isDone && !inAll))
                {
                    return job;
                }

                isDone = true;
                var json = JsonNode.Parse(job.Json)!.AsObject();
                change(json);
                return job with { Json = json.ToJsonString() };
            })],
        };
    }

    private static EmporixEvidence Entry(EmporixEvidence evidence, ExpectedOrder of, Action<JsonObject> change, bool inAll = false) =>
        Job(evidence, of, job => change(Entry(job, of)), inAll);

    private static JsonObject Entry(JsonObject job, ExpectedOrder of) =>
        job["orders"]!.AsArray().First(entry => (string)entry!["orderId"]! == of.Emporix!.OrderId)!.AsObject();

    private static EmporixEvidence PerhapsTwice(EmporixEvidence evidence) =>
        Entry(evidence, Good, entry => entry["message"] = "possibly mailed twice: the mail server did not say", inAll: true);

    private static string NumberOf(EmporixEvidence evidence, ExpectedOrder of) => Told(evidence, of, "invoiceNumber");

    private static string LinkOf(EmporixEvidence evidence, ExpectedOrder of) => Told(evidence, of, "downloadLink");

    private static string Told(EmporixEvidence evidence, ExpectedOrder of, string name) => (string)Entry(
        JsonNode.Parse(evidence.Jobs.First(
            job => job.Planned.Tenant == of.Emporix!.Tenant && job.Planned.Entries.Contains(of.Emporix.OrderId)).Json)!.AsObject(),
        of)[name]!;

    private static EmporixEvidence Report(EmporixEvidence evidence, Action<JsonArray> change)
    {
        var rows = JsonNode.Parse(evidence.Numbers["acme"])!.AsArray();
        change(rows);
        return evidence with { Numbers = new Dictionary<string, string>(evidence.Numbers) { ["acme"] = rows.ToJsonString() } };
    }

    private static EmporixEvidence File(EmporixEvidence evidence, Func<string, string> change, ExpectedOrder? of = null)
    {
        var link = LinkOf(evidence, of ?? Good);
        return evidence with
        {
            Files = new Dictionary<string, byte[]>(evidence.Files)
            {
                [link] = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(evidence.Files[link]))),
            },
        };
    }

    private static ReceivedMail MailOf(EmporixEvidence evidence, ExpectedOrder of) =>
        evidence.Mails.First(mail => mail.To.Contains(of.Emporix!.Document!.Email));

    private static EmporixEvidence Mail(EmporixEvidence evidence, string from, string to) => evidence with
    {
        Mails = [.. evidence.Mails.Select(mail => mail == MailOf(evidence, Good) ? Altered(mail, from, to) : mail)],
    };

    private static ReceivedMail Altered(ReceivedMail mail, string from, string to)
    {
        mail.Raw.ShouldContain(from);
        return new(mail.ReceivedAt, mail.From, mail.To, mail.Raw.Replace(from, to, StringComparison.Ordinal), null);
    }
}

internal static class PlantedCaptures
{
    public static void Add(this JsonArray captures, string tenant, string transactionId) => captures.Add(new JsonObject
    {
        ["tenant"] = tenant, ["transactionId"] = transactionId, ["amount"] = 1, ["currency"] = "EUR",
    });
}

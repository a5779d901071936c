using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>Each invariant must go red on planted violations of it.</summary>
public sealed class The_invariants
{
    [Fact]
    public void hold_when_all_is_as_it_must_be() => Violations(evidence => evidence).ShouldBeEmpty();

    private static readonly (string Invariant, string What, Func<Evidence, Evidence> Plant)[] s_planted =
    [
        ("I1", "an order is lost", e => e with { Orders = [.. e.Orders.Where(order => order.OrderNo != "1042")] }),
        ("I1", "an order is there twice", e => e with { Orders = [.. e.Orders, Order(e, "1042")] }),
        ("I1", "an order is stuck", e => Alter(e, "1042", order => order with { State = "Transferring" })),
        ("I1", "an order waits for a person for nothing", e => Alter(
            e,
            "1042",
            order => order with { State = "Failed", FailureKind = "NoAnswer", Message = "No answer" })),
        ("I1", "an order that nobody published is there", e => e with { Orders = [.. e
            .Orders, Order(e, "1042") with { OrderNo = "7777" }] }),
        ("I1", "an order says that it is completed but has no invoice", e => Books(
            e,
            ledger => ledger["invoices"]!.AsArray().Remove(Invoice(ledger, "1042")))),
        ("I2", "an order is invoiced twice", e => Books(
            e,
            ledger => ledger["invoices"]!.AsArray().Add(Invoice(ledger, "1042").DeepClone()))),
        ("I2", "a send sale is invoiced", e => Books(e, ledger => Copy(ledger, "1043"))),
        ("I2", "an order that cannot be sent is invoiced", e => Books(e, ledger => Copy(ledger, PerfectEvidence.Faulty))),
        ("I3", "Retail Pro was given another store", e => Books(e, ledger => Invoice(ledger, "1042")["body"]!["InvoicingStore"] = "SVA11")),
        ("I3", "operations read another store", e => Alter(e, "1042", order => order with { InvoicingStore = "SVA11" })),
        ("I4", "stock of a store is off", e => Books(e, ledger => Stock(ledger, 0, -1))),
        ("I4", "a slip is missing", e => Books(e, ledger => ledger["slips"]!.AsArray().RemoveAt(0))),
        ("I4", "a slip number is used twice", e => Books(e, ledger => ledger["slips"]!.AsArray().Add(ledger["slips"]![0]!.DeepClone()))),
        ("I5", "a failure has no mail", e => e with { Mails = [.. e.Mails.Skip(1)] }),
        ("I5", "a mail does not name what is wrong", e => e with { Mails = [PerfectEvidence.Mail(
            $"Order {PerfectEvidence.Faulty}: its data cannot be sent",
            "something")] }),
        ("I5", "a failure has no entry", e => Errors(e, "invoice-order")),
        ("I5", "an unreadable message has vanished", e => Errors(e, "order-invoicing")),
        ("I5", "a failure has no record of why", e => Alter(e, PerfectEvidence.Faulty, order => order with { FailureKind = null })),
        ("I6", "a message is left in a work queue", e => e with { Depths = new Dictionary<string, int>(e.Depths) {
            ["invoice-order"] = 1 } }),
        ("I6", "a queue has appeared that nobody looks at", e => e with { Depths = new Dictionary<string, int>(e.Depths) {
            ["order-invoicing_skipped"] = 1 } }),
        ("I6", "a good order lies in an error queue", e => Errors(
            e,
            "invoice-order",
            [.. e.Errors["invoice-order"], PerfectEvidence.Command("1042", "timed out")])),
        ("I6", "the notifier has failed", e => Errors(e, "notify-failures", PerfectEvidence.Command("1042", "cannot be stored"))),
        ("I7", "a total is off by the last decimal", e => Books(e, ledger => Invoice(ledger, "1042")["body"]!["TotalAmt"] = 152.5001m)),
        ("I7", "a slip's sum is not that of its items", e => Books(e, ledger => ledger["slips"]![0]!["body"]!["TotalQty"] = 9)),
        ("I8", "a log holds a mail address", e => e with { Logs = e.Logs + "[09:10:13 INF] sent for rosa@example.test\n" }),
        ("I8", "a log holds a secret", e => e with { Logs = e.Logs + "[09:10:13 DBG] amqp://u:s3cret-0f-the-broker@host\n" }),
        ("I9", "it is never quiet", e => e with { Quiet = e.Quiet with { Reached = false } }),
        ("I9", "a finished order is due again", e => Alter(e, "1042", order => order with { DueAt = DateTimeOffset.UnixEpoch })),
    ];

    // The types of the harness are not public, those of a theory must be: it goes by the words.
    public static IEnumerable<object[]> Planted => s_planted.Select(planted => new object[] { planted.Invariant, planted.What });

    [Theory]
    [MemberData(nameof(Planted))]
    public void tell_a_planted_violation(string invariant, string what) =>
        Violations(s_planted.Single(planted => planted.What == what).Plant).ShouldContain(violation => violation.Invariant == invariant);

    [Fact]
    public void tell_when_slips_alone_take_stock_away() =>
        Violations(e => Books(e, ledger => Stock(ledger, 0, -3))).ShouldContain(
            violation => violation.Invariant == "I4" && violation.Text.StartsWith("Slips alone"));

    [Fact]
    public void allow_what_the_fault_itself_has_done()
    {
        Violations(e => Errors(Errors(e, "invoice-order"), "order-invoicing") with { Latitude = new() { ErrorsMayBeGone = true } })
            .ShouldBeEmpty();
        Violations(e => Errors(e, "invoice-order", [.. e.Errors["invoice-order"], .. e.Errors["invoice-order"]]) with { Latitude = new() {
            MayRepeat = true } }).ShouldBeEmpty();
        Violations(e => Errors(e, "notify-failures", new Entry("planted", new Dictionary<string, string>())) with { Latitude = new() {
            IsPlanted = entry => entry.Body == "planted",
            Planted = 1 } })
            .ShouldBeEmpty();
        Violations(e => e with { Latitude = new() { Planted = 1 } }).ShouldHaveSingleItem().Invariant.ShouldBe("I6");
    }

    [Fact]
    public void take_no_other_number_for_that_of_an_order()
    {
        var id = $"0f8f{PerfectEvidence.Faulty}-{PerfectEvidence.Faulty}-{PerfectEvidence.Faulty}-a165-70867728950e";

        Violations(e => e with { Mails = [.. e.Mails, PerfectEvidence.Mail(
            "2 messages",
            $"- message {id}\n  it is not JSON at line 1, byte {PerfectEvidence.Faulty} of the message")] })
            .ShouldBeEmpty();
    }

    [Fact]
    public void know_that_a_mail_about_many_only_counts_the_last_ones()
    {
        Violations(e => e with { Mails = [PerfectEvidence.Mail("51 orders", "and 1 more: `invoicing orders list`")] }).ShouldBeEmpty();
        Violations(e => e with { Mails = [PerfectEvidence.Mail("50 orders", "and 0 more: `invoicing orders list`")] }).ShouldNotBeEmpty();
    }

    [Fact]
    public void find_personal_data_only_as_whole_words()
    {
        Violations(e => e with { Logs = "order 9012345678 of 1042" }).ShouldBeEmpty();
        Violations(e => e with { Logs = "order of (012345678)" }).ShouldHaveSingleItem().Invariant.ShouldBe("I8");
    }

    private static IReadOnlyList<Violation> Violations(Func<Evidence, Evidence> plant) => Invariants.Check(plant(PerfectEvidence.Create()));

    private static ListedOrder Order(Evidence evidence, string orderNo) => evidence.Orders.Single(order => order.OrderNo == orderNo);

    private static Evidence Alter(Evidence evidence, string orderNo, Func<ListedOrder, ListedOrder> alter) =>
        evidence with { Orders = [.. evidence.Orders.Select(order => order.OrderNo == orderNo ? alter(order) : order)] };

    private static Evidence Errors(Evidence evidence, string queue, params IReadOnlyList<Entry> entries) =>
        evidence with { Errors = new Dictionary<string, IReadOnlyList<Entry>>(evidence.Errors.ToDictionary()) { [queue] = entries } };

    private static Evidence Books(Evidence evidence, Action<JsonObject> alter)
    {
        var ledger = JsonNode.Parse(evidence.Ledger)!.AsObject();
        alter(ledger);
        return evidence with { Ledger = ledger.ToJsonString() };
    }

    private static JsonNode Invoice(JsonObject ledger, string orderNo) =>
        ledger["invoices"]!.AsArray().Single(invoice => (string?)invoice!["orderNo"] == orderNo)!;

    private static void Copy(JsonObject ledger, string orderNo)
    {
        var invoice = Invoice(ledger, "1042").DeepClone();
        invoice["orderNo"] = orderNo;
        ledger["invoices"]!.AsArray().Add(invoice);
    }

    private static void Stock(JsonObject ledger, int place, decimal change)
    {
        var entry = ledger["stock"]![place]!;
        entry["quantity"] = entry["quantity"]!.GetValue<decimal>() + change;
    }
}

using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>An order that is cancelled in VTEX waits for a person, and what people must see of it goes red where it is missing.</summary>
public sealed class The_invariants_of_VTEX
{
    private const string Cancelled = "1042";
    private const string Refused = "with all returns it is more than the order's";
    private const string Reason = "The order is cancelled in VTEX (status canceled)";

    private static readonly (string Invariant, string What, Func<Evidence, Evidence> Plant)[] s_planted =
    [
        ("I1", "the order is taken for completed", e => Alter(e, order => order with { State = "Completed", FailureKind = null })),
        ("I5", "the failure has no entry", e => Entries(e)),
        ("I5", "the entry does not say why", e => Entries(e, PerfectEvidence.Command(Cancelled, "something"))),
        ("I5", "the failure is of another kind", e => Alter(e, order => order with { FailureKind = "GaveUp" })),
        ("I5", "the failure has no mail", e => e with { Mails = [.. e.Mails.SkipLast(1)] }),
        ("I5", "the mail does not say why", e => e with {
            Mails = [.. e.Mails.SkipLast(1), PerfectEvidence.Mail($"Order {Cancelled}: refused", "something")] }),
        ("I5", "a return that was refused has no entry", e => e with { Errors = new Dictionary<string, IReadOnlyList<Entry>>(e.Errors) {
            ["order-invoicing"] = [.. e.Errors["order-invoicing"].SkipLast(1)] } }),
        ("I5", "a return that was refused has no mail", e => e with { Mails = [.. e.Mails.Where(mail => !mail.Body.Contains(Refused)) ] }),
        ("I6", "a return that was refused lies there twice", e => e with {
            Errors = new Dictionary<string, IReadOnlyList<Entry>>(e.Errors) {
                ["order-invoicing"] = [.. e.Errors["order-invoicing"], e.Errors["order-invoicing"][^1]] } }),
        ("I6", "a second attempt has an entry, too", e => Entries(
            e, PerfectEvidence.Command(Cancelled, Reason), PerfectEvidence.Command(Cancelled, Reason).OfAttempt(2))),
        ("I6", "a good order lies there, too", e => Entries(
            e, PerfectEvidence.Command(Cancelled, Reason), PerfectEvidence.Command("1043", Reason))),
        ("I6", "a message is left in the queue", e => e with { Depths = new Dictionary<string, int>(e.Depths) { ["vtex-steps"] = 1 } }),
        ("I12", "VTEX has given money back", e => e with { Vtex = e.Vtex! with {
            Ledger = e.Vtex.Ledger.Replace("\"refunds\":[]", "\"refunds\":[{}]", StringComparison.Ordinal) } }),
        ("I13", "the order is no longer cancelled", e => e with { Vtex = e.Vtex! with {
            Statuses = new Dictionary<string, string> { ["acme/v1"] = "invoiced" } } }),
    ];

    public static TheoryData<string> Planted => [.. s_planted.Select(planted => planted.What)];

    [Fact]
    public void hold_when_all_is_as_it_must_be() => Invariants.Check(Create()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Planted))]
    public void go_red_when(string what)
    {
        var (invariant, _, plant) = s_planted.Single(planted => planted.What == what);

        Invariants.Check(plant(Create())).ShouldContain(violation => violation.Invariant == invariant);
    }

    private static Evidence Create()
    {
        var evidence = PerfectEvidence.Create();
        var expected = evidence.Expected with
        {
            Orders = new Dictionary<string, ExpectedOrder>(evidence.Expected.Orders)
            {
                [Cancelled] = evidence.Expected.Orders[Cancelled] with
                {
                    State = "Failed",
                    Vtex = new("acme", "v1", []) { Trouble = new("Refused", ["cancelled in VTEX"]) },
                },
            },
            Marketplace = [new("acme", "v1", "canceled", 15250, [])],
            Refusals = [new("1043", Refused)],
        };
        var refused = $"OrderReturned of order 1043 is not taken: value is 1.00, {Refused} 0.50";
        evidence = evidence with
        {
            Expected = expected,
            Mails = [.. evidence.Mails, PerfectEvidence.Mail("A message was not taken", refused),
                PerfectEvidence.Mail($"Order {Cancelled}: refused", Reason)],
            Depths = new Dictionary<string, int>(evidence.Depths) { ["vtex-steps_error"] = 1 },
            Errors = new Dictionary<string, IReadOnlyList<Entry>>(evidence.Errors)
            {
                ["order-invoicing"] = [.. evidence.Errors["order-invoicing"], PerfectEvidence.Command("1043", refused)],
            },
            Vtex = new(PerfectVtex.Of(expected).ToJsonString(), PerfectVtex.Statuses(expected)),
        };
        return Alter(
            Entries(evidence, PerfectEvidence.Command(Cancelled, Reason)),
            order => order with { State = "Failed", FailureKind = "Refused", Message = Reason });
    }

    private static Evidence Alter(Evidence evidence, Func<ListedOrder, ListedOrder> change) => evidence.WithOrder(Cancelled, change);

    private static Evidence Entries(Evidence evidence, params Entry[] entries) => evidence.WithEntries("vtex-steps", entries);
}

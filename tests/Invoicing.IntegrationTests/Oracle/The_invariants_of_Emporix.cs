using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>An order of Emporix whose card is declined waits for a person, and what people must see of it goes red where it is missing.</summary>
public sealed class The_invariants_of_Emporix
{
    private const string Declined = "emporix/acme/e1x";
    private const string Reason = "The capture was refused. Emporix says: card expired";

    private static readonly (string Invariant, string What, Func<Evidence, Evidence> Plant)[] s_planted =
    [
        ("I1", "the order is taken for completed", e => Alter(e, order => order with { State = "Completed", FailureKind = null })),
        ("I1", "the order is lost", e => e with { Orders = [.. e.Orders.Where(order => order.OrderNo != Declined)] }),
        ("I5", "the failure has no entry", e => Entries(e)),
        ("I5", "the entry does not say why", e => Entries(e, PerfectEvidence.Command(Declined, "something"))),
        ("I5", "the failure is of another kind", e => Alter(e, order => order with { FailureKind = "GaveUp" })),
        ("I5", "the failure has no mail", e => e with { Mails = [.. e.Mails.SkipLast(1)] }),
        ("I5", "the mail does not say why", e => e with {
            Mails = [.. e.Mails.SkipLast(1), PerfectEvidence.Mail($"Order {Declined}: something", "something")] }),
        ("I5", "there are more mails than jobs", e => e with { Mails = [.. e.Mails,
            PerfectEvidence.Mail($"Order {Declined}: refused", Reason), PerfectEvidence.Mail($"Order {Declined}: refused", Reason)] }),
        ("I6", "there are more attempts than jobs", e => Entries(e, Attempt(1), Attempt(2), Attempt(3))),
        ("I6", "a good order lies there, too", e => Entries(e, Attempt(1), PerfectEvidence.Command("1043", Reason))),
        ("I6", "a message is left in the queue", e => e with { Depths = new Dictionary<string, int>(e.Depths) { ["emporix-steps"] = 1 } }),
        ("I14", "the card was captured", e => e with { Emporix = e.Emporix! with {
            Ledger = """{"captures":[{"tenant":"acme","transactionId":"t-e1x-1","amount":1,"currency":"EUR"}]}""" } }),
    ];

    public static TheoryData<string> Planted => [.. s_planted.Select(planted => planted.What)];

    [Fact]
    public void hold_when_all_is_as_it_must_be() => Invariants.Check(Create()).ShouldBeEmpty();

    [Fact]
    public void allow_an_attempt_for_every_job() => Invariants.Check(Entries(Create(), Attempt(1), Attempt(2))).ShouldBeEmpty();

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
        var job = new PlannedJob("acme", ["e1x"], 0, Times: 2);
        var expected = evidence.Expected with
        {
            Orders = new Dictionary<string, ExpectedOrder>(evidence.Expected.Orders)
            {
                [Declined] = new(Declined, "Failed", null, null, [])
                {
                    Emporix = new("acme", "e1x") { Trouble = new("Refused", ["refused"]), Jobs = 2 },
                },
            },
        };
        return Entries(
            evidence with
            {
                Expected = expected,
                Mails = [.. evidence.Mails, PerfectEvidence.Mail($"Order {Declined}: refused", Reason)],
                Depths = new Dictionary<string, int>(evidence.Depths) { ["emporix-steps_error"] = 1 },
                Orders = [.. evidence.Orders, new ListedOrder(Declined, "Failed", null, "Refused", Reason, null)],
                Emporix = PerfectEmporix.Of(expected, [job]),
            },
            Attempt(1));
    }

    private static Entry Attempt(int number) => PerfectEvidence.Command(Declined, Reason).OfAttempt(number);

    private static Evidence Alter(Evidence evidence, Func<ListedOrder, ListedOrder> change) => evidence.WithOrder(Declined, change);

    private static Evidence Entries(Evidence evidence, params Entry[] entries) => evidence.WithEntries("emporix-steps", entries);
}

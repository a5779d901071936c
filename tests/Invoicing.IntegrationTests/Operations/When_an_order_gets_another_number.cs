using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.IntegrationTests.Operations;

/// <summary>In the setting <c>RetailPro:OrderNumbers</c>: what was called under the old number counts under the new one.</summary>
public class When_an_order_gets_another_number : OrderTest
{
    [Theory]
    [InlineData(null, false, 60_000, nameof(ClaimKind.Busy))]
    [InlineData(null, false, 0, nameof(ClaimKind.Unresolved))]
    [InlineData("unknown", true, 60_000, nameof(ClaimKind.Unresolved))]
    [InlineData("refused", true, 60_000, nameof(ClaimKind.Unresolved))]
    [InlineData("refused", false, 60_000, nameof(ClaimKind.Granted))]
    [InlineData("no_effect", false, 60_000, nameof(ClaimKind.Granted))]
    public async Task it_is_sent_under_the_new_one_only_if_nothing_can_have_come_of_the_old_one(
        string? state,
        bool unresolved,
        int leaseMs,
        string expected)
    {
        var row = await Receive("1");
        await Called("1", state, unresolved, TimeSpan.FromMilliseconds(leaseMs));

        (await ClaimUnder("9", row)).Kind.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task an_invoice_under_the_old_one_is_the_orders_invoice()
    {
        var row = await Receive("1");
        await Called("1", "done");

        var claim = await ClaimUnder("9", row);

        (claim.Kind, claim.DocumentNo).ShouldBe((ClaimKind.Done, "INV7"));
        claim.SettledAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task two_orders_that_come_to_share_one_are_not_taken_for_each_other()
    {
        var (first, second) = (await Receive("US1"), await Receive("CA1"));
        (await ClaimUnder("1", first)).Kind.ShouldBe(ClaimKind.Granted);

        (await ClaimUnder("1", second)).Kind.ShouldBe(ClaimKind.Taken);
    }

    [Fact]
    public async Task a_person_who_has_looked_frees_it()
    {
        var row = await Receive("1");
        await Called("1", "unknown", unresolved: true);
        await Failed("1", Contracts.FailureKind.OutcomeUnknown);
        row = await Commands.Confirm(
            "1",
            new ConfirmOutcome(RetailProSteps.Invoice, false, null, row.Invoice!.Attempt, "ana", "looked"),
            CancellationToken.None);

        (await ClaimUnder("9", row)).Kind.ShouldBe(ClaimKind.Granted);
    }
}

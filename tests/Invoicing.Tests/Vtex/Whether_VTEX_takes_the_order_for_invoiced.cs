using Invoicing.Systems;
using Invoicing.Vtex;

namespace Invoicing.Tests.Vtex;

public class Whether_VTEX_takes_the_order_for_invoiced
{
    private static readonly DateTimeOffset s_soon = SomeVtex.InvoicedAt.AddMinutes(1);

    [Theory]
    [InlineData("invoiced", 7350, 2, nameof(CallOutcome.Done))]
    [InlineData("invoice", 7350, 2, nameof(CallOutcome.NoEffect))]
    [InlineData("brand-new-status", 7350, 2, nameof(CallOutcome.NoEffect))]
    [InlineData("canceled", 7350, 2, nameof(CallOutcome.Refused))]
    // A unit is left: another order of the OMS invoices it.
    [InlineData("payment-approved", 4000, 1, nameof(CallOutcome.Done))]
    // All units are invoiced, and a cent is missing: VTEX will never take it for invoiced, and somebody must be told.
    [InlineData("payment-approved", 7349, 2, nameof(CallOutcome.NoEffect))]
    public void depends_on_its_status_and_on_what_is_left(string status, long told, int units, string outcome) =>
        Poll(status, told, units, s_soon).Outcome.ToString().ShouldBe(outcome);

    [Fact]
    public void is_not_known_before_the_invoice_shows() => VtexCalls.Poll(
        SomeVtex.Request(), SomeVtex.InVtex("handling"), TimeSpan.FromDays(1), s_soon).Outcome.ShouldBe(CallOutcome.NoEffect);

    [Fact]
    public void is_a_person_s_business_after_a_day()
    {
        var result = Poll("payment-approved", 7349, 2, SomeVtex.InvoicedAt.AddDays(1));

        result.Outcome.ShouldBe(CallOutcome.Refused);
        result.Message.ShouldContain("7349 of 7350");
        result.Message.ShouldContain("a payment that is not settled");
    }

    private static CallResult Poll(string status, long told, int units, DateTimeOffset now) => VtexCalls.Poll(
        SomeVtex.Request(), SomeVtex.InVtex(status, 7350, SomeVtex.Package("INV000001", told, units)), TimeSpan.FromDays(1), now);
}

using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Tests.Process;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Some = Invoicing.Tests.Process.Some;

namespace Invoicing.Tests.Systems;

public class When_Retail_Pro_says_that_a_number_is_missing
{
    [Fact]
    public async Task the_earlier_call_stays_in_doubt_where_duplicates_are_refused_as_it_may_still_travel() =>
        (await SettledAfterMissing(refusesDuplicates: true)).Unresolved.ShouldBeTrue();

    [Fact]
    public async Task the_earlier_call_is_settled_where_duplicates_are_not_refused_as_it_was_asked_after_its_deadline() =>
        (await SettledAfterMissing(refusesDuplicates: false)).Unresolved.ShouldBeFalse();

    private static async Task<Settlement> SettledAfterMissing(bool refusesDuplicates)
    {
        var journal = new GrantingJournal();
        var call = new StepRunner(
            journal, Options.Create(new RetailProSettings { RefusesDuplicates = refusesDuplicates }), TimeProvider.System, _ => default, new OpenGate(), new InFlightCalls(), NullLogger<StepRunner>.Instance);

        await call.Make(
            new StepCall(
                "retailpro/invoice/1042",
                "1042",
                Step.InvoiceName,
                Attempt: 2,
                IsAgain: false,
                _ => new Prepared("{}", [], []), _ => false,
                (_, _) => Task.FromResult(new CallResult(CallOutcome.NoEffect, "busy", 429)),
                CanAsk: true,
                () => Task.FromResult(LookupOutcome.Missing)),
            default);

        return journal.Settled.ShouldHaveSingleItem();
    }

    /// <summary>Holds an earlier call of unknown outcome.</summary>
    private sealed class GrantingJournal : ICallJournal
    {
        public List<Settlement> Settled { get; } = [];

        public Task<Claim> Claim(ClaimRequest request, CancellationToken ct) =>
            Task.FromResult(new Claim(ClaimKind.Granted, new OrderProcess { Content = Some.Order() }, EarlierUnresolved: true, Tries: 2));

        public Task<bool> Settle(Settlement settlement, CancellationToken ct)
        {
            Settled.Add(settlement);
            return Task.FromResult(true);
        }
    }
}

using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Tests.Process;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Some = Invoicing.Tests.Process.Some;

namespace Invoicing.Tests.Systems;

public class When_the_settings_have_changed_since_the_plan
{
    [Fact]
    public async Task a_request_that_cannot_be_built_is_deferred_until_the_order_is_planned_anew()
    {
        var journal = new GrantingJournal(unresolved: false);

        var report = (await Make(journal, isOutdated: true)).ShouldBeOfType<Deferred>();

        (report.OutcomeUnknown, report.IsPaused).ShouldBe((false, false));
        journal.Settled.Single().State.ShouldBe("no_effect");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task it_fails_where_nothing_would_be_otherwise_or_an_earlier_call_is_in_doubt(bool isOutdated, bool unresolved) =>
        StepFailedException.KindOf(Kinds(await Should.ThrowAsync<StepFailedException>(() => Make(new(unresolved), isOutdated)))).ShouldBe(FailureKind.InvalidData);

    private static Dictionary<string, object> Kinds(Exception e) =>
        e.Data.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => e.Data[key]!);

    private static Task<StepResult?> Make(GrantingJournal journal, bool isOutdated)
    {
        var call = new StepRunner(
            journal, Options.Create(new RetailProSettings()), TimeProvider.System, _ => default, new OpenGate(), new InFlightCalls(), NullLogger<StepRunner>.Instance);
        return call.Make(
            new StepCall(
                "retailpro/invoice/1042", "1042", Step.InvoiceName, Attempt: 2, IsAgain: false,
                _ => new Prepared(null, [new ValidationError("items", "name no store")], []), _ => isOutdated,
                (_, _) => throw new InvalidOperationException("nothing may be sent"),
                CanAsk: false,
                () => throw new InvalidOperationException("nothing may be asked")),
            default);
    }

    private sealed class GrantingJournal(bool unresolved) : ICallJournal
    {
        public List<Settlement> Settled { get; } = [];

        public Task<Claim> Claim(ClaimRequest request, CancellationToken ct) =>
            Task.FromResult(new Claim(ClaimKind.Granted, new OrderProcess { Content = Some.Order() }, unresolved, Tries: 2));

        public Task<bool> Settle(Settlement settlement, CancellationToken ct)
        {
            Settled.Add(settlement);
            return Task.FromResult(true);
        }
    }
}

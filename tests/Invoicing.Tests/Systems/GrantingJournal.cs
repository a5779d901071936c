using Invoicing.Process;
using Invoicing.Systems;
using Some = Invoicing.Tests.Process.Some;

namespace Invoicing.Tests.Systems;

/// <summary>Grants every claim, and remembers what was recorded.</summary>
internal sealed class GrantingJournal : ICallJournal
{
    public Invoicing.Orders.Order Content { get; set; } = Some.Order();

    public bool EarlierUnresolved { get; init; }

    public int Tries { get; set; } = 1;

    public List<ClaimRequest> Claims { get; } = [];

    public List<Settlement> Settled { get; } = [];

    public Task<Claim> Claim(ClaimRequest request, CancellationToken ct)
    {
        Claims.Add(request);
        return Task.FromResult(new Claim(ClaimKind.Granted, new OrderProcess { Content = Content }, EarlierUnresolved, Tries));
    }

    public Task<bool> Settle(Settlement settlement, CancellationToken ct)
    {
        Settled.Add(settlement);
        return Task.FromResult(true);
    }

    public Task Confirm(IOrderLock order, ConfirmOutcome outcome, CancellationToken ct) =>
        throw new NotSupportedException("No person confirms here.");
}

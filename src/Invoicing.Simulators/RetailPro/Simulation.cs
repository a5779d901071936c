using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.RetailPro;

/// <summary>What all endpoints of one simulator share.</summary>
internal sealed class Simulation(TimeProvider clock)
{
    private volatile FaultPlan _faults = FaultPlan.None;

    public Books Books { get; } = new(clock);

    /// <summary>Replaced as a whole; a request that has begun keeps the plan that it began with.</summary>
    public FaultPlan Faults
    {
        get => _faults;
        set => _faults = value;
    }

    /// <summary>Ends waits, so that a simulator with held requests stops at once.</summary>
    public CancellationToken Stopping { get; set; }

    public bool Admits(HttpContext context, FaultPlan plan) =>
        plan.RequireHeader is not { } header
        || string.Equals(context.Request.Headers[header.Name], header.Value, StringComparison.Ordinal);

    public Task Refuse(HttpContext context, FaultPlan plan) =>
        Answer.Refused(StatusCodes.Status401Unauthorized, $"header {plan.RequireHeader?.Name} is missing or wrong").Send(context);
}

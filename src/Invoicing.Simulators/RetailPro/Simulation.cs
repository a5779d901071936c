using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Simulators.RetailPro;

/// <summary>What all endpoints of one simulator share.</summary>
internal sealed class Simulation(TimeProvider clock)
{
    private volatile FaultPlan _faults = FaultPlan.None;

    public Books Books { get; } = new(clock);

    /// <summary>Replaced as a whole; a request that has begun keeps the plan that it began with.</summary>
    public FaultPlan Faults => _faults;

    /// <summary>Ends waits, so that a simulator with held requests stops at once.</summary>
    public CancellationToken Stopping { get; set; }

    /// <summary>The endpoints that no Retail Pro has: what the books hold, which faults are in force. No fault ever meets them.</summary>
    public void MapControl(IEndpointRouteBuilder app)
    {
        app.MapGet("/health", context => Answer.Ok(new { status = "ok" }).Send(context));
        app.MapGet("/ledger", context => Answer.Ok(Books.Ledger()).Stream(context));
        app.MapDelete("/ledger", ClearLedger);
        app.MapGet("/calls", context => Answer.Ok(Books.CountCalls()).Send(context));
        app.MapGet("/faults", context => Answer.Ok(Faults.Describe()).Send(context));
        app.MapPut("/faults", ReplaceFaults);
    }

    private Task ClearLedger(HttpContext context)
    {
        Books.Clear();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task ReplaceFaults(HttpContext context)
    {
        var faults = new List<string>();
        using var document = RequestBody.Parse(await RequestBody.Read(context), faults);
        if (document is null || FaultDocument.Read(document.RootElement, faults) is not { } plan)
        {
            await Answer.Refused(StatusCodes.Status400BadRequest, string.Join("; ", faults)).Send(context);
            return;
        }

        _faults = plan;
        await Answer.Ok(plan.Describe()).Send(context);
    }
}

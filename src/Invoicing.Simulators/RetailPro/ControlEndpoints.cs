using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Simulators.RetailPro;

/// <summary>The endpoints that no Retail Pro has: what the books hold, and which faults are in force. No fault ever meets them.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder app, Simulation simulation)
    {
        app.MapGet("/health", context => Answer.Ok(new { status = "ok" }).Send(context));
        app.MapGet("/ledger", context => WriteLedger(context, simulation));
        app.MapDelete("/ledger", context => ClearLedger(context, simulation));
        app.MapGet("/calls", context => WriteCalls(context, simulation));
        app.MapGet("/faults", context => Answer.Ok(simulation.Faults.Describe()).Send(context));
        app.MapPut("/faults", context => ReplaceFaults(context, simulation));
    }

    private static Task WriteLedger(HttpContext context, Simulation simulation)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return simulation.Books.Copy().Write(context.Response.Body);
    }

    private static Task ClearLedger(HttpContext context, Simulation simulation)
    {
        simulation.Books.Clear();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task WriteCalls(HttpContext context, Simulation simulation)
    {
        var (invoice, slip) = simulation.Books.CountCalls();
        return Answer.Ok(new { invoice, slip }).Send(context);
    }

    private static async Task ReplaceFaults(HttpContext context, Simulation simulation)
    {
        var faults = new List<string>();
        using var document = RequestBody.Parse(await RequestBody.Read(context), faults);
        if (document is null || FaultDocument.Read(document.RootElement, faults) is not { } plan)
        {
            await Answer.Refused(StatusCodes.Status400BadRequest, string.Join("; ", faults)).Send(context);
            return;
        }

        simulation.Faults = plan;
        await Answer.Ok(plan.Describe()).Send(context);
    }
}

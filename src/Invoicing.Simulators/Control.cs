using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Simulators;

/// <summary>The endpoints that every simulator has and no real system: what came, which faults are in force. No fault meets them.</summary>
internal static class Control
{
    public static void Map(
        IEndpointRouteBuilder app, Func<object> ledger, Action clear, FaultSubject subject, Func<FaultPlan> faults,
        Action<FaultPlan> replace)
    {
        app.MapGet("/health", context => Answer.Ok(new { status = "ok" }).Send(context));
        app.MapGet("/ledger", context => Answer.Ok(ledger()).Stream(context));
        app.MapDelete("/ledger", context => Done(context, clear));
        app.MapGet("/faults", context => Answer.Ok(faults().Describe()).Send(context));
        app.MapPut("/faults", context => Replace(
            context, (json, wrong) => FaultPlan.Read(subject, json, wrong), replace, plan => plan.Describe()));
    }

    /// <summary>Takes the place of something by the body, and shows it; or says all that is wrong with the body.</summary>
    public static async Task Replace<T>(
        HttpContext context, Func<JsonElement, List<string>, T?> read, Action<T> replace, Func<T, object> describe)
        where T : class
    {
        var faults = new List<string>();
        using var document = RequestBody.Parse(await RequestBody.Read(context), faults);
        if (document is null || read(document.RootElement, faults) is not { } replacement)
        {
            await Answer.Refused(StatusCodes.Status400BadRequest, string.Join("; ", faults)).Send(context);
            return;
        }

        replace(replacement);
        await Answer.Ok(describe(replacement)).Send(context);
    }

    public static Task Done(HttpContext context, Action work)
    {
        work();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}

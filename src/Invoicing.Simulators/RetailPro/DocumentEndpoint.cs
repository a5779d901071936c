using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.RetailPro;

/// <summary>One of the two documented calls and the question for its documents, with the faults that are in force.</summary>
internal sealed class DocumentEndpoint(Operation operation, Simulation simulation)
{
    private const int DefaultHoldMs = 60_000;

    private string NumberName => Document.NumberName(operation);

    public async Task Receive(HttpContext context)
    {
        var plan = simulation.Faults;
        var body = await RequestBody.Read(context);
        simulation.Books.CountReceived(operation);
        if (!plan.Admits(context))
        {
            await plan.Refuse(context);
            return;
        }

        var faults = new List<string>();
        using var document = RequestBody.Parse(body, faults);
        var fault = plan.AfterReading(operation, NumberOf(document));
        if (fault is { Kind: FaultKind.Delay or FaultKind.Status, DelayMs: { } delay } && !await Wait(delay, simulation.Stopping))
        {
            context.Abort();
            return;
        }

        var answer = fault is { HasEffect: false } ? null : Enter(document, faults, plan);
        switch (fault?.Kind)
        {
            case FaultKind.Status:
                context.Response.Headers.RetryAfter = fault.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture);
                await Answer.Refused(fault.Status, "simulated fault").Send(context);
                break;
            case FaultKind.SaysNo or FaultKind.Unclear or FaultKind.AppliedThenUnclear:
                await Answer.SendRaw(context, fault.Status, fault.ContentType, fault.Body!);
                break;
            case FaultKind.Cut or FaultKind.AppliedThenCut:
                context.Abort();
                break;
            case FaultKind.AppliedThenTimeout:
                using (var over = CancellationTokenSource.CreateLinkedTokenSource(simulation.Stopping, context.RequestAborted))
                {
                    await Wait(fault.DelayMs ?? DefaultHoldMs, over.Token);
                }

                context.Abort();
                break;
            case FaultKind.BadJson:
                await answer!.SendUnreadable(context);
                break;
            default:
                await answer!.Send(context);
                break;
        }
    }

    public Task Lookup(HttpContext context)
    {
        var plan = simulation.Faults;
        if (!plan.Admits(context))
        {
            return plan.Refuse(context);
        }

        // The server decodes a path except for its slashes.
        var number = $"{context.Request.RouteValues["number"]}".Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var answer = simulation.Books.Find(operation, number) is not { } entry
            ? Answer.Refused(StatusCodes.Status404NotFound, $"{NumberName} {number} does not exist")
            : Answer.Ok(operation == Operation.Invoice ? new { OrderNo = number, entry.DocumentNo } : new { SlipNo = number });
        return answer.Send(context);
    }

    private Answer Enter(JsonDocument? document, List<string> faults, FaultPlan plan)
    {
        if (document is { RootElement.ValueKind: not JsonValueKind.Object })
        {
            faults.Add("the body must be an object");
        }

        if (faults.Count > 0 || Document.Read(operation, document!.RootElement, faults) is not { } read)
        {
            return Answer.Refused(StatusCodes.Status400BadRequest, string.Join("; ", faults));
        }

        // The object as it stands in the body, without the white space around it.
        var body = JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray();
        return simulation.Books.Enter(read, body, plan.RefuseDuplicates) is { } entry
            ? Answer.Ok(operation == Operation.Invoice ? new { entry.DocumentNo } : new { SlipNo = read.Number })
            : Answer.Refused(StatusCodes.Status409Conflict, $"{NumberName} {read.Number} already exists");
    }

    // False when the wait was cut short.
    private static async Task<bool> Wait(int milliseconds, CancellationToken over)
    {
        await Task.Delay(milliseconds, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !over.IsCancellationRequested;
    }

    private string? NumberOf(JsonDocument? document) =>
        document is null ? null : new FieldReader(document.RootElement, "", []).Text(NumberName, int.MaxValue, required: false);
}

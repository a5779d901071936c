using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.RetailPro;

/// <summary>One of the two documented calls, with the faults that are in force.</summary>
internal sealed class DocumentEndpoint(Operation operation, Simulation simulation)
{
    private const int DefaultHoldMs = 60_000;

    public async Task Receive(HttpContext context)
    {
        var plan = simulation.Faults;
        var body = await RequestBody.Read(context);
        simulation.Books.CountReceived(operation);
        if (!simulation.Admits(context, plan))
        {
            await simulation.Refuse(context, plan);
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

        switch (fault?.Kind)
        {
            case FaultKind.Status:
                await SendStatus(context, fault);
                return;
            case FaultKind.SaysNo or FaultKind.Unclear:
                await Answer.SendRaw(context, fault.Status, fault.ContentType, fault.Body!);
                return;
            case FaultKind.Cut:
                context.Abort();
                return;
        }

        await Finish(context, fault, Enter(document, faults, plan));
    }

    private async Task Finish(HttpContext context, FaultRule? fault, Answer answer)
    {
        switch (fault?.Kind)
        {
            case FaultKind.AppliedThenTimeout:
                await Hold(context, fault.DelayMs ?? DefaultHoldMs);
                context.Abort();
                break;
            case FaultKind.AppliedThenCut:
                context.Abort();
                break;
            case FaultKind.AppliedThenUnclear:
                await Answer.SendRaw(context, fault.Status, fault.ContentType, fault.Body!);
                break;
            case FaultKind.BadJson:
                await answer.SendUnreadable(context);
                break;
            default:
                await answer.Send(context);
                break;
        }
    }

    private Answer Enter(JsonDocument? document, List<string> faults, FaultPlan plan)
    {
        if (document is not null && document.RootElement.ValueKind != JsonValueKind.Object)
        {
            faults.Add("the body must be an object");
        }

        if (document is null || faults.Count > 0)
        {
            return WrongBody(faults);
        }

        return operation == Operation.Invoice
            ? EnterInvoice(document.RootElement, faults, plan)
            : EnterSlip(document.RootElement, faults, plan);
    }

    private Answer EnterInvoice(JsonElement json, List<string> faults, FaultPlan plan)
    {
        if (Invoice.Read(json, faults) is not { } invoice)
        {
            return WrongBody(faults);
        }

        return simulation.Books.Enter(invoice, RequestBody.Raw(json), plan.RefuseDuplicates) is { } entry
            ? Answer.Ok(new { entry.DocumentNo })
            : Answer.Refused(StatusCodes.Status409Conflict, $"OrderNo {invoice.OrderNo} already exists");
    }

    private Answer EnterSlip(JsonElement json, List<string> faults, FaultPlan plan)
    {
        if (Slip.Read(json, faults) is not { } slip)
        {
            return WrongBody(faults);
        }

        return simulation.Books.Enter(slip, RequestBody.Raw(json), plan.RefuseDuplicates) is { } entry
            ? Answer.Ok(new { entry.SlipNo })
            : Answer.Refused(StatusCodes.Status409Conflict, $"SlipNo {slip.SlipNo} already exists");
    }

    private static Answer WrongBody(List<string> faults) => Answer.Refused(StatusCodes.Status400BadRequest, string.Join("; ", faults));

    private static Task SendStatus(HttpContext context, FaultRule fault)
    {
        if (fault.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        // 204, 205 and 304 forbid a body.
        return fault.Status is 204 or 205 or 304
            ? SendStatusAlone(context, fault.Status)
            : Answer.Refused(fault.Status, "simulated fault").Send(context);
    }

    private static Task SendStatusAlone(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private async Task Hold(HttpContext context, int milliseconds)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(simulation.Stopping, context.RequestAborted);
        await Wait(milliseconds, over.Token);
    }

    // False when the wait was cut short.
    private static async Task<bool> Wait(int milliseconds, CancellationToken over)
    {
        await Task.Delay(milliseconds, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !over.IsCancellationRequested;
    }

    private string? NumberOf(JsonDocument? document)
    {
        var name = operation == Operation.Invoice ? "OrderNo" : "SlipNo";
        return document is null ? null : new FieldReader(document.RootElement, "", []).Text(name, int.MaxValue, required: false);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.Vtex;

/// <summary>A call that has been read and may be carried out.</summary>
/// <param name="Body">Undefined when there was none, or no JSON.</param>
/// <param name="BodyFaults">Why it is no JSON.</param>
internal sealed record VtexRequest(
    string Account, string AppKey, string OrderId, string InvoiceNumber, JsonElement Body, IReadOnlyList<string> BodyFaults,
    IQueryCollection Query, FaultPlan Plan)
{
    public bool IsReturn => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String && type.ValueEquals(InvoiceRequest.Input);

    /// <summary>Answers by the body, or refuses what is no JSON object or has faults.</summary>
    public Answer With<T>(Func<JsonElement, List<string>, T?> read, Func<T, Answer> answer)
        where T : class
    {
        var faults = BodyFaults.ToList();
        return RequestBody.Content(Body, faults, read) is { } content
            ? answer(content)
            : VtexAnswers.BadRequest(string.Join("; ", faults));
    }
}

/// <summary>One of VTEX's calls, with the faults that are in force.</summary>
/// <param name="operation">Its name in fault documents and in the ledger.</param>
/// <param name="resource">What the caller's role must hold.</param>
internal sealed class VtexEndpoint(
    VtexSimulation simulation, string operation, Func<VtexRequest, string> resource, Func<VtexRequest, Task<Answer>> carryOut)
{
    public async Task Receive(HttpContext context)
    {
        var plan = simulation.Faults;
        var account = VtexSimulator.AccountOf(context);
        var orderId = Route(context, "orderId");
        var call = new ReceivedCall(
            account,
            context.Request.Method,
            $"{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}",
            operation,
            orderId.Length == 0 ? null : orderId,
            simulation.Clock.GetUtcNow());
        simulation.Ledger.Add(call);
        if (plan.BeforeReading(operation) is not null)
        {
            simulation.Ledger.Note(call, FaultKind.Down, status: null);
            context.Abort();
            return;
        }

        var body = await RequestBody.Read(context);
        var faults = new List<string>();
        using var document = body.Length == 0 ? null : RequestBody.Parse(body, faults);
        var settings = simulation.Orders.Settings.Of(account);
        var caller = Caller.Of(context.Request, settings);
        var request = new VtexRequest(
            account, caller.AppKey, orderId, Route(context, "invoiceNumber"), document?.RootElement ?? default, faults,
            context.Request.Query, plan);
        if (operation == VtexFaults.Invoice && request.IsReturn)
        {
            call.Operation = VtexFaults.Return;
        }

        if (Refusal(context, request, caller, settings) is { } refusal)
        {
            simulation.Ledger.Note(call, fault: null, refusal.Status);
            await refusal.Send(context);
            return;
        }

        var fault = plan.AfterReading(call.Operation, call.OrderId);
        simulation.Ledger.Note(call, fault?.Kind, status: null);
        if (await FaultedCall.Run(context, fault, () => carryOut(request), VtexFaults.Refuse, simulation.Stopping))
        {
            simulation.Ledger.Note(call, fault?.Kind, context.Response.StatusCode);
        }
    }

    private Answer? Refusal(HttpContext context, VtexRequest request, Caller caller, AccountSettings settings) =>
        !caller.IsKnown || request.Plan.Refusal(context) is not null ? VtexAnswers.Unauthorized()
            : settings.MissingResources.Contains(resource(request)) ? VtexAnswers.Error(403, "OMS403", "Access denied")
            : null;

    private static string Route(HttpContext context, string name) => RequestBody.InPath(context, name) ?? "";
}

using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.Emporix;

/// <summary>A call that has been read and may be carried out.</summary>
/// <param name="Json">Undefined when there was no body, or no JSON.</param>
/// <param name="Faults">Why it is no JSON.</param>
internal sealed record EmporixRequest(HttpContext Context, byte[] Body, JsonElement Json, IReadOnlyList<string> Faults)
{
    public string Tenant => Route("tenant");

    public string Text => Encoding.UTF8.GetString(Body);

    public string Route(string name) => RequestBody.InPath(Context, name) ?? "";

    public string? Query(string name) => Context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Answers by the body, or refuses what is no JSON object or has faults.</summary>
    public Answer With<T>(Func<JsonElement, List<string>, T?> read, Func<T, Answer> answer)
        where T : class
    {
        var faults = Faults.ToList();
        return RequestBody.Content(Json, faults, read) is { } content
            ? answer(content)
            : EmporixAnswers.BadRequest(string.Join("; ", faults));
    }

    public Answer WithObject(Func<JsonObject, Answer> answer) => With((json, _) => ObjectOf(json), answer);

    public static JsonObject ObjectOf(JsonElement json) => JsonNode.Parse(JsonMarshal.GetRawUtf8Value(json))!.AsObject();
}

/// <summary>One of Emporix's calls, with the faults that are in force.</summary>
/// <param name="operation">Its name in fault documents and in the ledger.</param>
/// <param name="scope">What the token must grant; empty: any token will do, null: the call needs none.</param>
internal sealed class EmporixEndpoint(
    EmporixSimulation simulation, string operation, string? scope, Func<EmporixRequest, Answer> carryOut)
{
    public async Task Receive(HttpContext context)
    {
        var plan = simulation.Faults;
        var call = new ReceivedCall(
            RequestBody.InPath(context, "tenant"),
            context.Request.Method,
            $"{context.Request.Path}{context.Request.QueryString}",
            operation,
            RequestBody.InPath(context, EmporixFaults.OrderId),
            RequestBody.InPath(context, EmporixFaults.TransactionId),
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
        var request = new EmporixRequest(context, body, document?.RootElement ?? default, faults);
        if (Refusal(request, plan) is { } refusal)
        {
            simulation.Ledger.Note(call, fault: null, refusal.Status);
            await refusal.Send(context);
            return;
        }

        var number = EmporixFaults.Subject.NumberNames[operation] is { } name ? RequestBody.InPath(context, name) : null;
        var fault = plan.AfterReading(operation, number);
        simulation.Ledger.Note(call, fault?.Kind, status: null);
        if (await FaultedCall.Run(
            context, fault, () => Task.FromResult(simulation.Do(() => carryOut(request))), EmporixFaults.Refuse, simulation.Stopping))
        {
            simulation.Ledger.Note(call, fault?.Kind, context.Response.StatusCode);
        }
    }

    private Answer? Refusal(EmporixRequest request, FaultPlan plan) =>
        plan.Refusal(request.Context) is not null ? EmporixAnswers.Unauthorized()
            : scope is null ? null
            : simulation.Do(() => simulation.Tokens.Refusal(request, scope));
}

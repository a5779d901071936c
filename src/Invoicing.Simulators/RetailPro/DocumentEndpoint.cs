using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.RetailPro;

/// <summary>One of the two documented calls and the question for its documents, with the faults that are in force.</summary>
internal sealed class DocumentEndpoint(Operation operation, Simulation simulation)
{
    private string NumberName => Document.NumberName(operation);

    public async Task Receive(HttpContext context)
    {
        var plan = simulation.Faults;
        var body = await RequestBody.Read(context);
        simulation.Books.CountReceived(operation);
        if (plan.Refusal(context) is { } refusal)
        {
            await Unauthorized(refusal).Send(context);
            return;
        }

        var faults = new List<string>();
        using var document = RequestBody.Parse(body, faults);
        await FaultedCall.Run(
            context,
            plan.AfterReading(RetailProFaults.NameOf(operation), NumberOf(document)),
            () => Task.FromResult(Enter(document, faults, plan)),
            status => Answer.Refused(status, "simulated fault"),
            simulation.Stopping);
    }

    public Task Lookup(HttpContext context)
    {
        var plan = simulation.Faults;
        if (plan.Refusal(context) is { } refusal)
        {
            return Unauthorized(refusal).Send(context);
        }

        var number = RequestBody.InPath(context, "number") ?? "";
        var answer = simulation.Books.Find(operation, number) is not { } entry
            ? Answer.Refused(StatusCodes.Status404NotFound, $"{NumberName} {number} does not exist")
            : Answer.Ok(operation == Operation.Invoice ? new { OrderNo = number, entry.DocumentNo }
                : simulation.Books.IsReceived(number) ? new { SlipNo = number } : new { SlipNo = number, Received = false });
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

    private static Answer Unauthorized(string refusal) => Answer.Refused(StatusCodes.Status401Unauthorized, refusal);

    private string? NumberOf(JsonDocument? document) =>
        document is null ? null : new FieldReader(document.RootElement, "", []).Text(NumberName, int.MaxValue, required: false);
}

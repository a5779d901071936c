using System.Text;
using Invoicing.Host.Http.Access;
using Invoicing.Operations;
using Invoicing.Pages;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Host.Http.Api;

/// <summary>The directory of stores: <c>invoicing stores</c>.</summary>
internal sealed class StoreRoutes(StoreDirectories stores, StoreCommands commands, OncePerKey once) : IApiRoutes
{
    public void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/stores").WithTags("Stores");
        group.MapGet("", (Delegate)List).Produces<StoreList>().For(AccessRole.Viewer)
            .WithSummary("The directory of stores, by facility.");
        group.MapPut("/{facility}", Set).Produces<StoreAnswer>().For(AccessRole.Admin)
            .WithSummary("Enters a store, or replaces what is known of it: a field that is absent is taken away.");
        group.MapDelete("/{facility}", Remove).Produces<StoreAnswer>().For(AccessRole.Admin)
            .WithSummary("Takes a store out of the directory.");
    }

    private async Task<IResult> List(HttpContext context) =>
        ApiJson.Ok(new StoreList((await stores.LookAgain(context.RequestAborted)).Entries));

    public Task<IResult> Set(HttpContext context, string facility, StoreBody body)
    {
        var decision = context.Decision(ApiJson.Reason(body.Reason));
        return once.Start<object, StoreAnswer>(context, new { facility, body }, StatusCodes.Status200OK, async keep =>
        {
            var change = await commands.Set(
                new(1, Links.Number(facility), body.Fields), decision, dryRun: false, context.RequestAborted,
                (session, made) => keep(session, Answer(made), null));
            return (Answer(change), null);
        });
    }

    public Task<IResult> Remove(HttpContext context, string facility, string? reason)
    {
        var decision = context.Decision(ApiJson.Reason(reason));
        return once.Start<object, StoreAnswer>(context, new { facility, reason }, StatusCodes.Status200OK, async keep =>
        {
            var change = await commands.Remove(
                Links.Number(facility), decision, dryRun: false, context.RequestAborted,
                (session, made) => keep(session, Answer(made), null));
            return (Answer(change), null);
        });
    }

    /// <summary>What a file would change.</summary>
    public async Task<IReadOnlyList<StoreChange>> Preview(HttpContext context, Stream content, string file, string? reason) =>
        await commands.Import(
            await StoreFile.Read(content, context.RequestAborted), file, context.Decision(ApiJson.Reason(reason)), dryRun: true,
            context.RequestAborted);

    /// <summary>Enters and changes all stores of a file, or none.</summary>
    public Task<IResult> Import(HttpContext context, StoresBody body)
    {
        var decision = context.Decision(ApiJson.Reason(body.Reason));
        return once.Start<StoresBody, IReadOnlyList<StoreChange>>(context, body, StatusCodes.Status200OK, async keep =>
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(body.Content));
            var changes = await commands.Import(
                await StoreFile.Read(content, context.RequestAborted), body.File, decision, dryRun: false, context.RequestAborted,
                (session, made) => keep(session, made, null));
            return (changes, null);
        });
    }

    private static StoreAnswer Answer(StoreChange change) => new(change.Outcome, change.Before, change.After);
}

internal sealed record StoreList(IReadOnlyList<StoreEntry> Stores);

/// <param name="Code">Null: the facility.</param>
/// <param name="MayInvoice">Null: it may.</param>
internal sealed record StoreBody(
    string? Reason, string? Code = null, bool? MayInvoice = null, string? InvoicedBy = null, string? Subsidiary = null, string? Mail = null)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, string?> Fields => new Dictionary<string, string?>
    {
        ["code"] = Code, ["mayInvoice"] = MayInvoice?.ToString(), ["invoicedBy"] = InvoicedBy, ["subsidiary"] = Subsidiary,
        ["mail"] = Mail,
    };
}

/// <param name="File">What it is called.</param>
/// <param name="Content">CSV or JSON.</param>
internal sealed record StoresBody(string? Reason, string File, string Content);

internal sealed record StoreAnswer(StoreOutcome Outcome, StoreEntry? Before, StoreEntry? After);

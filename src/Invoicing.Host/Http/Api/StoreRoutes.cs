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

    private async Task<IResult> List(HttpContext context)
    {
        await stores.LookAgain(context.RequestAborted);
        return ApiJson.Ok(new StoreList(stores.Current.Entries));
    }

    private Task<IResult> Set(HttpContext context, string facility, StoreBody body)
    {
        var decision = context.Decision(ApiJson.Reason(body.Reason));
        return once.Start<StoreBody, StoreAnswer>(context, body, StatusCodes.Status200OK, async keep =>
        {
            var change = await commands.Set(
                new(1, Links.Number(facility), body.Fields), decision, dryRun: false, context.RequestAborted,
                (session, made) => keep(session, Answer(made), null));
            return (Answer(change), null);
        });
    }

    private Task<IResult> Remove(HttpContext context, string facility, string? reason)
    {
        var decision = context.Decision(ApiJson.Reason(reason));
        return once.Start<string, StoreAnswer>(context, decision.Reason, StatusCodes.Status200OK, async keep =>
        {
            var change = await commands.Remove(
                Links.Number(facility), decision, dryRun: false, context.RequestAborted,
                (session, made) => keep(session, Answer(made), null));
            return (Answer(change), null);
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

internal sealed record StoreAnswer(StoreOutcome Outcome, StoreEntry? Before, StoreEntry? After);

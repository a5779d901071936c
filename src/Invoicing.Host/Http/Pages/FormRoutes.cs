using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Host.Http.Access;
using Invoicing.Host.Http.Api;
using Invoicing.Operations;
using Invoicing.Pages;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Http.Pages;

/// <summary>
/// Forms of the pages: the requests of the API in another writing. Each ends on a page of its own, or is answered once under its key, so
/// that nothing is done twice by loading it again.
/// </summary>
internal sealed partial class FormRoutes(
    OrderRoutes orders, GroupRoutes groups, SystemRoutes systems, ReconciliationRoutes reconciliations, StoreRoutes stores,
    AdoptionRoutes adoptions, PrivacyRoutes privacy, AccessKeys keys, SignIns signIns, FlowStrip strip,
    IOptions<ConsoleSettings> console)
{
    public void Map(IEndpointRouteBuilder pages)
    {
        Order("retry", (context, orderNo, form) => orders.Retry(context, orderNo, new(form["reason"], Text(form["step"]))));
        Order("hold", (context, orderNo, form) => orders.Hold(context, orderNo, new(form["reason"])));
        Order("release", (context, orderNo, form) => orders.Release(context, orderNo, new(form["reason"])));
        Order("dismiss", (context, orderNo, form) => orders.Dismiss(context, orderNo, new(form["reason"], Text(form["leaving"]))));
        Order("confirm", (context, orderNo, form) => orders.Confirm(context, orderNo, new(
            form["reason"], form["done"] == "true", Text(form["step"]), Text(form["document"]), Number(form["attempt"]))));
        pages.MapPost("/orders/{orderNo}/correct", Correct).For(AccessRole.Admin);
        pages.MapPost("/orders/{orderNo}/reveal", Reveal).For(AccessRole.Operator);
        pages.MapPost("/decide", Decide).For(AccessRole.Operator);
        pages.MapPost("/retries/{id:guid}/stop", Stop).For(AccessRole.Operator);
        pages.MapPost("/reconciliation", Reconcile).For(AccessRole.Operator)
            .WithMetadata(new Streamed(), new RequestSizeLimitAttribute(ReconciliationRoutes.LargestList));
        pages.MapPost("/stores/set", SetStore).For(AccessRole.Admin);
        pages.MapPost("/stores/remove", RemoveStore).For(AccessRole.Admin);
        // The file once more with the form that carries it out, where a line may end in two characters.
        pages.MapPost("/stores/import", ImportStores).For(AccessRole.Admin)
            .WithFormOptions(valueLengthLimit: 2 * StoreFile.Longest).WithMetadata(new RequestSizeLimitAttribute(3L * StoreFile.Longest));
        pages.MapPost("/going-live/adopt", Adopt).For(AccessRole.Operator)
            .WithMetadata(new Slow(), new RequestSizeLimitAttribute(ReconciliationRoutes.LargestList));
        System("pause", systems.Pause);
        System("resume", systems.Resume);
        pages.MapPost("/privacy/export", ExportPerson).For(AccessRole.Admin).WithMetadata(new Slow());
        pages.MapPost("/privacy/erase", ErasePerson).For(AccessRole.Admin).WithMetadata(new Slow());
        pages.MapPost("/access/links", Link).For(AccessRole.Admin);
        pages.MapPost("/access/keys", Key).For(AccessRole.Admin);
        pages.MapPost("/access/keys/{key}/revoke", Revoke).For(AccessRole.Admin);

        void Order(string action, Func<HttpContext, string, IFormCollection, Task<IResult>> decide) => pages.MapPost(
            $"/orders/{{orderNo}}/{action}",
            (HttpContext context, string orderNo, IFormCollection form) => Decided(context, orderNo, form, action, decide))
            .For(AccessRole.Operator);

        void System(string action, Func<HttpContext, string, ReasonBody, Task<IResult>> change) => pages.MapPost(
            $"/systems/{{system}}/{action}",
            async (HttpContext context, string system, IFormCollection form) =>
            {
                AsRequest(context, form);
                await change(context, system, new(form["reason"]));
                strip.Forget();
                return Results.Redirect("/");
            }).For(AccessRole.Operator);
    }

    private static async Task<IResult> Decided(
        HttpContext context, string orderNo, IFormCollection form, string action,
        Func<HttpContext, string, IFormCollection, Task<IResult>> decide)
    {
        AsRequest(context, form);
        try
        {
            await decide(context, orderNo, form);
        }
        catch (LeavesBehindException behind)
        {
            return Results.Redirect(Links.With(Links.Order(Links.Number(orderNo), "dismiss"), [("leaving", behind.Left)]));
        }

        return Results.Redirect(Links.With(Links.Order(Links.Number(orderNo)), [("done", action)]));
    }

    private async Task<IResult> Correct(HttpContext context, string orderNo, IFormCollection form)
    {
        AsRequest(context, form);
        var (text, reason) = (form["patch"].ToString(), ApiJson.Reason(form["reason"]));
        JsonArray? patch;
        try
        {
            patch = JsonNode.Parse(text) as JsonArray;
        }
        catch (JsonException e)
        {
            throw ProblemException.BadRequest($"The patch is no JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }

        if (form["dryRun"] != "true")
        {
            await orders.Correct(context, orderNo, new(reason, patch));
            return Results.Redirect(Links.With(Links.Order(Links.Number(orderNo)), [("done", "correct")]));
        }

        // It shows what customers' data is now.
        await orders.Revealed(context, orderNo, reason);
        var preview = await orders.Preview(context, orderNo, patch);
        IReadOnlyList<(string, string?, string?)> changes =
            [.. preview.Differences.Select(change => (change.Field, change.Before, change.After))];
        return new RazorComponentResult<CorrectionPage>(new
        {
            OrderNo = Links.Number(orderNo), Version = Number(form["version"]), Patch = text,
            Reason = reason, Changes = changes, Faults = preview.StillWrong,
        });
    }

    private async Task<IResult> Reveal(HttpContext context, string orderNo, IFormCollection form)
    {
        await orders.Revealed(context, orderNo, form["reason"]);
        return new RazorComponentResult<OrderPage>(new { IsRevealed = true });
    }

    private async Task<IResult> Decide(HttpContext context, IFormCollection form)
    {
        AsRequest(context, form);
        var action = form["do"].ToString();
        var shown = Number(form["shown"]);
        // What cannot be taken back is done to those that were looked at, and to no others.
        if (FilterBody.Named<GroupAction>(action, "do") == GroupAction.Dismiss && (shown is null || form["typed"] != form["shown"]))
        {
            throw ProblemException.BadRequest("Nothing was dismissed: the number of orders was not typed as it is.");
        }

        var begun = (JsonAnswer)await groups.Start(context, new(
            form["reason"], Links.Filter(name => form[name]), action, Number(form["rate"]), EvenIfLeaving: form["evenIfLeaving"] == "true",
            Orders: shown));
        strip.Forget();
        return Results.Redirect(begun.Location![HttpPaths.Api.Length..]);
    }

    private async Task<IResult> Stop(HttpContext context, Guid id, IFormCollection form)
    {
        await groups.Stop(context, id, form["reason"]);
        strip.Forget();
        return Results.Redirect(Links.Retry(id));
    }

    private async Task<IResult> Reconcile(HttpContext context, IFormCollection form)
    {
        var file = FileOf(form);
        await using var list = file.OpenReadStream();
        var report = await reconciliations.Compare(context, list, file.FileName, null, null, null, context.RequestAborted);
        return Results.Redirect(Links.Reconciliation(report.Id));
    }

    private async Task<IResult> Link(HttpContext context, IFormCollection form)
    {
        var (name, role) = WhoOf(form);
        var token = await signIns.CreateLink(name, role, context.Decision("let in by the console"), context.RequestAborted);
        var address = console.Value.PublicUrl ?? $"{context.Request.Scheme}://{context.Request.Host}";
        return Shown(
            PeopleAccess.LinkOf(address, token), $"A link for {name}, {role}: it lets one person in, once, within 15 minutes.");
    }

    private async Task<IResult> Key(HttpContext context, IFormCollection form)
    {
        var (name, role) = WhoOf(form);
        var (key, secret) = await keys.Create(name, role, context.Decision("created by the console"), context.RequestAborted);
        return Shown(secret, $"Key {key.Id} of {name}, {role}, sent as \"Authorization: Bearer …\".");
    }

    private async Task<IResult> Revoke(HttpContext context, string key, IFormCollection form)
    {
        await keys.Revoke(key, context.Decision("revoked by the console"), context.RequestAborted);
        return Results.Redirect("/access");
    }

    private static RazorComponentResult<AccessPage> Shown(string secret, string what) => new(new { NewSecret = secret, NewWhat = what });

    private static (string Name, AccessRole Role) WhoOf(IFormCollection form)
    {
        var name = form["name"].ToString().Trim();
        return AccessKeys.IsName(name)
            ? (name, FilterBody.Named<AccessRole>(form["role"].ToString(), "role"))
            : throw ProblemException.BadRequest($"name: 1 to {AccessKeys.LongestName} characters are expected.");
    }

    /// <summary>What a program says in headers.</summary>
    private static void AsRequest(HttpContext context, IFormCollection form)
    {
        context.Request.Headers[OncePerKey.Header] = form["key"];
        if (Text(form["version"]) is { } version)
        {
            context.Request.Headers.IfMatch = version;
        }
    }

    private static int? Number(string? value) => int.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}

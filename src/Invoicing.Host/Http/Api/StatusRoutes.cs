using Invoicing.Host.Http.Access;
using Invoicing.Intake.Queries;
using Invoicing.Operations;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Host.Http.Api;

/// <summary>How the service is: <c>invoicing status</c>, <c>check</c> and <c>feeds</c>, and who has decided what.</summary>
internal sealed class StatusRoutes(FlowStatusQuery flow, FeedViews feeds, AuditLog audit, IDependencyChecks checks) : IApiRoutes
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/status", (Delegate)Status).Produces<FlowStatus>().WithTags("Status").For(AccessRole.Viewer)
            .WithSummary("How many orders are unfinished since when, what is overdue, and which mails wait.");
        api.MapGet("/check", (Delegate)Check).WithMetadata(new Slow()).Produces<CheckList>().WithTags("Status").For(AccessRole.Operator)
            .WithSummary("Whether all that the service depends on can be reached, each with the setting to mend.");
        api.MapGet("/feeds", Feeds).Produces<FeedList>().WithTags("Feeds").For(AccessRole.Viewer)
            .WithSummary("Files of orders, the newest first.");
        api.MapGet("/feeds/{name}", Feed).Produces<FeedDetails>().WithTags("Feeds").For(AccessRole.Viewer)
            .WithSummary("A file, and what became of its orders.");
        api.MapGet("/audit", Audit).Produces<AuditList>().WithTags("Audit").For(AccessRole.Viewer)
            .WithSummary("Who did what, when, why and from where, the newest first.");
    }

    private async Task<IResult> Status(HttpContext context) => ApiJson.Ok(await flow.Read(context.RequestAborted));

    private async Task<IResult> Check(HttpContext context)
    {
        var findings = new List<CheckAnswer>();
        foreach (var (name, finding) in checks.Start(context.RequestAborted))
        {
            var found = await finding;
            findings.Add(new(name, found.IsWell, found.Text));
        }

        return ApiJson.Ok(new CheckList(findings.TrueForAll(finding => finding.IsWell), findings));
    }

    private async Task<IResult> Feeds(HttpContext context, int? limit) =>
        ApiJson.Ok(new FeedList(await feeds.List(ApiJson.Limit(limit), context.RequestAborted)));

    private async Task<IResult> Feed(HttpContext context, string name) => ApiJson.Ok(await feeds.Find(name, context.RequestAborted));

    private async Task<IResult> Audit(HttpContext context, string? by, string? action, string? target, Guid? after, int? limit)
    {
        var most = ApiJson.Limit(limit);
        var found = await audit.List(new(by, action, target), after, most, context.RequestAborted);
        return ApiJson.Ok(new AuditList(found, found.Count == most ? found[^1].Id : null));
    }
}

internal sealed record CheckList(bool AllWell, IReadOnlyList<CheckAnswer> Findings);

internal sealed record CheckAnswer(string Name, bool IsWell, string Text);

internal sealed record FeedList(IReadOnlyList<FeedSummary> Feeds);

/// <param name="Next">For <c>after</c>; none: there are no more.</param>
internal sealed record AuditList(IReadOnlyList<AuditEntry> Entries, Guid? Next);

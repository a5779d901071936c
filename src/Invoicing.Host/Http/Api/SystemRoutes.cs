using Invoicing.Host.Composition;
using Invoicing.Host.Http.Access;
using Invoicing.Operations;
using Invoicing.Storage;
using Invoicing.Systems;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Host.Http.Api;

/// <summary>Systems that orders go through: whether they are called.</summary>
internal sealed class SystemRoutes(PauseStore pauses, AuditLog audit, OncePerKey once, IServiceProvider services) : IApiRoutes
{
    public void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/systems").WithTags("Systems");
        group.MapGet("", (Delegate)List).Produces<SystemList>().For(AccessRole.Viewer)
            .WithSummary("Whether calls to each system are made, paused or being resumed.");
        group.MapPost("/{system}/pause", Pause).Produces<SystemAnswer>().For(AccessRole.Operator)
            .WithSummary("Makes no calls to the system until it is resumed. Orders are taken in and wait.");
        group.MapPost("/{system}/resume", Resume).Produces<SystemAnswer>().For(AccessRole.Operator)
            .WithSummary("Makes calls again: one first, then more with every one that is answered.");
    }

    private async Task<IResult> List(HttpContext context)
    {
        var current = await pauses.Current(context.RequestAborted);
        return ApiJson.Ok(new SystemList([.. InstalledSystems.In(services).Select(system => Answer(system.Texts, current))]));
    }

    public Task<IResult> Pause(HttpContext context, string system, ReasonBody body) => Change(
        context, system, body, "pause", (name, by, reason, beside, ct) => pauses.Begin(name, by, reason, null, ct, beside));

    public Task<IResult> Resume(HttpContext context, string system, ReasonBody body) => Change(
        context, system, body, "resume", (name, by, reason, beside, ct) => pauses.Resume(name, by, reason, ct, beside));

    private async Task<IResult> Change(
        HttpContext context, string name, ReasonBody body, string action,
        Func<string, string, string, Action<IDocumentSession, Pause>, CancellationToken, Task<bool>> change)
    {
        var system = InstalledSystems.All.FirstOrDefault(known => known.Texts.Name == name)?.Texts
            ?? throw ProblemException.NotFound($"There is no system {TextSanitizer.Line(name, 50)}: "
                + $"{string.Join(", ", InstalledSystems.All.Select(known => known.Texts.Name))} are.");
        var reason = ApiJson.Reason(body.Reason);
        var decision = context.Decision(reason);
        return await once.Start<ReasonBody, SystemAnswer>(context, body, StatusCodes.Status200OK, async keep =>
        {
            // Paused by somebody else meanwhile is paused: asked for again, nothing is changed.
            var ct = context.RequestAborted;
            SystemAnswer? done = null;
            await change(
                system.Name,
                decision.By,
                reason,
                (session, pause) =>
                {
                    audit.Add(session, action, system.Name, decision);
                    keep(session, done = Answer(system, [pause]), null);
                },
                ct);
            return (done ?? Answer(system, await pauses.Current(ct)), null);
        });
    }

    private static SystemAnswer Answer(SystemTexts system, IReadOnlyList<Pause> current)
    {
        var pause = current.FirstOrDefault(pause => pause.System == system.Name);
        return new(system.Name, system.DisplayName, pause?.State.ToString() ?? "Open", pause?.Since, pause?.By, pause?.Reason);
    }
}

internal sealed record SystemList(IReadOnlyList<SystemAnswer> Systems);

/// <param name="Calls"><c>Open</c>, <c>Paused</c> or <c>Resuming</c>.</param>
internal sealed record SystemAnswer(string Name, string DisplayName, string Calls, DateTimeOffset? Since, string? By, string? Reason);

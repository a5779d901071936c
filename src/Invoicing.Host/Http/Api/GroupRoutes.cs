using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Invoicing.ErrorQueues;
using Invoicing.Host.Http.Access;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Http.Api;

/// <summary>One decision about all orders of a filter, carried out with a ramp by whichever process is there.</summary>
internal sealed class GroupRoutes(
    GroupStore groups, OrderQueries orders, OncePerKey once, IOptions<InvoicingSettings> invoicing, IHostApplicationLifetime lifetime,
    TimeProvider clock) : IApiRoutes
{
    private const int UsualRate = 50;

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Then whoever watches asks anew, with a key that may have been revoked.</summary>
    private static readonly TimeSpan s_longestStream = TimeSpan.FromMinutes(10);

    public void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/retries").WithTags("Retries");
        group.MapPost("", Start).Produces<GroupStarted>(StatusCodes.Status202Accepted).For(AccessRole.Operator)
            .WithSummary(
            "Begins a retry, hold, release or dismissal of all orders that the filter finds now. What fails later is not in it.");
        group.MapGet("", List).Produces<GroupList>().For(AccessRole.Viewer).WithSummary("The newest first.");
        group.MapGet("/{id:guid}", Show).Produces<GroupAnswer>().For(AccessRole.Viewer).WithSummary("How far it is, or how it ended.");
        group.MapGet("/{id:guid}/orders", Orders).Produces<GroupOrderList>().For(AccessRole.Viewer)
            .WithSummary("Its orders, and what became of each.");
        group.MapGet("/{id:guid}/events", Events).For(AccessRole.Viewer).WithMetadata(new Streamed()).ExcludeFromDescription();
        group.MapDelete("/{id:guid}", Stop).Produces<GroupAnswer>().For(AccessRole.Operator)
            .WithSummary("Stops it: what was decided stays, the other orders are as they were.");
    }

    public async Task<IResult> Start(HttpContext context, GroupBody body)
    {
        var decision = context.Decision(ApiJson.Reason(body.Reason));
        var action = body.Action is null ? GroupAction.Retry : FilterBody.Named<GroupAction>(body.Action, "action");
        var asked = body.Filter ?? new();
        var filter = FilterBody.Meant(action, asked.Read(invoicing.Value.Zone, clock.GetUtcNow()));
        var rate = body.Rate is null or (>= 1 and <= RetryThrottle.FastestRate) ? body.Rate ?? UsualRate
            : throw ProblemException.BadRequest($"rate is {body.Rate}: 1 to {RetryThrottle.FastestRate} orders a second are allowed.");
        if (body.DryRun)
        {
            var numbers = await orders.Numbers(filter, context.RequestAborted);
            return ApiJson.Ok(new GroupPreview(action, numbers.Count, [.. numbers.Take(100)]));
        }

        var wanted = new GroupOperation
        {
            Action = action, Meant = asked.Text(), Decision = decision,
            Rate = action == GroupAction.Retry ? rate : null, EvenIfLeaving = body.EvenIfLeaving, StartedAt = default,
        };
        return await once.Start<GroupBody, GroupStarted>(context, body, StatusCodes.Status202Accepted, async keep =>
        {
            GroupStarted? answer = null;
            var begun = await groups.Start(wanted, filter, context.RequestAborted, (session, group) =>
            {
                answer = new(group.Id, group.Action);
                keep(session, answer, PathOf(group.Id));
            }, body.Orders);
            return (answer!, PathOf(begun.Id));
        });
    }

    private async Task<IResult> List(HttpContext context, bool? running, int? limit)
    {
        var found = new List<GroupAnswer>();
        foreach (var group in await groups.List(running ?? false, ApiJson.Limit(limit), context.RequestAborted))
        {
            found.Add(await Answer(group, context.RequestAborted));
        }

        return ApiJson.Ok(new GroupList(found));
    }

    private async Task<IResult> Show(HttpContext context, Guid id)
    {
        var group = await Find(id, context.RequestAborted);
        await groups.LookIfEnded(group, context.RequestAborted);
        return ApiJson.Ok(await Answer(group, context.RequestAborted));
    }

    private async Task<IResult> Orders(HttpContext context, Guid id, string? state, string? outcome, int? after, int? limit)
    {
        var group = await Find(id, context.RequestAborted);
        var most = ApiJson.Limit(limit);
        var found = await groups.Orders(
            group.Id, after ?? 0, most, context.RequestAborted,
            state is null ? null : FilterBody.Named<GroupOrderState>(state, "state"),
            outcome is null ? null : FilterBody.Named<GroupOutcome>(outcome, "outcome"));
        return ApiJson.Ok(new GroupOrderList(found, found.Count == most ? found[^1].Nr : null));
    }

    private async Task<IResult> Events(HttpContext context, Guid id)
    {
        _ = await Find(id, context.RequestAborted);
        return TypedResults.ServerSentEvents(Look(id, context.RequestAborted));
    }

    /// <summary>Ends with the group, with the connection, and with the service: an open one would hold up its stop.</summary>
    private async IAsyncEnumerable<SseItem<string>> Look(Guid id, [EnumeratorCancellation] CancellationToken ct)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        until.CancelAfter(s_longestStream);
        string? told = null;
        while (!until.IsCancellationRequested && await groups.Find(id, CancellationToken.None) is { } group)
        {
            var answer = System.Text.Json.JsonSerializer.Serialize(await Answer(group, CancellationToken.None), ApiJson.Options);
            var isEnd = group.State != GroupState.Running;
            if (answer != told || isEnd)
            {
                told = answer;
                yield return new(answer, isEnd ? "end" : "progress") { ReconnectionInterval = s_betweenLooks };
            }

            if (isEnd)
            {
                yield break;
            }

            await Task.Delay(s_betweenLooks, clock, until.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<IResult> Stop(HttpContext context, Guid id, string? reason)
    {
        var group = await Find(id, context.RequestAborted);
        await groups.Stop(group.Id, context.Decision(ApiJson.Reason(reason ?? "stopped over HTTP")), context.RequestAborted);
        return ApiJson.Ok(await Answer(await Find(id, context.RequestAborted), context.RequestAborted));
    }

    private async Task<GroupOperation> Find(Guid id, CancellationToken ct) =>
        await groups.Find(id, ct) ?? throw ProblemException.NotFound($"There is no retry {id}.");

    private async Task<GroupAnswer> Answer(GroupOperation group, CancellationToken ct) => new(
        group.Id, group.Action, group.State, group.StoppedBecause, group.Meant, group.Decision.By, group.Decision.Via,
        group.Decision.Reason, group.Rate, group.StartedAt, group.EndedAt, await groups.Progress(group, ct));

    private static string PathOf(Guid id) => $"{HttpPaths.Api}/retries/{id}";
}

/// <param name="Action"><c>Retry</c>, <c>Hold</c>, <c>Release</c> or <c>Dismiss</c>; none: a retry.</param>
/// <param name="Rate">Orders a second at most: one first, then twice as many each second. None: 50.</param>
/// <param name="DryRun">Only says which orders it would be.</param>
/// <param name="Orders">So many must be meant, or nothing is done. None: however many are.</param>
/// <param name="EvenIfLeaving">Also dismisses orders that leave something behind, such as a payment that was captured.</param>
internal sealed record GroupBody(
    string? Reason, FilterBody? Filter, string? Action = null, int? Rate = null, bool DryRun = false, bool EvenIfLeaving = false,
    int? Orders = null);

internal sealed record GroupStarted(Guid Id, GroupAction Action);

/// <param name="OrderNos">The first hundred.</param>
internal sealed record GroupPreview(GroupAction Action, int Orders, IReadOnlyList<string> OrderNos);

internal sealed record GroupList(IReadOnlyList<GroupAnswer> Retries);

internal sealed record GroupAnswer(
    Guid Id, GroupAction Action, GroupState State, string? StoppedBecause, string Meant, string By, string Via, string Reason, int? Rate,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, GroupProgress Progress);

/// <param name="Next">For <c>after</c>; none: there are no more.</param>
internal sealed record GroupOrderList(IReadOnlyList<GroupOrder> Orders, int? Next);

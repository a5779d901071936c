using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Contracts;
using Invoicing.Host.Http.Access;
using Invoicing.Messaging;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Pages;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Http.Api;

/// <summary>Orders: the lists, pages and decisions of <c>invoicing orders</c>.</summary>
internal sealed class OrderRoutes(
    OrderQueries orders, OrderCommands commands, OncePerKey once, AuditLog audit, IncomingOrders incoming,
    IEnumerable<IStepPlanner> systems, StoreDirectories stores, IOptions<InvoicingSettings> invoicing, TimeProvider clock) : IApiRoutes
{
    private readonly IStepPlanner[] _systems = [.. systems];

    public void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/orders").WithTags("Orders");
        group.MapGet("", List).Produces<OrderList>().For(AccessRole.Viewer)
            .WithSummary("Orders, newest first, and how many there are in each state.");
        group.MapPost("", (Delegate)HandIn).Accepts<JsonObject>("application/json").Produces<HandedIn>(StatusCodes.Status202Accepted)
            .For(AccessRole.Operator)
            .WithSummary("Hands an order in: the JSON of the message OrderCompleted, with what it leads to decided as for a message.");
        group.MapGet("/{orderNo}", Show).Produces<OrderDetails>().For(AccessRole.Viewer)
            .WithSummary("All that is known of an order. Slashes in its number are written %2F.");
        group.MapPost("/{orderNo}/reveal", Reveal).Produces<OrderDetails>().For(AccessRole.Operator)
            .WithSummary("The same with requests and answers, which hold personal data. Who has looked, and why, is kept.");
        Decision("retry", Retry).WithSummary("Tries failed and deferred steps again.");
        Decision("hold", Hold).WithSummary("Sends nothing more for the order until it is released.");
        Decision("release", Release).WithSummary("Lets an order go on that was put on hold.");
        Decision("dismiss", Dismiss).WithSummary("Takes the order out for good.");
        Decision("confirm", Confirm).WithSummary("Says what a look into the system has shown about a step of unknown outcome.");
        Decision("correct", Correct, AccessRole.Admin)
            .WithSummary("Corrects the order's data by a JSON Patch (RFC 6902), if nothing of it is accepted yet.");

        RouteHandlerBuilder Decision(string action, Delegate handler, AccessRole role = AccessRole.Operator) =>
            group.MapPost($"/{{orderNo}}/{action}", handler).Produces<DecisionAnswer>().For(role);
    }

    private async Task<IResult> List(
        HttpContext context, string? state, string? cause, string? failedAt, string? store, string? channel, string? since,
        string? until, string? q, bool? onHold, int? limit, string? after)
    {
        var filter = new FilterBody
        {
            States = state?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), Cause = cause,
            FailedAt = failedAt, Store = store, Channel = channel, Since = since, Until = until, Search = q, OnHold = onHold,
        }.Read(invoicing.Value.Zone, clock.GetUtcNow());
        var cursor = after is null ? null
            : OrderCursor.Read(after)
                ?? throw ProblemException.BadRequest("after: the whole text is expected that the page before gave as next.");
        return ApiJson.Ok(OrderList.Of(await orders.List(filter, cursor, ApiJson.Limit(limit), context.RequestAborted)));
    }

    private async Task<IResult> Show(HttpContext context, string orderNo)
    {
        var stored = await Find(context, orderNo);
        var tag = ETagOf(stored.Row);
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch == tag
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : ApiJson.Ok(WithoutPersonalData(OrderDetails.Of(stored, _systems)));
    }

    private async Task<IResult> Reveal(HttpContext context, string orderNo, ReasonBody body) =>
        ApiJson.Ok(OrderDetails.Of(await Revealed(context, orderNo, body.Reason), _systems));

    /// <summary>Who has looked at personal data, and why, is kept before they see it.</summary>
    public async Task<StoredOrder> Revealed(HttpContext context, string orderNo, string? reason)
    {
        var stored = await Find(context, orderNo);
        await audit.Add("reveal", stored.Row.OrderNo, context.Decision(ApiJson.Reason(reason)), context.RequestAborted, 1);
        context.Response.Headers.ETag = ETagOf(stored.Row);
        return stored;
    }

    public Task<IResult> Retry(HttpContext context, string orderNo, RetryBody body) => Decide(
        context, orderNo, "retry", body, body.Reason, (on, no, by, reason, ct) => on.Retry(no, body.Step, by, reason, ct));

    public Task<IResult> Hold(HttpContext context, string orderNo, ReasonBody body) =>
        Decide(context, orderNo, "hold", body, body.Reason, (on, no, by, reason, ct) => on.Hold(no, by, reason, ct));

    public Task<IResult> Release(HttpContext context, string orderNo, ReasonBody body) =>
        Decide(context, orderNo, "release", body, body.Reason, (on, no, by, reason, ct) => on.Release(no, by, reason, ct));

    public Task<IResult> Dismiss(HttpContext context, string orderNo, DismissBody body) => Decide(
        context, orderNo, "dismiss", body, body.Reason, (on, no, by, reason, ct) => on.Dismiss(no, by, reason, ct, body.Leaving));

    public Task<IResult> Confirm(HttpContext context, string orderNo, ConfirmBody body)
    {
        if (body.WasDone is not { } wasDone)
        {
            throw ProblemException.BadRequest("wasDone must be true, the system has it, or false, it does not.");
        }

        if (!wasDone && body.Attempt is null)
        {
            throw ProblemException.BadRequest("attempt is required where wasDone is false: the attempt after which you looked.");
        }

        return Decide(context, orderNo, "confirm", body, body.Reason, (on, no, by, reason, ct) => on.Confirm(
            no, new(body.Step ?? StepNames.Invoice, wasDone, body.DocumentNo, body.Attempt, by, reason), ct));
    }

    public async Task<IResult> Correct(HttpContext context, string orderNo, CorrectBody body)
    {
        return body.DryRun
            ? ApiJson.Ok(await Preview(context, orderNo, body.Patch))
            : await Decide(context, orderNo, "correct", body, body.Reason, async (on, no, by, reason, ct) =>
                await on.Correct(no, await Correction(no, body.Patch, ct), by, reason, ct));
    }

    /// <summary>What a correction would change.</summary>
    public async Task<CorrectionAnswer> Preview(HttpContext context, string orderNo, JsonArray? patch)
    {
        var correction = await Correction(NumberOf(orderNo), patch, context.RequestAborted);
        await stores.Look(context.RequestAborted);
        return new(
            correction.Differences,
            [.. PlannedRequests.FaultsOf(correction.Corrected, invoicing.Value, _systems).Select(fault => fault.ToString())]);
    }

    private async Task<OrderCorrection> Correction(string no, JsonArray? patch, CancellationToken ct)
    {
        var row = (await orders.Find(no, ct) ?? throw new UnknownOrderException(no)).Row;
        return OrderCorrection.Of(row.Pending ?? row.Content, patch, invoicing.Value.Zone, clock.GetUtcNow());
    }

    private async Task<IResult> HandIn(HttpContext context)
    {
        using var document = await ReadOrder(context);
        var orderNo = OrderNumber.Normal(TextOf(document.RootElement)).Number;
        if (orderNo.Length == 0)
        {
            throw new ProblemException(
                StatusCodes.Status422UnprocessableEntity, "unusable-value", "orderNo is missing: a text that is not blank is expected.");
        }

        if (UpdateKinds.Of(document.RootElement) is { } update)
        {
            throw new ProblemException(
                StatusCodes.Status422UnprocessableEntity,
                "unusable-value",
                $"The body is a message {update}, and orders are handed in here.");
        }

        if (await incoming.Publish(document.RootElement, context.RequestAborted) is { } problem)
        {
            throw new ProblemException(
                StatusCodes.Status503ServiceUnavailable, "broker-away", $"Order {orderNo} {problem}. Send it again.");
        }

        await audit.Add("hand in", orderNo, context.Decision("handed in over HTTP"), context.RequestAborted, 1);
        var path = $"{HttpPaths.Api}/orders/{Uri.EscapeDataString(orderNo)}";
        return ApiJson.Answer(StatusCodes.Status202Accepted, new HandedIn(orderNo), path);
    }

    private static string TextOf(JsonElement order) =>
        order.ValueKind == JsonValueKind.Object && order.TryGetProperty("orderNo", out var no)
            ? no.ValueKind is JsonValueKind.String or JsonValueKind.Number ? no.ToString() : ""
            : "";

    private static async Task<JsonDocument> ReadOrder(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        }
        catch (JsonException e)
        {
            throw ProblemException.BadRequest($"The body is no JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
    }

    private async Task<IResult> Decide<TBody>(
        HttpContext context, string orderNo, string action, TBody body, string? reason,
        Func<OrderCommands, string, string, string, CancellationToken, Task<OrderProcess>> decide)
    {
        var decision = context.Decision(ApiJson.Reason(reason));
        var expected = VersionOf(context.Request.Headers.IfMatch);
        return await once.Decide<TBody, DecisionAnswer>(context, body, async keep =>
        {
            var guarded = commands.With((order, after) =>
            {
                if (expected is not null && order.Row.Version != expected)
                {
                    throw new ProblemException(
                        StatusCodes.Status412PreconditionFailed,
                        "changed",
                        $"Order {order.Row.OrderNo} has changed since you looked: get it again, and decide anew.");
                }

                audit.Add(order, action, decision);
                keep(order, Answer(after));
                return Task.CompletedTask;
            });
            return Answer(await decide(guarded, NumberOf(orderNo), decision.By, decision.Reason, context.RequestAborted));
        });

        static DecisionAnswer Answer(OrderProcess row) => new(row.OrderNo, row.State);
    }

    private async Task<StoredOrder> Find(HttpContext context, string orderNo)
    {
        var number = NumberOf(orderNo);
        return await orders.Find(number, context.RequestAborted) ?? throw new UnknownOrderException(number);
    }

    private static string NumberOf(string segment) => OrderNumber.Normal(Links.Number(segment)).Number;

    private static string ETagOf(OrderProcess row) => $"\"{row.Version}\"";

    private static int? VersionOf(string? ifMatch) => ifMatch is null or "*" ? null
        : int.TryParse(ifMatch.Trim('"'), out var version) ? version
        : throw ProblemException.BadRequest("If-Match must be the ETag of an earlier answer about the order, such as \"7\".");

    private static OrderDetails WithoutPersonalData(OrderDetails order) => order with
    {
        Timeline = [.. order.Timeline.Select(item => item with
        {
            Details = new(item.Details.Where(value => !TimelineItem.Personal.Contains(value.Key))
                .Select(value => KeyValuePair.Create(value.Key, value.Value?.DeepClone()))),
        })],
    };
}

internal sealed record ReasonBody(string? Reason);

/// <param name="Step"><c>invoice</c> or <c>slip/NUMBER</c>, or another of the order's steps; none: every failed or deferred one.</param>
internal sealed record RetryBody(string? Reason, string? Step = null);

/// <param name="Leaving">What is left behind, as an earlier refusal has told; none: nothing.</param>
internal sealed record DismissBody(string? Reason, string? Leaving = null);

/// <param name="WasDone">Whether the system has it.</param>
/// <param name="Step">None: the invoice.</param>
/// <param name="DocumentNo">Of an invoice, if the system shows one.</param>
/// <param name="Attempt">The attempt after which you looked; required where it was not done.</param>
internal sealed record ConfirmBody(string? Reason, bool? WasDone, string? Step = null, string? DocumentNo = null, int? Attempt = null);

/// <param name="Patch">A JSON Patch on the order as the OMS sends it.</param>
/// <param name="DryRun">Only says what would change, and what would still be wrong.</param>
internal sealed record CorrectBody(string? Reason, JsonArray? Patch, bool DryRun = false);

/// <param name="State">After the decision. The running service goes on with it.</param>
internal sealed record DecisionAnswer(string OrderNo, OrderState State);

internal sealed record CorrectionAnswer(IReadOnlyList<Difference> Differences, IReadOnlyList<string> StillWrong);

internal sealed record HandedIn(string OrderNo);

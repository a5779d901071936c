using Invoicing.Host.Commands;
using Invoicing.Host.Http.Access;
using Invoicing.Intake.Parsing;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Reconciliation;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Http.Api;

/// <summary>The OMS's list of completed orders compared with what was done, and what came of it.</summary>
internal sealed class ReconciliationRoutes(
    Reconciler reconciler, ReconciliationStore reports, DifferenceFile file, IOptions<ReconciliationSettings> options,
    IOptions<InvoicingSettings> invoicing, TimeProvider clock) : IApiRoutes
{
    /// <summary>A million orders with number and total.</summary>
    public const int LargestList = 64 * 1024 * 1024;

    private const int LongestName = 200;
    private const double LongestHours = 10_000;

    // Whoever needs another at the same time waits for this one.
    private readonly SemaphoreSlim _turn = new(1);

    public void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/reconciliations").WithTags("Reconciliation");
        group.MapPost("", (Delegate)Run).Produces<ReconciliationReport>(StatusCodes.Status201Created).For(AccessRole.Operator)
            // Whatever its type is called: the content tells what it is, and there need not be any.
            .Accepts<IFormFile>(isOptional: true, "*/*")
            .WithMetadata(new Streamed(), new RequestSizeLimitAttribute(LargestList))
            .WithSummary("Compares the list of completed orders that is the body, as files of orders have it, or without a body our own "
                + "books alone. Answers when it has ended.");
        group.MapGet("", List).Produces<ReconciliationList>().For(AccessRole.Viewer).WithSummary("The newest first.");
        group.MapGet("/{id:guid}", Show).Produces<ReconciliationReport>().For(AccessRole.Viewer)
            .WithSummary("What was compared, and how many differences of which cause there are.");
        group.MapGet("/{id:guid}/differences", Differences).Produces<DifferenceList>().For(AccessRole.Viewer)
            .WithSummary("Each with what settles it, in their order.");
        group.MapGet("/{id:guid}/differences.csv", Csv).For(AccessRole.Viewer).WithMetadata(new Streamed())
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithSummary("All of them, for spreadsheets.");
    }

    /// <param name="name">What the list is called; its ending tells CSV from JSON where the content does not.</param>
    private async Task<IResult> Run(HttpContext context, string? name, string? since, string? until, double? after)
    {
        var hasList = context.Request.ContentLength is not (null or 0) || context.Request.Headers.TransferEncoding.Count > 0;
        var report = await Compare(
            context, hasList ? context.Request.Body : null, name ?? "list", since, until, after, context.RequestAborted);
        return ApiJson.Answer(StatusCodes.Status201Created, report, $"{HttpPaths.Api}/reconciliations/{report.Id}");
    }

    /// <param name="list">Null: our own books alone.</param>
    /// <param name="after">Hours.</param>
    public async Task<ReconciliationReport> Compare(
        HttpContext context, Stream? list, string name, string? since, string? until, double? after, CancellationToken ct)
    {
        if (name.Length > LongestName || name.Any(char.IsControl) || string.IsNullOrWhiteSpace(name))
        {
            throw ProblemException.BadRequest($"name: 1 to {LongestName} characters that can be read are expected.");
        }

        if (after is not (null or (>= 0 and <= LongestHours)))
        {
            throw ProblemException.BadRequest($"after is {after}: 0 to {LongestHours} hours are expected.");
        }

        var request = new ReconciliationRequest(
            context.Caller()!.Name, null, Time("since", since), Time("until", until),
            after is { } hours ? TimeSpan.FromHours(hours) : options.Value.UnfinishedAfter, []);
        if (!await _turn.WaitAsync(0, ct))
        {
            throw new CommandRefusedException("Another list is being compared: try again when it has ended.");
        }

        try
        {
            return list is null
                ? await reconciler.Run(request with { Since = request.Since ?? clock.GetUtcNow() - Reconciler.OwnBooks }, new(), ct)
                : await CompareWith(request, list, Path.GetFileName(name), ct);
        }
        finally
        {
            _turn.Release();
        }

        DateTimeOffset? Time(string field, string? text) => string.IsNullOrWhiteSpace(text) ? null
            : WrittenTime.Read(text, invoicing.Value.Zone, clock.GetUtcNow())
                ?? throw ProblemException.BadRequest($"{field} is no time: {WrittenTime.Expected} is expected.");
    }

    // It is read twice: once as a whole, to see what it is, and once entry by entry.
    private Task<ReconciliationReport> CompareWith(ReconciliationRequest request, Stream list, string name, CancellationToken ct) =>
        InputFile.Copy(
            list,
            async copy => await reconciler.Run(
                request with { List = await FileInspection.Of(copy, name, ct, CsvHeader.OfLists) }, new(), ct),
            ct);

    private async Task<IResult> List(HttpContext context, int? limit) =>
        ApiJson.Ok(new ReconciliationList(await reports.List(ApiJson.Limit(limit), context.RequestAborted)));

    private async Task<IResult> Show(HttpContext context, Guid id) => ApiJson.Ok(await Find(id, context.RequestAborted));

    private async Task<IResult> Differences(HttpContext context, Guid id, string? kind, long? after, int? limit)
    {
        await Find(id, context.RequestAborted);
        var most = ApiJson.Limit(limit);
        var rows = await reports.Rows(id, KindOf(kind), after ?? 0, most, context.RequestAborted);
        return ApiJson.Ok(new DifferenceList([.. rows.Select(row => row.Row)], rows.Count == most ? rows[^1].Nr : null));
    }

    public async Task Csv(HttpContext context, Guid id, string? kind)
    {
        var meant = KindOf(kind);
        await Find(id, context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"differences-{id}.csv\"";
        await file.WriteCsv(context.Response.Body, id, meant, context.RequestAborted);
    }

    private async Task<ReconciliationReport> Find(Guid id, CancellationToken ct) =>
        await reports.Find(id, ct) ?? throw ProblemException.NotFound($"There is no reconciliation {id}.");

    private static DifferenceKind? KindOf(string? kind) => kind is null ? null : FilterBody.Named<DifferenceKind>(kind, "kind");
}

internal sealed record ReconciliationList(IReadOnlyList<ReconciliationReport> Reconciliations);

/// <param name="Next">For <c>after</c>; none: there are no more.</param>
internal sealed record DifferenceList(IReadOnlyList<ReconciledRow> Differences, long? Next);

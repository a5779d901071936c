using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Options;

namespace Invoicing.Reconciliation;

/// <summary>What is to be compared.</summary>
/// <param name="By">Who asks for it.</param>
/// <param name="List">The OMS's list of completed orders; null: our own books alone.</param>
/// <param name="Since">Orders completed since then and invoiced here should be on the list. Null: since the first that is on it.</param>
/// <param name="Until">The same; null: until the last that is on it, without a list until now.</param>
/// <param name="Asked">Systems that are asked whether they have what they have accepted.</param>
internal sealed record ReconciliationRequest(
    string By, FileInspection? List, DateTimeOffset? Since, DateTimeOffset? Until, TimeSpan UnfinishedAfter,
    IReadOnlyList<IInvoicingSystem> Asked)
{
    /// <summary>Of the report; one of the same id that was not carried to its end is made anew.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>How far a reconciliation is.</summary>
internal sealed class ReconciliationProgress
{
    private long _read;

    /// <summary>Bytes of the list.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Entries of the list.</summary>
    public long Listed { get; set; }

    public long Compared { get; set; }

    public long Agreeing { get; set; }

    public long Settled { get; set; }

    public long Asked { get; set; }

    public long Differences { get; set; }

    public void Add(int bytes) => Interlocked.Add(ref _read, bytes);
}

/// <summary>
/// Compares the OMS's list of completed orders, entry by entry, with what was done for each; then our own books, for what the list does not
/// have. The list, the orders and the differences pass through in batches; of what was listed only the keys stay in memory, 16 bytes each.
/// </summary>
internal sealed class Reconciler(
    ReconciliationStore reports,
    ReconciliationQueries orders,
    PauseStore pauses,
    StoreDirectories stores,
    IEnumerable<IStepPlanner> systems,
    IOptions<InvoicingSettings> invoicing,
    IOptions<FeedSettings> feeds,
    TimeProvider clock)
{
    /// <summary>The OMS sends an order when it is completed: one that is still being picked is not missing.</summary>
    private static readonly TimeSpan s_longestShipping = TimeSpan.FromDays(7);

    /// <summary>What is not on a list is looked for in its last days at most: one old order on it makes it no list of a year.</summary>
    private static readonly TimeSpan s_longestList = TimeSpan.FromDays(31);

    /// <summary>Without a list, orders that were completed so long ago are looked through, and all that are not finished.</summary>
    public static readonly TimeSpan OwnBooks = TimeSpan.FromDays(7);

    /// <exception cref="UnusableFeedException">The list has no order at all.</exception>
    public async Task<ReconciliationReport> Run(ReconciliationRequest request, ReconciliationProgress progress, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var report = new ReconciliationReport
        {
            Id = request.Id, StartedAt = now, List = request.List?.Name, Sha256 = request.List?.Sha256, By = request.By,
            UnfinishedAfter = request.UnfinishedAfter,
        };
        // By which the stores of the list are told from each other.
        await stores.Look(ct);
        await reports.Begin(report, ct);
        var paused = (await pauses.Current(ct)).Select(pause => pause.System).ToHashSet();
        var questions = new SystemQuestions([.. request.Asked.Where(system => !paused.Contains(system.Name))], now);
        var comparison = new OrderComparison([.. systems], request.UnfinishedAfter, now);
        var run = new ReconciliationRun(report.Id, reports, orders, comparison, questions, progress);
        if (request.List is { } list)
        {
            var zone = invoicing.Value.Zone;
            var entries = list.Read(feeds.Value, progress.Add, ct).Select(text => (text.Place, Read: ListedOrder.Read(text, zone, now)));
            await foreach (var batch in entries.Chunk(ReconciliationRun.Batch).WithCancellation(ct))
            {
                await run.Compare(batch, ct);
            }

            if (!run.HasListed)
            {
                await reports.Forget(report.Id, ct);
                throw new UnusableFeedException(progress.Listed == 0 ? "it holds no order" : "none of its entries is an order");
            }
        }

        var first = run.FirstCompleted < run.LastCompleted - s_longestList ? run.LastCompleted - s_longestList : run.FirstCompleted;
        var (since, until) = (request.Since ?? first, request.Until ?? (request.List is null ? now : run.LastCompleted));
        await run.LookAtOwn(request.List is not null, since, until, ct);
        await run.LookAtMarketplace(now - s_longestShipping, ct);
        await run.Flush(ct);
        report = report with
        {
            EndedAt = clock.GetUtcNow(), Since = since, Until = until,
            Listed = progress.Listed, Compared = progress.Compared, Agreeing = progress.Agreeing, Settled = progress.Settled,
            Asked = progress.Asked, Differences = run.Counts,
            Remarks =
            [
                .. request.List?.Remarks.Select(remark => TextSanitizer.Line(remark, 300)) ?? [],
                .. request.List is not null && (since is null || until is null)
                    ? ["The list says of no order when it was completed: what is invoiced here and is not on it was not looked for. "
                        + "--since and --until say the time."]
                    : (string[])[],
                .. request.Asked.Where(system => paused.Contains(system.Name))
                    .Select(system => $"{system.DisplayName} was not asked: calls to it are paused."),
                .. questions.Remarks,
            ],
        };
        await reports.Save(report, ct);
        return report;
    }
}

using Invoicing.Failures;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Reconciliation;

/// <summary>Lists of completed orders that come as files among the feeds.</summary>
internal sealed class ListedFiles(Reconciler reconciler, IOptions<ReconciliationSettings> options) : IOrderLists
{
    public bool IsList(string fileName) => options.Value.IsList(fileName);

    public async Task<string> Compare(FileInspection file, Guid id, CancellationToken ct)
    {
        var report = await reconciler.Run(new("feeds", file, null, null, options.Value.UnfinishedAfter, []) { Id = id }, new(), ct);
        return FormattableString.Invariant(
            $"a list of {report.Listed} completed orders, compared: {Told(report)}; invoicing reconcile show {report.Id}");
    }

    private static string Told(ReconciliationReport report) => report.Count == 0 ? "no difference" : string.Join(
        ", ", report.Differences.Select(kind => FormattableString.Invariant($"{kind.Count} {DifferenceTexts.Title(kind.Kind)}")));
}

using System.Globalization;
using Invoicing.Failures.Writing;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Failures;

internal sealed partial class MailComposer
{
    private const int MostTroubles = 20;

    public Mail Summary(Guid id, DailySummary summary) => Compose(id, Title(summary), Parts(summary));

    private string Title(DailySummary summary)
    {
        var day = summary.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return (summary.Open.Orders, summary.Open.Count, summary.Cured) switch
        {
            _ when summary.Pauses.Count > 0 => $"Calls to {string.Join(" and ", summary.Pauses.Select(SystemOf))} are paused, {day}",
            ( > 0, _, _) => $"{Counted(summary.Open.Orders, "order")} waiting for a person, {day}",
            (_, > 0, _) => Invariant($"{summary.Open.Count:N0} failures open, {day}"),
            _ when summary.FeedTroubles.Count is > 0 and var troubles => $"{Counted(troubles, "thing")} in the way of feeds, {day}",
            _ when summary.Reconciled.Sum(report => report.Count) is > 0 and var differences =>
                $"{Counted(differences, "difference")} found by reconciliation, {day}",
            (_, _, > 0) => Invariant($"No order is waiting for a person, {summary.Cured:N0} cured, {day}"),
            _ => $"No order is waiting for a person, {day}",
        };
    }

    private IEnumerable<Part> Parts(DailySummary summary)
    {
        var (open, troubles) = (summary.Open, summary.FeedTroubles);
        return
        [
            new Lead(open.Orders == 0
                ? "No order is waiting for a person."
                : $"{Counted(open.Orders, "order")} {(open.Orders == 1 ? "is" : "are")} waiting for a person"
                    + (open.Money.ToString() is { } money ? $", {money}." : ".")),
            .. summary.Pauses.Select(pause => new Paragraph(
                $"{pause.Text(SystemOf(pause)).TrimEnd('.')}. Orders wait; `invoicing resume {pause.System}` lets them go on.")),
            .. If(troubles.Count > 0, [
                new Label("Feeds: what is not taken"),
                .. troubles.Take(MostTroubles).Select(trouble => new Paragraph(Listed(trouble))),
                new Paragraph(troubles.Count > MostTroubles
                    ? Invariant($"and {troubles.Count - MostTroubles} more: `invoicing feeds list`")
                    : "`invoicing feeds list` shows them."),
            ]),
            new Label($"Since {Time(summary.Since)}"),
            new Facts(
                ("New failures", Invariant($"{summary.New:N0}")),
                ("Cured", Invariant($"{summary.Cured:N0}")),
                ("Completed", Counted(summary.Completed, "order") + (summary.CompletedMoney.ToString() is { } worth ? $", {worth}" : ""))),
            .. If(
                summary.Old.Count > 0,
                new Label("Older than a day and not finished"),
                new Facts([.. summary.Old.Select(old =>
                    (old.State, (string?)Invariant($"{old.Orders:N0}, the oldest since {Time(old.Oldest)}")))])),
            .. summary.Reconciled.Where(report => report.Count > 0).SelectMany(report => (Part[])
            [
                new Label(report.List is { } list ? $"Compared with the list {Listed(list)}" : "Our own books"),
                .. report.Differences.Select(kind => new Paragraph(
                    Invariant($"{kind.Count:N0} {DifferenceTexts.Title(kind.Kind)}{DifferenceTexts.Worth(kind)}"))),
                new Paragraph($"`invoicing reconcile show {report.Id}` names them, each with what settles it."),
            ]),
            .. If(summary.UnsentMails > 0, new Paragraph(Invariant(
                $"{summary.UnsentMails:N0} {(summary.UnsentMails == 1 ? "mail waits" : "mails wait")} for the mail server."))),
            .. open.Causes.SelectMany(failures => (Part[])[new Section(Headline(failures.Cause)), Figures(failures), .. Todo(failures)]),
            .. If(open.Count > 0, new Label("Which"), new Paragraph("`invoicing orders list --state failed` lists them.")),
        ];
    }

    private string SystemOf(Pause pause) => texts.SystemNamed(pause.System).DisplayName;
}

/// <summary>How things stand, once a day.</summary>
/// <param name="Since">When the last summary ended.</param>
/// <param name="Open">Steps that need a person now, by cause; those of most failures first.</param>
/// <param name="New">Failures noticed since.</param>
/// <param name="Cured">Failed steps that have gone on since.</param>
/// <param name="Completed">Orders completed since.</param>
/// <param name="Old">Orders that are held or on their way for more than a day, by state.</param>
/// <param name="UnsentMails">Mails that could not be sent for ten minutes.</param>
/// <param name="FeedTroubles">What lies in the way of feeds: files that are not taken, and the server that they are fetched from.</param>
internal sealed record DailySummary(
    DateOnly Day,
    DateTimeOffset Since,
    Report Open,
    long New,
    long Cured,
    long Completed,
    MoneyTotals CompletedMoney,
    IReadOnlyList<(string State, long Orders, DateTimeOffset Oldest)> Old,
    long UnsentMails,
    IReadOnlyList<string> FeedTroubles)
{
    /// <summary>Of systems whose calls are held back.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>What was compared since, the newest first.</summary>
    public IReadOnlyList<ReconciliationReport> Reconciled { get; init; } = [];

    public bool IsQuiet => Open.Count == 0 && New == 0 && Cured == 0 && Pauses.Count == 0 && FeedTroubles.Count == 0
        && Reconciled.All(report => report.Count == 0);
}

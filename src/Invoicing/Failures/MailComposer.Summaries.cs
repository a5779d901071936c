using System.Globalization;
using Invoicing.Failures.Writing;
using Invoicing.Systems;

namespace Invoicing.Failures;

/// <summary>The daily summary.</summary>
internal sealed partial class MailComposer
{
    private const int MostTroubles = 20;

    public Mail Summary(Guid id, DailySummary summary) => Compose(id, Title(summary), Parts(summary));

    private string Title(DailySummary summary)
    {
        var day = summary.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (summary.Pauses.Count > 0)
        {
            var systems = summary.Pauses.Select(pause => texts.SystemNamed(pause.System).DisplayName);
            return $"Calls to {string.Join(" and ", systems)} are paused, {day}";
        }

        return (summary.Open.Orders, summary.Open.Count, summary.Cured) switch
        {
            ( > 0, _, _) => $"{Orders(summary.Open.Orders)} waiting for a person, {day}",
            (_, > 0, _) => Invariant($"{summary.Open.Count:N0} failures open, {day}"),
            _ when summary.FeedTroubles.Count is > 0 and var troubles =>
                Invariant($"{troubles:N0} {(troubles == 1 ? "thing" : "things")} in the way of feeds, {day}"),
            (_, _, > 0) => Invariant($"No order is waiting for a person, {summary.Cured:N0} cured, {day}"),
            _ => $"No order is waiting for a person, {day}",
        };
    }

    private IEnumerable<Part> Parts(DailySummary summary)
    {
        yield return new Lead(summary.Open.Orders == 0
            ? "No order is waiting for a person."
            : $"{Orders(summary.Open.Orders)} {(summary.Open.Orders == 1 ? "is" : "are")} waiting for a person"
                + (summary.Open.Money.ToString() is { } money ? $", {money}." : "."));
        foreach (var pause in summary.Pauses)
        {
            var text = pause.Text(texts.SystemNamed(pause.System).DisplayName).TrimEnd('.');
            yield return new Paragraph($"{text}. Orders wait; `invoicing resume {pause.System}` lets them go on.");
        }

        if (summary.FeedTroubles.Count > 0)
        {
            yield return new Label("Feeds: what is not taken");
            foreach (var trouble in summary.FeedTroubles.Take(MostTroubles))
            {
                yield return new Paragraph(Listed(trouble));
            }

            yield return new Paragraph(summary.FeedTroubles.Count > MostTroubles
                ? Invariant($"and {summary.FeedTroubles.Count - MostTroubles} more: `invoicing feeds list`")
                : "`invoicing feeds list` shows them.");
        }

        yield return new Label($"Since {Time(summary.Since)}");
        yield return new Facts(
            ("New failures", Invariant($"{summary.New:N0}")),
            ("Cured", Invariant($"{summary.Cured:N0}")),
            ("Completed", Orders(summary.Completed) + (summary.CompletedMoney.ToString() is { } worth ? $", {worth}" : "")));
        if (summary.Old.Count > 0)
        {
            yield return new Label("Older than a day and not finished");
            yield return new Facts([.. summary.Old.Select(old =>
                (old.State, (string?)Invariant($"{old.Orders:N0}, the oldest since {Time(old.Oldest)}")))]);
        }

        if (summary.UnsentMails > 0)
        {
            yield return new Paragraph(Invariant(
                $"{summary.UnsentMails:N0} {(summary.UnsentMails == 1 ? "mail waits" : "mails wait")} for the mail server."));
        }

        foreach (var failures in summary.Open.Causes)
        {
            yield return new Section(Headline(failures.Cause));
            yield return Figures(failures);
            foreach (var part in Todo(failures))
            {
                yield return part;
            }
        }

        if (summary.Open.Count > 0)
        {
            yield return new Label("Which");
            yield return new Paragraph("`invoicing orders list --state failed` lists them.");
        }
    }
}

/// <summary>How things stand, once a day.</summary>
internal sealed class DailySummary
{
    public required DateOnly Day { get; init; }

    /// <summary>When the last summary ended.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Steps that need a person now, by cause; those of most failures first.</summary>
    public required Report Open { get; init; }

    /// <summary>Failures noticed since.</summary>
    public long New { get; init; }

    /// <summary>Failed steps that have gone on since.</summary>
    public long Cured { get; init; }

    /// <summary>Orders completed since.</summary>
    public long Completed { get; init; }

    public required MoneyTotals CompletedMoney { get; init; }

    /// <summary>Orders that are held or on their way for more than a day, by state.</summary>
    public required IReadOnlyList<(string State, long Orders, DateTimeOffset Oldest)> Old { get; init; }

    /// <summary>Mails that could not be sent for ten minutes.</summary>
    public long UnsentMails { get; init; }

    /// <summary>Of systems whose calls are held back.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>What lies in the way of feeds: files that are not taken, and the server that they are fetched from.</summary>
    public IReadOnlyList<string> FeedTroubles { get; init; } = [];

    public bool IsQuiet => Open.Count == 0 && New == 0 && Cured == 0 && Pauses.Count == 0 && FeedTroubles.Count == 0;
}

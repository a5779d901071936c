using System.Globalization;
using Invoicing.Failures.Writing;

namespace Invoicing.Failures.Reports;

/// <summary>Writes the daily summary.</summary>
internal static class SummaryMail
{
    private const int MostTroubles = 20;

    public static Mail Compose(Guid id, string from, DailySummary summary)
    {
        var title = Title(summary);
        return Mail.Of(id, from, $"[Invoicing] {title}", new(title, [.. Parts(summary)]));
    }

    private static string Title(DailySummary summary)
    {
        var day = summary.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (summary.Pause is not null)
        {
            return $"Calls to Retail Pro are paused, {day}";
        }

        return (summary.Open.Orders, summary.Open.Count, summary.Cured) switch
        {
            ( > 0, _, _) => $"{ReportMail.Orders(summary.Open.Orders)} waiting for a person, {day}",
            (_, > 0, _) => Invariant($"{summary.Open.Count:N0} failures open, {day}"),
            _ when summary.FeedTroubles.Count is > 0 and var troubles =>
                Invariant($"{troubles:N0} {(troubles == 1 ? "thing" : "things")} in the way of feeds, {day}"),
            (_, _, > 0) => Invariant($"No order is waiting for a person, {summary.Cured:N0} cured, {day}"),
            _ => $"No order is waiting for a person, {day}",
        };
    }

    private static IEnumerable<Part> Parts(DailySummary summary)
    {
        yield return new Lead(summary.Open.Orders == 0
            ? "No order is waiting for a person."
            : $"{ReportMail.Orders(summary.Open.Orders)} {(summary.Open.Orders == 1 ? "is" : "are")} waiting for a person"
                + (summary.Open.Money.ToString() is { } money ? $", {money}." : "."));
        if (summary.Pause is { } pause)
        {
            yield return new Paragraph($"{pause.TrimEnd('.')}. Orders wait; `invoicing resume retailpro` lets them go on.");
        }

        if (summary.FeedTroubles.Count > 0)
        {
            yield return new Label("Feeds: what is not taken");
            foreach (var trouble in summary.FeedTroubles.Take(MostTroubles))
            {
                yield return new Paragraph(TextSanitizer.Line(trouble, FailureMail.LongestListed));
            }

            yield return new Paragraph(summary.FeedTroubles.Count > MostTroubles
                ? Invariant($"and {summary.FeedTroubles.Count - MostTroubles} more: `invoicing feeds list`")
                : "`invoicing feeds list` shows them.");
        }

        yield return new Label($"Since {FailureMail.Time(summary.Since)}");
        yield return new Facts(
            ("New failures", Invariant($"{summary.New:N0}")),
            ("Cured", Invariant($"{summary.Cured:N0}")),
            ("Completed", ReportMail.Orders(summary.Completed) + (summary.CompletedMoney.ToString() is { } worth ? $", {worth}" : "")));
        if (summary.Old.Count > 0)
        {
            yield return new Label("Older than a day and not finished");
            yield return new Facts([.. summary.Old.Select(old => (old.State, (string?)Invariant($"{old.Count:N0}, the oldest since {FailureMail.Time(old.Oldest)}")))]);
        }

        if (summary.UnsentMails > 0)
        {
            yield return new Paragraph(Invariant($"{summary.UnsentMails:N0} {(summary.UnsentMails == 1 ? "mail waits" : "mails wait")} for the mail server."));
        }

        foreach (var tally in summary.Open.Causes)
        {
            yield return new Section(ReportMail.Headline(tally.Cause));
            yield return ReportMail.Figures(tally);
            foreach (var part in FailureMail.Todo(tally.Cause, tally.Count == 1 ? tally.First[0].Notice : null))
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

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

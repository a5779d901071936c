using System.Globalization;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Vtex.Intake;

/// <summary>What came as an event and is none that can be read.</summary>
internal static class Unreadable
{
    private const int Longest = 2000;

    /// <summary>It may hold personal data.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>
    /// One an hour is kept, and one a day told: a sender that has changed its form would fill the database and the mailboxes.
    /// </summary>
    /// <param name="place"><c>feed</c> or <c>hook</c>.</param>
    public static void Keep(string place, string body, string problem, DateTimeOffset now, IDocumentSession session)
    {
        var id = IdOf("yyyy-MM-dd HH");
        session.Store(new UnreadablePush { Id = id, Problem = problem, Body = TextSanitizer.Lines(body, Longest), At = now });
        NoticeStore.Add(
            Notice.Of(
                NoticeKind.EventsFaulted,
                VtexPlanner.SystemName,
                IdOf("yyyy-MM-dd"),
                $"{place}: what came is no event that can be read: {problem}. It is kept and shown by `invoicing vtex status --output "
                    + "json`, and so is the last one of each hour; it was taken all the same, for it would come again.",
                now),
            session);

        Guid IdOf(string form) => OrderKey.Of($"vtex/{place}/{now.UtcDateTime.ToString(form, CultureInfo.InvariantCulture)}");
    }
}

using Invoicing.Systems;
using Marten;

namespace Invoicing.Storage;

internal sealed class NoticeStore(IDocumentStore store)
{
    /// <summary>Stores a notice once, however often it is told.</summary>
    public async Task Add(Notice notice, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        Add(notice, session);
        await session.SaveChangesAsync(ct);
    }

    /// <summary>The same together with whatever else the session saves.</summary>
    // A repetition would fail the whole session with Marten's Insert, and with Store it would take the notice out of its mail.
    public static void Add(Notice notice, IDocumentOperations session) => session.QueueSqlCommand(
        "insert into mt_doc_notice (id, data, order_no) values (?, ?::jsonb, ?) on conflict do nothing",
        notice.Id,
        session.DocumentStore.Options.Serializer().ToJson(notice with { Trace = Telemetry.Trace }),
        notice.OrderNo!);

    /// <summary>What operations were told of an order, oldest first.</summary>
    public async Task<IReadOnlyList<Notice>> ForOrder(string orderNo, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var mails = new Dictionary<Guid, StoredMail>();
        var notices = await session.Query<Notice>()
            .Include(mails).On(notice => notice.MailId!)
            .Where(notice => notice.OrderNo == orderNo)
            .OrderBy(notice => notice.NoticedAt)
            .ToListAsync(ct);
        return
        [
            .. notices.Select(notice => mails.GetValueOrDefault(notice.MailId ?? Guid.Empty) is { } mail
                ? notice with { MailedAt = mail.SentAt, MailMessageId = mail.Mail.MessageId }
                : notice),
        ];
    }
}

using Invoicing.Failures;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Failures;

/// <summary>Any valid notice, so that a test shows only what it is about.</summary>
internal static class SomeNotice
{
    public static readonly Guid MailId = new("0190c1f2-0000-7000-8000-000000000001");

    public const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static readonly FailureTexts Texts = new(RetailProTexts.Texts);

    public static readonly MailComposer Composer = ComposerOf(new());

    public static MailComposer ComposerOf(ConsoleSettings console) =>
        new(Texts, Options.Create(new MailSettings { From = "invoicing@shop.example" }), Options.Create(console));

    public static Notice OfInvoice(NoticeKind kind = NoticeKind.Refused, string orderNo = "1042") => new()
    {
        Kind = kind,
        OrderNo = orderNo,
        OrderId = $"M{orderNo}",
        Step = "invoice",
        Attempt = 3,
        Store = "SVA40",
        Message = "Retail Pro answered 400: StoreOrig is not known",
        FailedAt = new DateTimeOffset(2026, 3, 4, 3, 10, 11, TimeSpan.FromHours(-6)),
        CorrelationId = new Guid("0190c1f2-0000-7000-8000-00000000000c"),
    };

    public static Notice OfSlip(NoticeKind kind = NoticeKind.Refused) => OfInvoice(kind) with { Step = "slip/00000731", Store = "SVA11" };

    public static Notice OfMessage(NoticeKind kind = NoticeKind.FaultedMessage) => new()
    {
        Kind = kind,
        Queue = "order-invoicing",
        MessageId = new Guid("0190c1f2-0000-7000-8000-00000000000d"),
        Message = "Order 1042 is known under another id.",
        FailedAt = new DateTimeOffset(2026, 3, 4, 9, 10, 11, TimeSpan.Zero),
    };

    public static Notice OfCredentials() => Notice.Of(
        NoticeKind.CredentialsRefused, "retailpro", new Guid("0190c1f2-0000-7000-8000-00000000000e"), "Retail Pro answered 401", Noon);

    public static Notice OfFeed() => Notice.Of(
        NoticeKind.FeedFaulted, "orders-0304.jsonl", new Guid(
            "0190c1f2-0000-7000-8000-00000000000f"), "3 of 400 orders were not taken", Noon);

    private static DateTimeOffset Noon => new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A valid notice of this kind.</summary>
    public static Notice Of(NoticeKind kind) => kind switch
    {
        NoticeKind.UnreadableMessage or NoticeKind.FaultedMessage => OfMessage(kind),
        NoticeKind.CredentialsRefused => OfCredentials(),
        NoticeKind.FeedFaulted => OfFeed(),
        NoticeKind.FileNotTaken => Notice.Of(
            kind,
            "incoming",
            new Guid("0190c1f2-0000-7000-8000-000000000010"),
            "link.json: it is a link",
            Noon),
        NoticeKind.SftpFaulted => Notice.Of(
            kind,
            "sftp",
            new Guid("0190c1f2-0000-7000-8000-000000000011"),
            "host key: it is another",
            Noon),
        NoticeKind.EventsFaulted => Notice.Of(
            kind,
            "vtex",
            new Guid("0190c1f2-0000-7000-8000-000000000012"),
            "acme, feed: VTEX has no configuration",
            Noon),
        NoticeKind.NoOrders => Notice.Of(
            kind,
            "ECOM",
            new Guid("0190c1f2-0000-7000-8000-000000000013"),
            "No order of the channel ECOM has come for 4 business hours, since 2026-03-04 08:00 UTC.",
            Noon),
        _ => OfInvoice(kind),
    };

    public static Mail Mailed(params IReadOnlyList<Notice> notices) => MailedBy(Composer, notices);

    public static Mail MailedBy(MailComposer composer, params IReadOnlyList<Notice> notices)
    {
        var failures = new CauseTally(notices[0].Cause);
        foreach (var notice in notices)
        {
            failures.Add(notice);
        }

        return composer.AtOnce(MailId, failures);
    }
}

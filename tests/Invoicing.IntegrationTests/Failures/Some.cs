using Invoicing.Contracts;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Failures;

/// <summary>Any valid value.</summary>
internal static class Some
{
    public static InvoicingFailed Failure(
        string orderNo = "1042",
        string step = "invoice",
        int attempt = 1,
        FailureKind kind = FailureKind.Refused) => new()
    {
        OrderNo = orderNo,
        OrderId = $"M{orderNo}",
        Step = step,
        Attempt = attempt,
        Kind = kind,
        Store = "SVA40",
        Message = "Retail Pro answered 400",
        FailedAt = new DateTimeOffset(2026, 3, 4, 3, 10, 11, TimeSpan.FromHours(-6)),
        CorrelationId = Guid.NewGuid(),
    };

    public static Notice Notice(string orderNo = "1042") => Invoicing.Storage.Notice.Of(Failure(orderNo));

    /// <summary>One of those that are told at once.</summary>
    public static Notice Unknown(string orderNo = "1042", string step = "invoice") =>
        Invoicing.Storage.Notice.Of(Failure(orderNo, step, kind: FailureKind.OutcomeUnknown));

    public static Notice Fault(string queue) => new()
    {
        Kind = NoticeKind.FaultedMessage,
        Queue = queue,
        MessageId = Guid.NewGuid(),
        Message = "failed",
        FailedAt = DateTimeOffset.UnixEpoch,
    };
}

using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.Tests.Failures;

public sealed class Notices_are_merged_by_cause
{
    [Fact]
    public void orders_with_the_same_trouble_share_it() =>
        SomeNotice.OfInvoice(orderNo: "1").Cause.ShouldBe(SomeNotice.OfInvoice(orderNo: "2").Cause);

    [Fact]
    public void slips_share_it_whatever_their_numbers() =>
        SomeNotice.OfSlip().Cause.ShouldBe((SomeNotice.OfSlip() with { Step = "slip/00000999" }).Cause);

    [Fact]
    public void another_kind_step_or_queue_is_another_cause() => new[]
    {
        SomeNotice.OfInvoice(),
        SomeNotice.OfInvoice(NoticeKind.GaveUp),
        SomeNotice.OfSlip(),
        SomeNotice.OfMessage(),
        SomeNotice.OfMessage(NoticeKind.UnreadableMessage),
        SomeNotice.OfMessage() with { Queue = "invoice-order" },
    }.Select(notice => notice.Cause.Key).ShouldBeUnique();

    [Fact]
    public void a_kind_of_a_newer_contract_is_an_unexpected_failure() =>
        Notice.Of(Failed((FailureKind)99)).Kind.ShouldBe(NoticeKind.Unexpected);

    [Fact]
    public void what_is_noticed_can_be_stored()
    {
        var notice = Notice.Of(Failed(FailureKind.Refused) with { OrderNo = "10\042", Message = "a\0b\n" + new string('x', 9000) });

        notice.OrderNo.ShouldBe("10 42");
        notice.Message.ShouldStartWith("a b\nx");
        notice.Message.Length.ShouldBe(2000);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(6, 160)]
    [InlineData(7, 300)]
    [InlineData(int.MaxValue, 300)]
    public void a_mail_that_fails_waits_longer_each_time_up_to_five_minutes(int attempt, int seconds) =>
        MailBackOff.After(attempt).ShouldBe(TimeSpan.FromSeconds(seconds));

    private static InvoicingFailed Failed(FailureKind kind) => new()
    {
        OrderNo = "1042",
        OrderId = "M1042",
        Step = "invoice",
        Attempt = 1,
        Kind = kind,
        Message = "refused",
        FailedAt = DateTimeOffset.UnixEpoch,
    };
}

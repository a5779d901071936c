using Invoicing.Host.Composition;
using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using Invoicing.Process;

namespace Invoicing.Tests.ErrorQueues;

public class Failed_messages_by_cause
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void are_counted_together_whatever_their_orders()
    {
        var groups = FailureGroup.Of(
        [
            Some.Message("1001", "Order 1001 was refused (400). It says: \"price of 8720116120001\""),
            Some.Message("1002", "Order 1002 was refused (400). It says: \"price of 8720116120002\"") with { Order = Some.Order(
                "Completed") },
            Some.Message("1002", "Order 1002 was refused (400). It says: \"price of 8720116120002\""),
            Some.Message("1003", "Order 1003 was refused (422)."),
        ]);

        groups.Select(group => (group.Entries, group.Orders, group.Resolved)).ShouldBe([(3, 2, 1), (1, 1, 0)]);
        groups[0].Reason.ShouldBe("Order … was refused (400). It says: …");
        (groups[0].Queue, groups[0].Cause).ShouldBe(("invoice-order_error", "Refused"));
    }

    [Theory]
    [InlineData("Completed", 1, true)]
    [InlineData("Dismissed", null, true)]
    [InlineData("NothingToInvoice", null, true)]
    [InlineData("Transferring", null, true)]
    [InlineData("Failed", 2, true)]
    [InlineData("Failed", 1, false)]
    [InlineData("Invoicing", 1, false)]
    [InlineData("Held", OrderProcess.NoAttempt, false)]
    public void are_resolved_when_moving_them_back_would_do_nothing(string state, int? attempt, bool isResolved) =>
        (Some.Message() with { Order = Some.Order(state, attempt) }).IsResolved.ShouldBe(isResolved);

    [Theory]
    [InlineData("Completed", false, false)]
    [InlineData("Invoicing", true, true)]
    public void of_orders_are_resolved_only_if_the_order_is_stored_with_this_content(string state, bool wasSeen, bool isResolved)
    {
        var order = Some.Message() with { Queue = Queues
            .OrderInvoicing, Type = "OrderCompleted", Step = null, Attempt = null, Fingerprint = "f" };

        (order with { Order = Some.Order(state, null, hasContent: wasSeen) }).IsResolved.ShouldBe(isResolved);
        (order with { Order = null }).IsResolved.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Completed", 1, "Done", "Accepted")]
    [InlineData("Transferring", null, "Done", "Accepted")]
    [InlineData("Invoicing", 2, "Deferred", "Deferred")]
    [InlineData("Invoicing", 2, "Sent", "Deferred")]
    [InlineData("Failed", 2, "Failed", "FailedAgain")]
    [InlineData("Failed", 1, "Failed", "UnderWay")]
    public void are_known_by_their_order_once_they_are_moved_back(string state, int? attempt, string status, string becomes)
    {
        RetryMonitor.StateOf(Some.Message(), Some.Order(state, attempt, status)).ToString().ShouldBe(becomes);
        RetryMonitor.StateOf(Some.Message(), null).ShouldBe(RetryState.UnderWay);
        RetryMonitor.StateOf(Some.Message(), Some.Order("Failed", 1) with { IsCalled = true }).ShouldBe(RetryState.Accepted);
    }

    [Theory]
    [InlineData(true, "Accepted")]
    [InlineData(false, "UnderWay")]
    public void of_orders_are_done_once_the_order_is_stored_with_this_content(bool hasContent, string becomes) => RetryMonitor
        .StateOf(Some.Message() with { Type = "OrderCompleted", Step = null }, Some.Order("Completed", null, null, hasContent))
        .ToString().ShouldBe(becomes);

    [Fact]
    public void that_could_not_be_stored_for_a_mail_are_never_resolved() =>
        (Some.Message() with { Queue = Queues.NotifyFailures, Type = "Fault", Order = Some.Order("Completed", null) }).IsResolved
            .ShouldBeFalse();

    [Fact]
    public void are_chosen_by_every_filter()
    {
        var message = Some.Message();

        Matches(new() { Orders = ["1042"] }, new() { Orders = ["1041"] });
        Matches(new() { Ids = ["ID-1042"] }, new() { Ids = ["x"] });
        Matches(new() { Cause = "refused" }, new() { Cause = "InvalidData" });
        Matches(new() { Cause = "(400)" }, new() { Cause = "(422)" });
        Matches(new() { Store = "sva40" }, new() { Store = "SVA4" });
        Matches(new() { OlderThan = TimeSpan.FromHours(2) }, new() { OlderThan = TimeSpan.FromHours(2.1) });
        Matches(new() { NewerThan = TimeSpan.FromHours(2) }, new() { NewerThan = TimeSpan.FromHours(1.9) });
        Matches(new() { Resolved = false }, new() { Resolved = true });
        var chosen = new FailedMessageFilter { Queues = ["invoice-order", "notify-failures_error"] };
        InstalledSystems.Queues.All.Where(chosen.IsOf).ShouldBe(["invoice-order", "notify-failures"]);

        void Matches(FailedMessageFilter one, FailedMessageFilter other)
        {
            one.Matches(message, s_now).ShouldBeTrue(one.ToString());
            other.Matches(message, s_now).ShouldBeFalse(other.ToString());
        }
    }

    [Fact]
    public void without_a_time_are_neither_old_nor_new()
    {
        var message = Some.Message() with { FailedAt = null };

        new FailedMessageFilter { OlderThan = TimeSpan.Zero }.Matches(message, s_now).ShouldBeFalse();
        new FailedMessageFilter { NewerThan = TimeSpan.FromDays(1) }.Matches(message, s_now).ShouldBeFalse();
    }
}

using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using Invoicing.Process;

namespace Invoicing.Tests.ErrorQueues;

public class Entries_by_cause
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void are_counted_together_whatever_their_orders()
    {
        var groups = CauseGroup.Of(
        [
            Some.Known(Some.Entry("1001", "Order 1001 was refused (400). It says: \"price of 8720116120001\"")),
            Some.Known(Some.Entry("1002", "Order 1002 was refused (400). It says: \"price of 8720116120002\""), Some.Facts("Completed")),
            Some.Known(Some.Entry("1002", "Order 1002 was refused (400). It says: \"price of 8720116120002\"")),
            Some.Known(Some.Entry("1003", "Order 1003 was refused (422).")),
        ]);

        groups.Select(group => (group.Entries, group.Orders, group.Cured)).ShouldBe([(3, 2, 1), (1, 1, 0)]);
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
    public void are_cured_when_moving_them_back_would_do_nothing(string state, int? attempt, bool isCured) =>
        Some.Known(facts: Some.Facts(state, attempt)).IsCured.ShouldBe(isCured);

    [Theory]
    [InlineData("Completed", false, false)]
    [InlineData("Invoicing", true, true)]
    public void of_orders_are_cured_only_if_the_order_is_stored_with_this_content(string state, bool wasSeen, bool isCured)
    {
        var order = Some.Entry() with { Queue = Queues.OrderInvoicing, Type = "OrderCompleted", Step = null, Attempt = null, Fingerprint = "f" };

        Some.Known(order, Some.Facts(state, null, wasSeen)).IsCured.ShouldBe(isCured);
        KnownEntry.Of(order, null).IsCured.ShouldBeFalse();
    }

    [Fact]
    public void that_could_not_be_stored_for_a_mail_are_never_cured() =>
        Some.Known(Some.Entry() with { Queue = Queues.NotifyFailures, Type = "Fault" }, Some.Facts("Completed", null)).IsCured.ShouldBeFalse();

    [Fact]
    public void are_chosen_by_every_filter()
    {
        var known = Some.Known();

        Matches(new() { Orders = ["1042"] }, new() { Orders = ["1041"] });
        Matches(new() { Ids = ["ID-1042"] }, new() { Ids = ["x"] });
        Matches(new() { Cause = "refused" }, new() { Cause = "InvalidData" });
        Matches(new() { Cause = "(400)" }, new() { Cause = "(422)" });
        Matches(new() { Store = "sva40" }, new() { Store = "SVA4" });
        Matches(new() { OlderThan = TimeSpan.FromHours(2) }, new() { OlderThan = TimeSpan.FromHours(2.1) });
        Matches(new() { NewerThan = TimeSpan.FromHours(2) }, new() { NewerThan = TimeSpan.FromHours(1.9) });
        Matches(new() { Cured = false }, new() { Cured = true });
        new EntryFilter { Queues = ["invoice-order", "notify-failures_error"] }.WorkQueues.ShouldBe(["invoice-order", "notify-failures"]);

        void Matches(EntryFilter one, EntryFilter other)
        {
            one.Matches(known, s_now).ShouldBeTrue(one.ToString());
            other.Matches(known, s_now).ShouldBeFalse(other.ToString());
        }
    }

    [Fact]
    public void without_a_time_are_neither_old_nor_new()
    {
        var known = Some.Known(Some.Entry() with { FailedAt = null });

        new EntryFilter { OlderThan = TimeSpan.Zero }.Matches(known, s_now).ShouldBeFalse();
        new EntryFilter { NewerThan = TimeSpan.FromDays(1) }.Matches(known, s_now).ShouldBeFalse();
    }
}

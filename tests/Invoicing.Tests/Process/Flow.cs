using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

/// <summary>Drives one order's row through decisions, on a clock of its own, and tells what would be sent.</summary>
internal sealed class Flow
{
    private readonly ProcessRules _decisions;
    private int _slips = 730;

    public Flow(InvoicingSettings? settings = null, BackupRestore? restoration = null, RetailProSettings? retailPro = null) =>
        _decisions = new ProcessRules(settings ?? new(), retailPro ?? new(), () => restoration);

    public DateTimeOffset Now { get; private set; } = Some.Now;

    public OrderProcess? Known { get; private set; }

    public OrderProcess Row => Known ?? throw new InvalidOperationException("No order has arrived.");

    /// <summary>What the last decision added to what is outstanding.</summary>
    public IReadOnlyList<object> Sent { get; private set; } = [];

    /// <summary>Whether the last message changed anything.</summary>
    public bool Changed { get; private set; }

    public Flow Arrives(Order order, bool callOpen = false) => Decide(new OrderArrived(order, callOpen));

    public Flow Invoiced(string? documentNo = "INV1") => Decide(new OrderInvoiced(Row.OrderNo, Row.Invoice!.Attempt, documentNo, Now));

    public Flow InvoiceDeferred(bool unknown = false, TimeSpan? retryAfter = null) =>
        Decide(new InvoiceDeferred(Row.OrderNo, Row.Invoice!.Attempt, "503", retryAfter, unknown));

    public Flow InvoiceFails(FailureKind kind = FailureKind.Refused) =>
        Decide(new StepFailed(Step.InvoiceName, Row.Invoice!.Attempt, kind, "refused", null));

    public Flow Transferred(int transfer = 0) => Decide(new InventoryTransferred(Row.OrderNo, Row.Transfers[transfer].SlipNo, Row.Transfers[transfer].Step.Attempt, Now));

    public Flow TransferFails(FailureKind kind = FailureKind.Refused, int transfer = 0) =>
        Decide(new StepFailed(Step.SlipName(Row.Transfers[transfer].SlipNo), Row.Transfers[transfer].Step.Attempt, kind, "refused", null));

    public Flow Notified() => Row.Notices.Where(n => !n.Notified).ToList()
        .Aggregate(this, (flow, notice) => flow.Decide(new FailureNotified(Row.OrderNo, notice.Step, notice.Attempt, notice.Kind)));

    public Flow Later(TimeSpan wait)
    {
        Now += wait;
        return this;
    }

    /// <summary>As the recovery would: the clock moves on to the due time.</summary>
    public Flow Resumes(bool callOpen = false)
    {
        Now = Row.DueAt > Now ? Row.DueAt.Value : Now;
        return Decide(new DueTimePassed(callOpen));
    }

    public Flow Decide(object message)
    {
        var before = Known;
        var slipNos = Enumerable.Range(0, _decisions.SlipNumbersNeeded(before, message)).Select(_ => $"{++_slips:00000000}").ToList();
        Known = _decisions.Decide(before, message, Now, slipNos);
        Changed = !ReferenceEquals(before, Known);
        Sent = [.. PendingMessages.After(before, message, Known, again: false)];
        return this;
    }
}

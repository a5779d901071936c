using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Simulation;

namespace Invoicing.Tests.Process;

/// <summary>Drives one order's row through decisions, on a clock of its own, and tells what would be sent.</summary>
internal sealed class Flow
{
    private readonly OrderProcessor _processor;

    public Flow(
        InvoicingSettings? settings = null,
        BackupRestore? restoration = null,
        RetailProSettings? retailPro = null,
        Func<StoreDirectory>? stores = null,
        params IStepPlanner[] others)
    {
        var clock = new Clock(this);
        var database = new MemoryDatabase(clock) { LastSlipNo = 730 };
        _processor = new(
            new ProcessRules(
                settings ?? new(),
                [new RetailProPlanner(settings ?? new(), retailPro ?? new(), stores), .. others],
                () => restoration),
            new MemoryOrders(database, new DirectConnection(database)),
            _ => ValueTask.FromResult(restoration),
            clock);
    }

    public DateTimeOffset Now { get; private set; } = Some.Now;

    public OrderProcess? Known { get; private set; }

    public OrderProcess Row => Known ?? throw new InvalidOperationException("No order has arrived.");

    /// <summary>What the last decision added to what is outstanding.</summary>
    public IReadOnlyList<object> Sent { get; private set; } = [];

    /// <summary>Whether the last message changed anything.</summary>
    public bool Changed { get; private set; }

    /// <summary>An order that another program has stored.</summary>
    public Flow Take(OrderProcess row)
    {
        Known = row;
        return this;
    }

    public Flow Arrives(Order order, bool callOpen = false) => Decide(new OrderArrived(order) { CallOpen = callOpen });

    public Flow Invoiced(string? documentNo = "INV1") => Decide(new StepAccepted(RetailProSteps.Invoice, documentNo, Now));

    public Flow InvoiceDeferred(bool unknown = false, TimeSpan? retryAfter = null) =>
        Decide(new StepDeferred(RetailProSteps.Invoice, Row.Invoice!.Attempt, "503", retryAfter, unknown));

    public Flow InvoiceFails(FailureKind kind = FailureKind.Refused) =>
        Decide(new StepFailed(RetailProSteps.Invoice, Row.Invoice!.Attempt, kind, "refused", null));

    public Flow Transferred(int transfer = 0) =>
        Decide(new StepAccepted(RetailProSteps.SlipName(Row.Transfers[transfer].SlipNo), null, Now));

    public Flow TransferFails(FailureKind kind = FailureKind.Refused, int transfer = 0) =>
        Decide(new StepFailed(
            RetailProSteps.SlipName(Row.Transfers[transfer].SlipNo),
            Row.Transfers[transfer].Step.Attempt,
            kind,
            "refused",
            null));

    public Flow Notified() => Row.Notices.Where(n => !n.Notified).ToList()
        .Aggregate(this, (flow, notice) => flow.Decide(new Notified(notice.Step, notice.Attempt, notice.Kind)));

    public Flow Later(TimeSpan wait)
    {
        Now += wait;
        return this;
    }

    /// <summary>As the recovery would: the clock moves on to the due time.</summary>
    public Flow Resumes(bool callOpen = false)
    {
        Now = Row.DueAt > Now ? Row.DueAt.Value : Now;
        return Decide(new DueTimePassed { CallOpen = callOpen });
    }

    public Flow Decide(OrderEvent change)
    {
        var decision = _processor.Decide(Known, change, default).GetAwaiter().GetResult();
        (Known, Changed) = (decision.After, decision.IsChange);
        Sent = [.. decision.Messages(again: false).Select(Sending)];
        return this;
    }

    /// <summary>As it goes over the wire.</summary>
    public static object Sending(PendingMessage message) => message switch
    {
        StepCommand command => StepMessages.Of(command).Message,
        FailureMessage { Failure: var failure } => failure,
        _ => ((CompletionMessage)message).ToContract(),
    };

    private sealed class Clock(Flow flow) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => flow.Now;
    }
}

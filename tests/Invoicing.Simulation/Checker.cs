using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Simulation;

/// <summary>
/// Looks on from outside: what must never be, at every change; what must have become of every order, when a run is quiet. It knows
/// the documents of Retail Pro's side, and of the program only rows and notices.
/// </summary>
internal sealed partial class Checker(Run run)
{
    private readonly Dictionary<string, string> _orderOfSlip = [];
    private readonly Dictionary<string, string> _orderOfId = [];
    private readonly Dictionary<(bool IsInvoice, string Number), DateTimeOffset> _underWay = [];
    private readonly List<string> _violations = [];

    public IReadOnlyList<string> Violations => _violations;

    public void Violated(string what)
    {
        run.Trace.Add("checker", $"VIOLATION: {what}");
        _violations.Add(what);
    }

    /// <summary>Retail Pro has entered a document.</summary>
    public void Entered(Document document)
    {
        var what = $"{(document.IsInvoice ? "Invoice" : "Slip")} {document.Number}";
        var orderNo = document.IsInvoice ? document.Number : _orderOfSlip.GetValueOrDefault(document.Number);
        if (orderNo is null || run.Database.Find(orderNo) is not { } stored)
        {
            Violated($"{what} is of no known order.");
            return;
        }

        Require(
            run.RetailPro.Ledger.Count(d => d.IsInvoice == document.IsInvoice && d.Number == document.Number) == 1,
            $"{what} is entered twice.");
        Require(stored.Row.Dismissed is null, $"{what} is entered though order {orderNo} is dismissed.");
        foreach (var id in stored.Row.OmsIds)
        {
            _orderOfId.TryAdd(id, orderNo);
            Require(_orderOfId[id] == orderNo, $"The OMS's order {id} is entered under two numbers, {_orderOfId[id]} and {orderNo}.");
        }

        Require(
            document.IsInvoice || stored.Row.IsSendSale || run.RetailPro.Has(true, orderNo),
            $"{what} is entered before the invoice of order {orderNo}.");
    }

    /// <summary>A request is written: no other for the same number may be under way whose caller still waits.</summary>
    public void Written(bool isInvoice, string number, DateTimeOffset callerEnds)
    {
        var key = (isInvoice, number);
        Require(
            !_underWay.TryGetValue(key, out var other) || other <= run.Scheduler.Now,
            $"{(isInvoice ? "Invoice" : "Slip")} {number} is sent while another call for it is under way.");
        _underWay[key] = callerEnds;
    }

    /// <summary>The caller has its answer, or has given up. That of a killed one stays under way until its time is over.</summary>
    public void Answered(bool isInvoice, string number) => _underWay.Remove((isInvoice, number));

    /// <summary>A row was written.</summary>
    public void Saved(OrderProcess? before, OrderProcess after)
    {
        foreach (var slipNo in RetailProPlan.Of(after).SlipNumbers.Values)
        {
            Require(
                _orderOfSlip.GetValueOrDefault(slipNo, after.OrderNo) == after.OrderNo,
                $"Slip number {slipNo} is given to two orders.");
            _orderOfSlip[slipNo] = after.OrderNo;
        }

        if (before is null)
        {
            return;
        }

        var orderNo = after.OrderNo;
        Require(before.Dismissed is null || after.Dismissed is not null, $"Order {orderNo} is no longer dismissed.");
        Require(before.Seen.All(after.Seen.Contains), $"Order {orderNo} has forgotten a content.");
        Require(
            RetailProPlan.Of(before).SlipNumbers.All(slip => RetailProPlan.Of(after).SlipNumbers.GetValueOrDefault(slip.Key) == slip.Value),
            $"Order {orderNo} has changed a slip number.");
        Require(
            before.Invoice is not { Status: StepStatus.Done } || after.Invoice is { Status: StepStatus.Done },
            $"The invoice of order {orderNo} is no longer done.");
        Require(
            before.Transfers.All(
                t => t.Step.Status != StepStatus.Done || after.StepNamed(RetailProSteps.SlipName(t.SlipNo)) is { Status: StepStatus.Done }),
            $"A slip of order {orderNo} is no longer done.");
        SavedInEmporix(before, after);
        Require(!before.HasStarted || before.Store == after.Store, $"Order {orderNo} has elected again after it was started.");
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Violated(otherwise);
        }
    }
}

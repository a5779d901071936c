using Invoicing.Contracts;
using Invoicing.Emporix;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <content>What may be captured, numbered and mailed of a tenant's orders, and must have been in the end.</content>
internal sealed partial class Checker
{
    /// <summary>Who asks for a capture has looked at the order within the time of a call.</summary>
    private static readonly TimeSpan s_sinceLook = TimeSpan.FromSeconds(25);

    private readonly Dictionary<string, DateTimeOffset> _capturesUnderWay = [];
    private readonly HashSet<string> _captured = [];
    private readonly HashSet<(string OrderNo, string Step)> _settledByHand = [];
    private readonly HashSet<string> _held = [];
    private readonly Dictionary<string, DateTimeOffset> _mailedAt = [];
    private readonly Dictionary<string, int> _mailsAllowed = [];

    /// <summary>A person has said that a step is done: from then on that stands.</summary>
    public void SettledByHand(string orderNo, string step) => _settledByHand.Add((orderNo, step));

    /// <summary>A person has said that a mail was not taken: it may go once more.</summary>
    public void MailMayGoAgain(string orderNo)
    {
        _mailsAllowed[orderNo] = _mailsAllowed.GetValueOrDefault(orderNo, 2) + 1;
        _mailedAt.Remove(orderNo);
    }

    /// <summary>What is done of an order of Emporix stays done; only the calculation is made anew.</summary>
    private void SavedInEmporix(OrderProcess before, OrderProcess after)
    {
        if (after.OnHold is not null)
        {
            _held.Add(after.OrderNo);
        }

        Require(
            before.StepsIn(EmporixPlanner.SystemName).All(step => step is not { Status: StepStatus.Done, Phase: not StepPhase.Gather }
                || after.StepNamed(step.Name) is { Status: StepStatus.Done }),
            $"A step of order {after.OrderNo} is no longer done.");
    }

    /// <summary>The program asks the gateway for a capture.</summary>
    public void CaptureAsked(GatewayTransaction transaction, decimal amount, DateTimeOffset callerEnds)
    {
        var (id, now) = (transaction.Id, run.Scheduler.Now);
        var order = run.Emporix!.Orders[transaction.Order];
        Require(transaction.HasShownCapture is not null, $"{id} is captured without a look at its transaction.");
        Require(transaction.HasShownCapture != true, $"{id} is captured though its transaction has shown that it was already.");
        Require(
            !_capturesUnderWay.TryGetValue(id, out var other) || other <= now, $"{id} is captured while another call for it is under way.");
        Require(order.ForbiddenSince is null || order.ForbiddenSince > now - s_sinceLook, $"{id} of a bad order is captured.");
        Require(
            order.SinceCalculation(s_sinceLook).Any(version => version.Captures.GetValueOrDefault(id) == amount),
            $"{amount} of {id} are captured, which its order does not cost.");
        _capturesUnderWay[id] = callerEnds;
    }

    /// <summary>The caller has its answer, or has given up.</summary>
    public void CaptureAnswered(string transaction) => _capturesUnderWay.Remove(transaction);

    /// <summary>The gateway has booked a capture, or its refusal.</summary>
    public void Captured(GatewayTransaction transaction, BookedCapture booked) => Require(
        !booked.IsSuccessful || booked.IsByHand || _captured.Add(transaction.Id), $"{transaction.Id} is captured twice by the program.");

    /// <summary>An invoice has got its number.</summary>
    public void Numbered(EmporixInvoice invoice)
    {
        Require(
            run.Database.Invoices.Values.Count(other => other.Number == invoice.Number) == 1, $"{invoice.Number} is drawn for two orders.");
        var row = run.Database.Find(invoice.Id)!.Row;
        Require(IsPaid(row, invoice.OrderId), $"{invoice.Number} is drawn for {invoice.Id}, of which not all is captured.");
    }

    /// <summary>The program sends a mail, and its server perhaps takes it.</summary>
    public void MailSent(string messageId)
    {
        var orderNo = InvoiceOf(messageId).Id;
        var now = run.Scheduler.Now;
        Require(
            !_mailedAt.TryGetValue(orderNo, out var before) || now - before > TimeSpan.FromMinutes(4),
            $"{messageId} is sent again though it was sent {(now - before).TotalSeconds:0} s ago.");
        Require(
            run.Database.Find(orderNo)!.Row.StepNamed(MailStep) is { Status: not StepStatus.Done },
            $"{messageId} is sent again though it is known to be taken.");
        _mailedAt[orderNo] = now;
    }

    /// <summary>The mail server has taken a mail.</summary>
    public void MailTaken(CustomerMail mail)
    {
        var invoice = InvoiceOf(mail.MessageId);
        var mails = MailsOf(invoice);
        Require(
            mails.Count <= _mailsAllowed.GetValueOrDefault(invoice.Id, 2), $"{invoice.Number} is mailed {mails.Count} times.");
        Require(mails.DistinctBy(other => other.MessageId).Count() == 1, $"{invoice.Number} is mailed under two ids.");
        var total = EmporixData.Of(run.Database.Find(invoice.Id)!.Row)!.Total;
        Require(
            mail.File == PlainRenderer.TextOf(invoice.Number!, total),
            $"{invoice.Number} of {total} is mailed with the file of {mail.File}.");
    }

    /// <summary>
    /// Whether the gateway has captured what is to be captured of an order, or a person has said so. What a person has captured of a
    /// payment that the order no longer needs, or while a capture of the program was on its way, is that person's to give back.
    /// </summary>
    private bool IsPaid(OrderProcess row, string orderId)
    {
        var captures = run.Emporix!.TransactionsOf(orderId).Where(transaction => transaction.Captured > 0)
            .ToDictionary(transaction => transaction.Id);
        return _settledByHand.Any(settled => settled.OrderNo == row.OrderNo && settled.Step.Contains("/capture/", StringComparison.Ordinal))
            || run.Emporix.Orders[orderId].Versions.Any(version =>
                captures.Keys.All(id => version.Captures.ContainsKey(id) || !_captured.Contains(id))
                && version.Captures.All(part => captures.GetValueOrDefault(part.Key) is { } there
                    && (there.Captured == part.Value || there.CapturedByHand == part.Value))
                && version.Total == EmporixData.Of(row)!.Total);
    }

    private void CheckEmporix()
    {
        foreach (var id in run.Jobs.Named)
        {
            var orderNo = EmporixOrders.NumberOf(JobLoop.Tenant, id);
            if (run.Database.Find(orderNo) is not { } stored)
            {
                Violated($"Order {orderNo} of a job is lost.");
                continue;
            }

            CheckFinished(stored);
            CheckNotices(stored.Row);
            CheckJobOrder(stored.Row, id);
        }

        var drawn = run.Database.Invoices.Values.Select(invoice => invoice.Number).OfType<string>().Order(StringComparer.Ordinal).ToList();
        Require(
            drawn.Select(number => int.Parse(number[^6..], null)).SequenceEqual(Enumerable.Range(1, drawn.Count))
                && drawn.Count == run.Database.LastInvoiceNo,
            $"There is a gap in the numbers to {run.Database.LastInvoiceNo}: {string.Join(' ', drawn)}");
    }

    private void CheckJobOrder(OrderProcess row, string id)
    {
        var invoice = run.Database.Invoices.GetValueOrDefault(row.OrderNo);
        var order = run.Emporix!.Orders.GetValueOrDefault(id);
        switch (row.State)
        {
            case OrderState.Completed:
                Require(invoice?.Number is { } number && number == row.DocumentNo, $"Order {row.OrderNo} is completed without its number.");
                Require(run.Database.Files.ContainsKey(row.OrderNo), $"Order {row.OrderNo} is completed without its file.");
                Require(
                    MailsOf(invoice!).Count > 0 || _settledByHand.Contains((row.OrderNo, MailStep)),
                    $"Order {row.OrderNo} is completed and nobody was mailed.");
                Require(IsPaid(row, id), $"Order {row.OrderNo} is completed, and not all of it is captured.");
                break;
            case OrderState.NothingToInvoice:
                Require(
                    order!.Versions.Any(version => version.IsNothing) && invoice is null,
                    $"Order {row.OrderNo} is taken for undelivered.");
                break;
            case OrderState.Failed:
                foreach (var step in row.Steps.Where(step => step.Status == StepStatus.Failed))
                {
                    CheckFailure(row, step, order);
                }

                break;
            default:
                Require(row.State == OrderState.Dismissed, $"Order {row.OrderNo} is {row.State} in the end.");
                break;
        }
    }

    private void CheckFailure(OrderProcess row, Step step, ShopOrder? order)
    {
        // Whatever was purged has left no entry, nor has what was moved back while its order was on hold; of what the rules themselves
        // give up there is none.
        Require(
            run.Broker.WasPurged || run.Broker.HasDeadLettered || _held.Contains(row.OrderNo)
                || step.FailureKind is not (FailureKind.InvalidData or FailureKind.Refused or FailureKind.NumberTaken)
                || run.Broker.Errors.Any(error => error.Body is RunStep command && command.OrderNo == row.OrderNo
                    && command.Step == step.Name),
            $"The failure of {step.Name} of order {row.OrderNo} has no entry: {Texts.Of(step)}.");
        Require(
            step.FailureKind != FailureKind.InvalidData || row.Notices.Any(notice => notice.Kind == FailureKind.InvalidData)
                && order is not null,
            $"Order {row.OrderNo} is taken for faulty.");
        Require(
            step.FailureKind != FailureKind.NumberTaken
                || run.Emporix!.Transactions[step.Key.Number!].Book.Exists(capture => capture.IsSuccessful),
            $"Order {row.OrderNo} takes {step.Name} for another's.");
    }

    private static readonly string MailStep = new StepKey(EmporixPlanner.SystemName, EmporixSteps.Mail, "1").ToString();

    private EmporixInvoice InvoiceOf(string messageId) =>
        run.Database.Invoices.Values.Single(invoice => messageId.Contains($".{invoice.Number}.", StringComparison.Ordinal));

    private List<CustomerMail> MailsOf(EmporixInvoice invoice) =>
        [.. run.CustomerMails.Taken.Where(mail => mail.MessageId.Contains($".{invoice.Number}.", StringComparison.Ordinal))];
}

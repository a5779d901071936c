using System.Globalization;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;

namespace Invoicing.Emporix;

/// <summary>The operations of Emporix's steps.</summary>
internal static class EmporixSteps
{
    /// <summary>The order is looked at, checked and recalculated from what was delivered; all further steps follow from what it costs.</summary>
    public const string Recalculate = "recalculate";

    /// <summary>One a payment, numbered by its transaction.</summary>
    public const string Capture = "capture";

    public const string Number = "number";

    public const string Pdf = "pdf";

    public const string Mail = "mail";
}

/// <summary>The invoice is to be mailed once more.</summary>
/// <param name="To">Null: to the address that the order has.</param>
/// <param name="Key">The client's own for this request; null: it has none.</param>
internal sealed record MailWish(string? To, string? Key);

/// <summary>
/// An order of an invoice job: recalculated, paid, numbered, rendered, mailed. Amounts are settled by the first step; the others follow
/// from them.
/// </summary>
internal class EmporixPlanner : IStepPlanner
{
    public const string SystemName = "emporix";

    /// <summary>Of orders that come by a job.</summary>
    public const string JobChannel = "emporix-jobs";

    /// <summary>A client that asks without end makes no order that cannot be loaded.</summary>
    private const int MostMails = 100;

    public string Name => SystemName;

    public string DisplayName => "Emporix";

    public string? Channel => JobChannel;

    public SystemPlan Plan(PlanRequest request)
    {
        if (!request.IsReady || EmporixOrders.Parse(request.Process.OrderNo) is null)
        {
            return new(null, null, []);
        }

        var steps = new List<Step> { New(EmporixSteps.Recalculate, null, StepPhase.Gather, []) };
        // Until something is made, a further job begins with the order as it is then.
        if ((request.Anew && !HasStarted(request.Process)) || EmporixData.Of(request.Process) is not { IsNothing: false } data)
        {
            return new(null, null, steps);
        }

        steps.AddRange(data.Payments.Where(payment => payment.WhyNotCaptured is null)
            .Select(payment => New(EmporixSteps.Capture, payment.TransactionId, StepPhase.Deliver, [steps[0].Name])));
        steps.Add(New(EmporixSteps.Number, null, StepPhase.Invoice, [.. steps.Select(step => step.Name)]) with { Store = data.SiteCode });
        steps.Add(New(EmporixSteps.Pdf, null, StepPhase.Deliver, [steps[^1].Name]));
        string[] afterPdf = [steps[^1].Name];
        // The first is there before others are asked for, unless one of these has taken its place.
        if (data.FurtherMails.Count == 0)
        {
            steps.Add(New(EmporixSteps.Mail, "1", StepPhase.Deliver, afterPdf));
        }

        steps.AddRange(data.FurtherMails.Select(mail => New(
            EmporixSteps.Mail, $"{mail.Number}", mail.CompletesOrder ? StepPhase.Deliver : StepPhase.FollowUp, afterPdf)));
        return new(null, data.SiteCode, steps);
    }

    /// <summary>The customer has paid in another way, or has got the link.</summary>
    public bool MayBeDoneByHand(Step step) => step.Key.Operation is EmporixSteps.Capture or EmporixSteps.Mail;

    /// <summary>What was captured, by this program or before, and the number that was given to it.</summary>
    public string? LeftBehind(OrderProcess process)
    {
        if (EmporixData.Of(process) is not { } data)
        {
            return null;
        }

        var captured = data.Payments.Where(payment => payment.WhyNotCaptured is { } why
            ? why.StartsWith("status", StringComparison.Ordinal)
            : process.StepNamed(KeyOf(EmporixSteps.Capture, payment.TransactionId).ToString())?.Status == StepStatus.Done)
            .Sum(payment => payment.Amount);
        string?[] left =
        [
            captured > 0 ? ErrorText.Invariant($"{captured:0.00##} {data.Currency} are captured.") : null,
            process.DocumentNo is { } number ? $"Its invoice has the number {number}." : null,
        ];
        return string.Join(' ', left.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

    public IEnumerable<OrderDifference> Differences(OrderProcess process)
    {
        if (EmporixData.Of(process) is not { IsNothing: false } data)
        {
            yield break;
        }

        var steps = process.StepsIn(Name).ToList();
        var captured = steps.Where(step => step is { Key.Operation: EmporixSteps.Capture, Status: StepStatus.Done })
            .Sum(step => data.Payments.FirstOrDefault(payment => payment.TransactionId == step.Key.Number)?.Amount ?? 0);
        var isNumbered = steps.Exists(step => step is { Key.Operation: EmporixSteps.Number, Status: StepStatus.Done });
        if (!isNumbered && captured > 0)
        {
            yield return new(
                DifferenceKind.CapturedNotNumbered,
                ErrorText.Invariant($"{captured:0.00##} {data.Currency} are captured, and the invoice has no number."))
                { Amount = captured, IsOfUnfinished = true, Step = steps.Find(step => step.Status == StepStatus.Failed)?.Name };
        }

        var mail = steps.Find(step => step is { Key.Operation: EmporixSteps.Mail, Phase: StepPhase.Deliver, Status: not StepStatus.Done });
        if (isNumbered && mail is not null)
        {
            yield return new(
                DifferenceKind.NumberedNotMailed, $"The invoice {process.DocumentNo} was not mailed to the customer.")
                { IsOfUnfinished = true, Step = mail.Name };
        }

        // What is not captured here was paid in another way; of that nobody knows the amount.
        if (isNumbered && captured != data.Total && data.Payments.Count > 0 && data.Payments.All(payment => payment.WhyNotCaptured is null))
        {
            yield return new(
                DifferenceKind.CaptureDiffers,
                ErrorText.Invariant($"{captured:0.00##} {data.Currency} are captured, the invoice is over {data.Total:0.00##}."))
                { Amount = decimal.Abs(captured - data.Total) };
        }
    }

    public string? OrderNumberOf(OrderProcess process) => EmporixData.Of(process)?.OrderNumber;

    public SystemData? Keep(OrderProcess process, Step step, string found) => EmporixData.Parse(found).Stored();

    /// <summary>
    /// A further mail, once the invoice is to be mailed at all. It takes the place of one that has failed: so an address that is given now
    /// cures that.
    /// </summary>
    public TakenUpdate? Take(OrderProcess process, AskForMore asked)
    {
        List<Step> mails = [.. MailsOf(process)];
        if (asked.Wish is not MailWish wish || EmporixData.Of(process) is not { } data || mails.Count == 0)
        {
            return null;
        }

        if (data.FurtherMails.FirstOrDefault(mail => mail.Key is not null && mail.Key == wish.Key) is { } same)
        {
            return same.To == wish.To ? new(null) : throw new CommandRefusedException(
                $"The key of this request was used for another mail of order {process.OrderNo} before.");
        }

        var number = mails.Max(mail => int.Parse(mail.Key.Number!, CultureInfo.InvariantCulture)) + 1;
        if (number > MostMails)
        {
            throw new CommandRefusedException($"The invoice of order {process.OrderNo} is mailed {MostMails} times at most.");
        }

        var failed = mails.Find(mail => mail is { Status: StepStatus.Failed, OutcomeUnknown: false });
        var personal = data.Personal ?? new(null, null, null);
        return new(
            (data with
            {
                Personal = personal with
                {
                    FurtherMails =
                    [
                        .. personal.FurtherMails.Where(mail => $"{mail.Number}" != failed?.Key.Number),
                        new(number, wish.To, wish.Key, failed?.Phase == StepPhase.Deliver),
                    ],
                },
            }).Stored(),
            failed?.Name);
    }

    /// <summary>Money was taken, or a number drawn: the order goes on as it was calculated.</summary>
    public static bool HasStarted(OrderProcess process) =>
        process.StepsIn(SystemName).Any(step => step is { Status: StepStatus.Done, Phase: not StepPhase.Gather });

    private static IEnumerable<Step> MailsOf(OrderProcess process) =>
        process.StepsIn(SystemName).Where(step => step.Key.Operation == EmporixSteps.Mail);

    private static StepKey KeyOf(string operation, string? number) => new(SystemName, operation, number);

    private static Step New(string operation, string? number, StepPhase phase, IReadOnlyList<string> after)
    {
        var key = KeyOf(operation, number);
        return new() { Key = key, Name = key.ToString(), Phase = phase, After = after, Status = StepStatus.Waiting, Attempt = 0 };
    }
}

using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Failures;

/// <summary>What differences are called, and what settles each.</summary>
internal static class DifferenceTexts
{
    /// <summary>A few words, the heading of its cause.</summary>
    public static string Title(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Unreadable => "entries that are no order, or whose figures cannot be read",
        DifferenceKind.NeverReceived => "completed at the OMS, never received",
        DifferenceKind.TwoIds => "two ids of the OMS for one number",
        DifferenceKind.TwoNumbers => "two numbers for one id of the OMS",
        DifferenceKind.OnHold => "received, and held for too long",
        DifferenceKind.NeedsPerson => "received, and waiting for a person",
        DifferenceKind.NotFinished => "received, and not finished in time",
        DifferenceKind.NothingToInvoice => "completed at the OMS, all cancelled here",
        DifferenceKind.TotalDiffers => "invoiced with another total",
        DifferenceKind.StoreDiffers => "invoiced at another store",
        DifferenceKind.ChangedSince => "changed after it was invoiced",
        DifferenceKind.DoesNotAddUp => "totals that do not add up",
        DifferenceKind.NotOnList => "invoiced here, not on the list",
        DifferenceKind.TransferMissing => "stock that was not moved",
        DifferenceKind.TransferUnbalanced => "stock that was moved wrongly",
        DifferenceKind.SlipNotReceived => "slips posted and not received",
        DifferenceKind.CapturedNotNumbered => "paid, without an invoice number",
        DifferenceKind.NumberedNotMailed => "invoiced, not mailed to the customer",
        DifferenceKind.CaptureDiffers => "paid another amount than invoiced",
        DifferenceKind.MarketplaceNotTold => "invoiced, and the marketplace not told",
        DifferenceKind.MarketplaceDiffers => "the marketplace's invoices do not add up",
        DifferenceKind.MarketplaceOnly => "in the marketplace, never sent by the OMS",
        DifferenceKind.NotInSystem => "accepted, and not there any more",
        _ => kind.ToString(),
    };

    /// <summary>What the orders of a cause are worth, such as <c>, 1,204.50 USD + 3.00 EUR</c>; empty where no amount is known.</summary>
    public static string Worth(DifferenceCount kind)
    {
        var money = new MoneyTotals();
        foreach (var (currency, sum) in kind.Money)
        {
            money.Add(sum, currency);
        }

        return money.ToString() is { } worth ? $", {worth}" : "";
    }

    /// <summary>Sentences; commands stand in back quotes.</summary>
    /// <param name="number">Of the order; null: a placeholder, for a heading.</param>
    /// <param name="row">The order itself; null: it is not known, or none in particular.</param>
    public static string ToDo(DifferenceKind kind, string? number, string? step = null, OrderProcess? row = null)
    {
        var order = number is null ? "NO" : TextSanitizer.Argument(number);
        var show = $"`invoicing orders show {order}`";
        return kind switch
        {
            // Nothing else is taken of an order that is held.
            not DifferenceKind.NotInSystem when row is { OnHold: not null, IsFinished: false } =>
                $"{show}; then `invoicing orders release {order} --reason \"…\"`.",
            DifferenceKind.OnHold => $"See in the OMS why some of its items are open: {show}.",
            DifferenceKind.NeedsPerson or DifferenceKind.TransferMissing or DifferenceKind.CapturedNotNumbered
                or DifferenceKind.NumberedNotMailed or DifferenceKind.MarketplaceNotTold
                when row?.StepNamed(step ?? "") is { FailureKind: Contracts.FailureKind.OutcomeUnknown } =>
                $"Look whether it was done, then say so: `invoicing orders confirm {order} --step {step} --invoiced --reason \"…\"` "
                    + "(or `--not-invoiced`).",
            DifferenceKind.Unreadable => "Have the entry corrected where the list is made, and reconcile again.",
            DifferenceKind.NeverReceived =>
                $"Publish it again from the OMS; or, if it was invoiced elsewhere: `invoicing orders adopt {order} --reason \"…\"`.",
            DifferenceKind.TwoIds =>
                $"Find out in the OMS whether these are two purchases: {show}. A second one needs a number of its own.",
            DifferenceKind.TwoNumbers =>
                "Find out in the OMS which number is right; its order is invoiced once, under the number that came.",
            DifferenceKind.NotFinished => $"{show}, and `invoicing status`: whether a system is paused or a queue does not move.",
            DifferenceKind.NothingToInvoice => "See in the OMS whether items were cancelled; if not, publish the order again.",
            DifferenceKind.TotalDiffers or DifferenceKind.StoreDiffers or DifferenceKind.ChangedSince =>
                $"{show}; the invoice stands: correct it in the system that has it.",
            DifferenceKind.DoesNotAddUp => $"{show}; have the figures corrected in the OMS.",
            DifferenceKind.NotOnList =>
                "See in the OMS whether it was completed; if the list is of another time, name that: `--since`, `--until`.",
            DifferenceKind.TransferMissing when step is not null =>
                $"{show} tells what to do; then `invoicing orders retry {order} --step {step} --reason \"…\"`.",
            DifferenceKind.TransferMissing or DifferenceKind.TransferUnbalanced =>
                $"{show}; put the stock right by hand in the system that moves it.",
            DifferenceKind.SlipNotReceived => "Have the store receive the slip.",
            DifferenceKind.NeedsPerson or DifferenceKind.CapturedNotNumbered or DifferenceKind.NumberedNotMailed
                or DifferenceKind.MarketplaceNotTold =>
                $"{show} tells what to do; then `invoicing orders retry {order} --reason \"…\"`.",
            DifferenceKind.CaptureDiffers => $"{show}; settle the rest at the payment provider by hand.",
            DifferenceKind.MarketplaceDiffers => $"{show}; compare with the order in the marketplace, and tell it of the rest there.",
            DifferenceKind.MarketplaceOnly =>
                "See in the OMS why it was not sent, and in the marketplace whether it still stands; then publish it from the OMS.",
            DifferenceKind.NotInSystem => $"{show}; look for the document there. If it was deleted, enter it by hand.",
            _ => show,
        };
    }
}

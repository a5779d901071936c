using System.Text.Json;
using Invoicing.Failures;
using Invoicing.Orders;

namespace Invoicing.Emporix;

/// <summary>What an order must have to be invoiced, what of it was delivered, and which payment pays what. Pure.</summary>
internal static class Recalculation
{
    private static readonly string[] s_beforeOrAfterAll = ["IN_CHECKOUT", "DECLINED"];
    private static readonly string[] s_captured = ["CAPTURE_SUCCESS", "SUCCESS"];
    private static readonly string?[] s_usable = [null, "PENDING", "AUTHORIZATION_SUCCESS", "CAPTURE_FAILURE"];
    private static readonly string[] s_withoutCapture = ["INVOICE", "CASH_ON_DELIVERY"];
    private static readonly string[] s_withoutDigits = ["JPY", "KRW", "CLP", "ISK", "PYG", "VND", "XAF", "XOF", "XPF", "UGX", "RWF"];
    private static readonly string[] s_withThreeDigits = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>What keeps the order as it is from ever being invoiced; null: nothing.</summary>
    public static string? Forbids(EmporixOrder order) =>
        s_beforeOrAfterAll.Contains(order.Status) ? $"order is {order.Status}: nothing was called" : null;

    /// <summary>Every fault of the order's data, before anything is called.</summary>
    public static IReadOnlyList<ValidationError> Faults(EmporixOrder order) =>
    [
        .. Missing("siteCode", order.SiteCode),
        .. order.Currency is { Length: 3 } currency && currency.All(char.IsAsciiLetterUpper)
            ? []
            : new[] { new ValidationError("currency", "is missing or no code of three letters, such as EUR") },
        .. order.Customer?.Email is null or "" ? [new("customer.email", "is missing: the invoice is sent to it")]
            // What is wrong with it would quote it.
            : MailAddresses.Problem(order.Customer.Email) is null ? []
            : new[] { new ValidationError("customer.email", "is no mail address that every mail server takes") },
        .. order.Entries.Count == 0 ? [new("entries", "is empty")] : Array.Empty<ValidationError>(),
        .. order.Entries.Index().SelectMany(entry => FaultsOf(entry.Item, $"entries[{entry.Index}]")),
    ];

    public static bool IsNothingDelivered(EmporixOrder order) => order.Entries.All(entry => entry.Delivered == 0);

    /// <summary>The body of the recalculation.</summary>
    public static string Request(EmporixOrder order) => JsonSerializer.Serialize(
        new { entries = order.Entries.Select(entry => new { entryId = entry.Id, deliveredAmount = (long)entry.Delivered! }) });

    public static int DigitsOf(string currency) => s_withoutDigits.Contains(currency) ? 0 : s_withThreeDigits.Contains(currency) ? 3 : 2;

    public static decimal Rounded(decimal amount, string currency) =>
        decimal.Round(amount, DigitsOf(currency), MidpointRounding.AwayFromZero);

    /// <summary>Each payment pays up to what its provider has authorised, in their order, until the total is paid.</summary>
    /// <param name="order">As it was recalculated.</param>
    /// <param name="total">What must be paid.</param>
    public static (IReadOnlyList<EmporixPayment> Payments, IReadOnlyList<ValidationError> Faults) Pay(EmporixOrder order, decimal total)
    {
        var (payments, faults, left) = (new List<EmporixPayment>(), new List<ValidationError>(), total);
        foreach (var (place, payment) in order.Payments.Index())
        {
            var isCaptured = s_captured.Contains(payment.Status);
            var isLater = s_withoutCapture.Contains(payment.Provider);
            var whyNot = isCaptured || !(isLater || s_usable.Contains(payment.Status)) ? $"status {payment.Status}"
                : isLater ? $"provider {payment.Provider}"
                : null;
            var most = Rounded(
                isCaptured ? payment.PaidAmount ?? payment.AuthorizedAmount ?? 0
                : whyNot is not null && !isLater ? 0
                : payment.AuthorizedAmount ?? payment.PaidAmount ?? 0,
                order.Currency!);
            // Of one that pays later the order often says no amount: then it pays what is left.
            var amount = isLater && !isCaptured && most == 0 ? left : Math.Min(left, most);
            if (amount > 0 && whyNot is null)
            {
                faults.AddRange(payment.TransactionId is "." or ".."
                    ? [new($"payments[{place}].transactionId", "is no id")]
                    : Missing($"payments[{place}].transactionId", payment.TransactionId));
                if (payment.Currency is { } currency && currency != order.Currency)
                {
                    faults.Add(new($"payments[{place}].currency", $"is {ErrorText.Quote(currency)}, the order's is {order.Currency}"));
                }
            }

            payments.Add(new(payment.TransactionId, amount, most, whyNot ?? (amount > 0 ? null : "nothing is left to be paid")));
            left -= amount;
        }

        var twice = payments.Where(payment => payment.WhyNotCaptured is null).GroupBy(payment => payment.TransactionId)
            .FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            faults.Add(new("payments", "name one transaction twice: it can be captured once"));
        }

        if (left != 0)
        {
            faults.Add(new("payments", ErrorText.Invariant(
                $"pay {total - left:0.00##} {order.Currency} at most as they are authorised, the order's total is {total:0.00##}")));
        }

        return (payments, faults);
    }

    private static IEnumerable<ValidationError> FaultsOf(EmporixEntry entry, string field) =>
    [
        .. Missing($"{field}.id", entry.Id),
        .. entry.Delivered is null ? [new($"{field}.amount", "is missing")]
            : entry.Delivered < 0 ? [new($"{field}.amount", "is below zero")]
            : entry.Delivered > (entry.OrderedAmount ?? entry.Amount)
            ? [new($"{field}.packedAmountInPc", "is more than was ordered")]
            : entry.Delivered != decimal.Truncate(entry.Delivered.Value)
            ? [new($"{field}.effectiveQuantity", "is no whole number: what was delivered is told in whole units")]
            : Array.Empty<ValidationError>(),
    ];

    private static IEnumerable<ValidationError> Missing(string field, string? value) =>
        string.IsNullOrWhiteSpace(value) ? [new(field, "is missing")] : [];
}

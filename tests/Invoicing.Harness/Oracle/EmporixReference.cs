using System.Globalization;
using System.Text.Json.Nodes;

namespace Invoicing.Harness.Oracle;

/// <summary>
/// What must become of the orders of Emporix that jobs name, computed from the acceptance contract of Emporix and nothing of the program.
/// </summary>
internal static class EmporixReference
{
    private static readonly string[] s_notYetOrNoMore = ["IN_CHECKOUT", "DECLINED"];
    private static readonly string[] s_captured = ["CAPTURE_SUCCESS", "SUCCESS"];
    private static readonly string[] s_later = ["INVOICE", "CASH_ON_DELIVERY"];

    /// <summary>The end of everything, with these orders among the others.</summary>
    public static ExpectedEnd With(this ExpectedEnd end, IReadOnlyList<TenantOrder> orders) => end with
    {
        Orders = end.Orders.Concat(orders.Select(order => KeyValuePair.Create(order.OrderNo, Expected(order)))).ToDictionary(),
    };

    /// <summary>Minor digits of a currency (ISO 4217), of those that the runs have.</summary>
    public static int DigitsOf(string currency) => currency switch { "JPY" => 0, "KWD" => 3, _ => 2 };

    /// <summary>An amount as an invoice writes it.</summary>
    public static string Written(decimal amount, string currency, string language)
    {
        var english = amount.ToString("N" + DigitsOf(currency), CultureInfo.InvariantCulture);
        return language == "de" ? english.Replace(',', ' ').Replace('.', ',').Replace(' ', '.') : english;
    }

    private static ExpectedOrder Expected(TenantOrder order)
    {
        var (state, end) = End(order);
        return new(order.OrderNo, state, null, null, []) { Emporix = end with { Jobs = order.Jobs } };
    }

    private static (string State, ExpectedInEmporix End) End(TenantOrder there)
    {
        var end = new ExpectedInEmporix(there.Tenant, there.OrderId);
        if (there.Json is not { } order)
        {
            return Failed("Refused", "order not found");
        }

        if (s_notYetOrNoMore.Contains(Text(order, "status")))
        {
            return Failed("Refused", $"order is {Text(order, "status")}");
        }

        var site = TenantSetUp.Of(there.Tenant).Sites.FirstOrDefault(site => site.Code == Text(order, "siteCode"));
        if (Text(order["customer"], "email") is not { } email || email.Count(letter => letter == '@') != 1)
        {
            return Failed("InvalidData", "customer.email");
        }

        if (site is null)
        {
            return Failed("InvalidData", "siteCode");
        }

        var lines = order["entries"]!.AsArray().Select(entry => new Line(
            Text(entry!["product"], "name")!,
            Amount(entry, "packedAmountInPc") ?? Amount(entry, "effectiveQuantity") ?? Amount(entry, "amount") ?? 0,
            Amount(entry["calculatedUnitPrice"], "grossValue") ?? 0)).ToList();
        if (lines.All(line => line.Delivered == 0))
        {
            return ("NothingToInvoice", end);
        }

        var currency = Text(order, "currency")!;
        var shipping = Amount(order["calculatedPrice"]!["totalShipping"], "grossValue") ?? 0;
        var total = Rounded(lines.Sum(line => line.Delivered * line.Price) + shipping, currency);
        var (parts, left) = Parts(order, total);
        if (left != 0)
        {
            return Failed("InvalidData", "payments");
        }

        var trouble = parts.Select(part => TroubleOf(part, there)).OfType<ExpectedTrouble>().FirstOrDefault();
        end = end with
        {
            Captures = [.. parts.Where(part => TroubleOf(part, there) is null && !IsMade(part, there))
                .Select(part => new ExpectedCapture(part.Transaction, part.Amount, currency, 2 * part.Amount > part.Authorised))],
            Trouble = trouble,
        };
        if (trouble is not null)
        {
            return ("Failed", end);
        }

        var language = Text(order["customer"], "preferredLanguage") ?? site.Language;
        return ("Completed", end with
        {
            Document = new(
                email,
                Text(order["customer"], "lastName")!,
                TenantSetUp.Of(there.Tenant).Seller,
                site.Country,
                [
                    Written(total, currency, language), currency,
                    .. lines.Where(line => line.Delivered > 0)
                        .SelectMany(line => new[] { line.Name, Written(line.Delivered * line.Price, currency, language) }),
                ],
                [.. lines.Where(line => line.Delivered == 0).Select(line => line.Name)]),
        });

        (string, ExpectedInEmporix) Failed(string kind, string says) => ("Failed", end with { Trouble = new(kind, [says]) });
    }

    /// <summary>The payments that are to be captured, each up to what it is authorised for, and what of the total nobody pays.</summary>
    private static (IReadOnlyList<Part> Parts, decimal Left) Parts(JsonObject order, decimal total)
    {
        var (parts, left) = (new List<Part>(), total);
        foreach (var payment in order["payments"]!.AsArray())
        {
            var most = Amount(payment, s_captured.Contains(Text(payment, "status")) ? "paidAmount" : "authorizedAmount") ?? 0;
            var amount = Math.Min(left, most);
            left -= amount;
            if (amount > 0 && !s_captured.Contains(Text(payment, "status")) && !s_later.Contains(Text(payment, "provider")))
            {
                parts.Add(new(Text(payment, "transactionId")!, amount, most, Text(payment, "currency")!));
            }
        }

        return (parts, left);
    }

    private static bool IsMade(Part part, TenantOrder there) =>
        MadeBefore(part, there) is { } made && made == (part.Amount, part.Currency);

    private static ExpectedTrouble? TroubleOf(Part part, TenantOrder there) =>
        there.Transactions.GetValueOrDefault(part.Transaction) is not { } transaction ? new("Refused", ["no transaction"])
        : MadeBefore(part, there) is { } made && !IsMade(part, there)
            ? new("NumberTaken", [Plain(made.Amount), Plain(part.Amount)])
        : IsMade(part, there) ? null
        // No more can be known of why: where the first answer was lost, or another refusal was told of first.
        : s_later.Contains(Text(transaction, "provider")) || Text(transaction, "refusal") is not null ? new("Refused", ["refused"])
        : null;

    private static (decimal Amount, string Currency)? MadeBefore(Part part, TenantOrder there) =>
        there.Transactions.GetValueOrDefault(part.Transaction)?["captures"] is JsonArray { Count: > 0 } captures
            ? (Amount(captures[0], "amount") ?? 0, Text(captures[0], "currency") ?? part.Currency)
            : null;

    private static decimal Rounded(decimal amount, string currency) =>
        decimal.Round(amount, DigitsOf(currency), MidpointRounding.AwayFromZero);

    private static string Plain(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);

    private static string? Text(JsonNode? json, string name) => json?[name]?.GetValue<string>();

    private static decimal? Amount(JsonNode? json, string name) =>
        json?[name] is { } value ? decimal.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private sealed record Line(string Name, decimal Delivered, decimal Price);

    private sealed record Part(string Transaction, decimal Amount, decimal Authorised, string Currency);
}

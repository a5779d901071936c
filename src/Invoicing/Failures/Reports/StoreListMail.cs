using System.Globalization;
using Invoicing.Failures.Writing;

namespace Invoicing.Failures.Reports;

/// <summary>Writes the daily list of a store.</summary>
internal static class StoreListMail
{
    // A store that has more than this in a day reads it in Retail Pro.
    private const int MostListed = 500;

    public static Mail Compose(Guid id, string from, StoreList list)
    {
        var title = Invariant($"Store {TextSanitizer.Line(list.Store, 50)}: {Count(list.Invoices.Count, "invoice")}, {Count(list.Out.Count, "slip")} out, {list.In.Count:N0} in, {list.Day:yyyy-MM-dd}");
        return Mail.Of(id, from, $"[Invoicing] {title}", new(title, [.. Parts(list)]));
    }

    private static IEnumerable<Part> Parts(StoreList list)
    {
        yield return new Lead($"What Retail Pro accepted for store {TextSanitizer.Line(list.Store, 50)} since the last list.");
        if (list.Invoices.Count > 0)
        {
            var money = new MoneyTotals();
            list.Invoices.ForEach(invoice => money.Add(invoice.Total ?? 0, invoice.Currency));
            yield return new Section($"Invoices: {Invariant($"{list.Invoices.Count:N0}")}, {money}");
            yield return new Table(
                [new("Order"), new("Document"), new("Total", IsNumber: true)],
                [.. list.Invoices.Take(MostListed).Select(invoice => new Row([invoice.OrderNo, invoice.DocumentNo, invoice.Total is { } total ? MoneyTotals.Of(total, invoice.Currency) : null]))],
                Rest(list.Invoices.Count));
        }

        foreach (var part in Slips("Goods to send", "To store", list.Out, slip => slip.ToStore).Concat(Slips("Goods to receive", "From store", list.In, slip => slip.FromStore)))
        {
            yield return part;
        }

        if (list.Warnings.Count > 0)
        {
            yield return new Section("Warnings");
            yield return new Table(
                [new("Order")],
                [.. list.Warnings.Take(MostListed).Select(warning => new Row([warning.OrderNo], TextSanitizer.Line(warning.Warning, FailureMail.LongestListed)))],
                Rest(list.Warnings.Count));
        }
    }

    private static IEnumerable<Part> Slips(string title, string other, List<AcceptedSlip> slips, Func<AcceptedSlip, string?> store)
    {
        if (slips.Count == 0)
        {
            yield break;
        }

        yield return new Section($"{title}: {Count(slips.Count, "slip")}");
        yield return new Table(
            [new("Slip"), new(other), new("Order"), new("Units", IsNumber: true)],
            [.. slips.Take(MostListed).Select(slip => new Row(
                [slip.SlipNo, store(slip), slip.OrderNo, Quantity(slip.Items.Sum(item => item.Quantity))],
                string.Join(", ", slip.Items.Select(item => $"{item.Upc} × {Quantity(item.Quantity)}"))))],
            Rest(slips.Count));
    }

    private static string? Rest(int count) => count > MostListed ? Invariant($"and {count - MostListed:N0} more: see Retail Pro") : null;

    private static string Count(int count, string what) => Invariant($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static string Quantity(decimal quantity) => quantity.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

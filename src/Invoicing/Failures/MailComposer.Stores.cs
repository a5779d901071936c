using System.Globalization;
using Invoicing.Failures.Writing;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Failures;

/// <summary>The daily list of a store.</summary>
internal sealed partial class MailComposer
{
    // A store that has more than this in a day reads it in the system that invoices.
    private const int MostInStores = 500;

    public Mail Stores(Guid id, StoreList list)
    {
        var counts = Invariant($"{Counted(list.Invoices, "invoice")}, {Counted(list.Out, "slip")} out, {list.In.Count:N0} in");
        return Compose(id, Invariant($"Store {TextSanitizer.Line(list.Store, 50)}: {counts}, {list.Day:yyyy-MM-dd}"), Parts(list));
    }

    private IEnumerable<Part> Parts(StoreList list)
    {
        var system = texts.SystemNamed(null).DisplayName;
        yield return new Lead($"What {system} accepted for store {TextSanitizer.Line(list.Store, 50)} since the last list.");
        if (list.Invoices.Count > 0)
        {
            var money = new MoneyTotals();
            list.Invoices.ForEach(order => money.Add(order.Content.Total ?? 0, order.Content.Currency));
            yield return new Section(Invariant($"Invoices: {list.Invoices.Count:N0}, {money}"));
            yield return new Table(
                [new("Order"), new("Document"), new("Total", IsNumber: true)],
                [.. list.Invoices.Take(MostInStores).Select(order => new Row(
                    [order.OrderNo, order.DocumentNo, MoneyTotals.Of(order.Content.Total, order.Content.Currency)]))],
                Rest(list.Invoices));
        }

        foreach (var part in Slips("Goods to send", "To store", list.Out, slip => slip.ToStore)
            .Concat(Slips("Goods to receive", "From store", list.In, slip => slip.FromStore)))
        {
            yield return part;
        }

        if (list.Warnings.Count > 0)
        {
            yield return new Section("Warnings");
            yield return new Table(
                [new("Order")],
                [.. list.Warnings.Take(MostInStores).Select(warning => new Row([warning.OrderNo], Listed(warning.Warning)))],
                Rest(list.Warnings));
        }

        IEnumerable<Part> Slips(string title, string other, List<AcceptedSlip> slips, Func<AcceptedSlip, string?> store) => slips.Count == 0
            ? []
            :
            [
                new Section($"{title}: {Counted(slips, "slip")}"),
                new Table(
                    [new("Slip"), new(other), new("Order"), new("Units", IsNumber: true)],
                    [.. slips.Take(MostInStores).Select(slip => new Row(
                        [slip.SlipNo, store(slip), slip.OrderNo, Quantity(slip.Items.Sum(item => item.Quantity))],
                        string.Join(", ", slip.Items.Select(item => $"{item.Upc} × {Quantity(item.Quantity)}"))))],
                    Rest(slips)),
            ];

        string? Rest<T>(List<T> all) =>
            all.Count > MostInStores ? Invariant($"and {all.Count - MostInStores:N0} more: see {system}") : null;
    }

    private static string Counted<T>(List<T> all, string what) => Invariant($"{all.Count:N0} {what}{(all.Count == 1 ? "" : "s")}");

    private static string Quantity(decimal quantity) => quantity.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>What a store should look at once a day. Without the customers' data.</summary>
/// <param name="since">When its last list ended.</param>
internal sealed class StoreList(string store, DateOnly day, DateTimeOffset since)
{
    public string Store => store;

    public DateOnly Day => day;

    public DateTimeOffset Since => since;

    /// <summary>Orders whose invoice was accepted.</summary>
    public List<OrderProcess> Invoices { get; } = [];

    public List<AcceptedSlip> Out { get; } = [];

    public List<AcceptedSlip> In { get; } = [];

    public List<(string OrderNo, string Warning)> Warnings { get; } = [];

    public bool IsQuiet => Invoices.Count + Out.Count + In.Count + Warnings.Count == 0;
}

/// <summary>A slip that was accepted: the goods move on paper, and may have to in fact.</summary>
internal sealed record AcceptedSlip(string SlipNo, string OrderNo, string? FromStore, string? ToStore, IReadOnlyList<StepItem> Items)
{
    public static AcceptedSlip Of(OrderProcess order, Step transfer, IEnumerable<IStepPlanner> systems)
    {
        // As on the slip.
        var items = systems.SelectMany(system => system.Items(order, transfer))
            .Select(item => item with { Quantity = Math.Round(item.Quantity, Amounts.Decimals, MidpointRounding.AwayFromZero) });
        return new(transfer.Key.Number ?? "", order.OrderNo, transfer.Store, transfer.ToStore, [.. items]);
    }
}

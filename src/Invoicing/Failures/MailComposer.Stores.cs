using System.Globalization;
using Invoicing.Failures.Writing;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Failures;

internal sealed partial class MailComposer
{
    // A store that has more than this in a day reads it in the system that invoices.
    private const int MostInStores = 500;

    public Mail Stores(Guid id, StoreList list)
    {
        var counts = Invariant(
            $"{Counted(list.Invoices.Count, "invoice")}, {Counted(list.Out.Count, "slip")} out, {list.In.Count:N0} in");
        return Compose(id, Invariant($"Store {TextSanitizer.Line(list.Store, 50)}: {counts}, {list.Day:yyyy-MM-dd}"), Parts(list));
    }

    private IEnumerable<Part> Parts(StoreList list)
    {
        var system = texts.SystemNamed(null).DisplayName;
        var money = new MoneyTotals();
        list.Invoices.ForEach(order => money.Add(order.Content.Total ?? 0, order.Content.Currency));
        return
        [
            new Lead($"What {system} accepted for store {TextSanitizer.Line(list.Store, 50)} since the last list."),
            .. Listing(
                Invariant($"Invoices: {list.Invoices.Count:N0}, {money}"),
                [new("Order"), new("Document"), new("Total", IsNumber: true)],
                list.Invoices,
                order => new([order.OrderNo, order.DocumentNo, MoneyTotals.Of(order.Content.Total, order.Content.Currency)])),
            .. Slips("Goods to send", "To store", list.Out, slip => slip.ToStore),
            .. Slips("Goods to receive", "From store", list.In, slip => slip.FromStore),
            .. Listing("Warnings", [new("Order")], list.Warnings, warning => new([warning.OrderNo], Listed(warning.Warning))),
        ];

        IEnumerable<Part> Slips(string title, string other, List<AcceptedSlip> slips, Func<AcceptedSlip, string?> store) => Listing(
            $"{title}: {Counted(slips.Count, "slip")}",
            [new("Slip"), new(other), new("Order"), new("Units", IsNumber: true)],
            slips,
            slip => new(
                [slip.SlipNo, store(slip), slip.OrderNo, Quantity(slip.Items.Sum(item => item.Quantity))],
                string.Join(", ", slip.Items.Select(item => $"{item.Upc} × {Quantity(item.Quantity)}"))));

        IEnumerable<Part> Listing<T>(string title, IReadOnlyList<Column> columns, List<T> all, Func<T, Row> row) => If(
            all.Count > 0,
            new Section(title),
            new Table(
                columns,
                [.. all.Take(MostInStores).Select(row)],
                all.Count > MostInStores ? Invariant($"and {all.Count - MostInStores:N0} more: see {system}") : null));
    }

    private static string Quantity(decimal quantity) => quantity.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>What a store should look at once a day. Without the customers' data.</summary>
/// <param name="Since">When its last list ended.</param>
internal sealed record StoreList(string Store, DateOnly Day, DateTimeOffset Since)
{
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

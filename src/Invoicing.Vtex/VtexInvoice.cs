using System.Globalization;
using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Systems;

namespace Invoicing.Vtex;

/// <summary>What is to be done about an invoice, now that VTEX's order is known.</summary>
/// <param name="Result">Nothing is sent: this is what it came to. Null: <paramref name="Body"/> is sent.</param>
/// <param name="RoundingDelta">Cents that are lost because VTEX takes one price for all units of a SKU; the invoice's value is exact.</param>
internal sealed record VtexDecision(CallResult? Result, JsonElement? Body = null, long RoundingDelta = 0);

/// <summary>
/// Compares an invoice with the order as VTEX has it, at most seconds old, and builds the notification or says why there is none. Pure.
/// </summary>
internal static class VtexInvoice
{
    public static VtexDecision Decide(VtexRequest request, VtexOrder order, VtexAccountSettings account) =>
        (Known(request, order) ?? Refused(request, order) ?? NotYet(request, order)) is { } result
            ? new(result)
            : Build(request, order, account);

    /// <summary>Of a return: money goes back by it, so all that VTEX itself would not look at is compared.</summary>
    public static VtexDecision DecideReturn(VtexRequest request, VtexOrder order, VtexAccountSettings account) =>
        (Known(request, order, VtexPackage.Return) ?? RefusedReturn(request, order)) is { } result
            ? new(result)
            : Build(request, order, account, VtexPackage.Return);

    private static CallResult? RefusedReturn(VtexRequest request, VtexOrder order)
    {
        var (sold, returned) = (order.ValueOf(VtexPackage.Sale), order.ValueOf(VtexPackage.Return));
        return Refuse(
            order.Status != VtexStatuses.Invoiced || sold != order.Value
                ? $"VTEX takes returns of an order that is invoiced as a whole; the status of this one is {VtexStatuses.Text(order)}, "
                    + ErrorText.Invariant($"and {sold} of {order.Value} are invoiced (cents).")
            : returned + request.Value > sold
                ? ErrorText.Invariant($"Return {request.InvoiceNumber} of {request.Value} would be too much: {sold} are invoiced, of ")
                    + ErrorText.Invariant($"which {returned} are given back already (cents).")
            : null);
    }

    /// <summary>The invoice is there already.</summary>
    private static CallResult? Known(VtexRequest request, VtexOrder order, string type = VtexPackage.Sale) =>
        order.PackageNumbered(request.InvoiceNumber!, type) switch
    {
        null => null,
        { } package when package.IsOf(type) && package.InvoiceValue == request.Value =>
            new(CallOutcome.Done, $"VTEX has invoice {request.InvoiceNumber} already."),
        { } package => new(CallOutcome.Refused, ErrorText.Invariant(
            $"VTEX has an invoice of the number {request.InvoiceNumber} already, of type {package.Type} and value {package.InvoiceValue}; ")
            + ErrorText.Invariant($"ours is of type {type} and value {request.Value} (cents)."))
        {
            Refusal = FailureKind.NumberTaken,
        },
    };

    private static CallResult? Refused(VtexRequest request, VtexOrder order)
    {
        var told = order.ValueOf(VtexPackage.Sale);
        return Refuse(
            VtexStatuses.IsCancelled(order.Status) ? VtexStatuses.CancelledText(order)
            : VtexStatuses.IsInvoiced(order.Status) && !IsBetweenParts(request, order)
                ? $"VTEX takes the order for invoiced already (status {order.Status}), and not by invoice {request.InvoiceNumber}: "
                    + "somebody else has invoiced it there."
            : told + request.Value > order.Value
                ? ErrorText.Invariant($"Invoice {request.InvoiceNumber} of {request.Value} would be too much: VTEX's order is of ")
                    + ErrorText.Invariant($"{order.Value}, of which {told} are invoiced (cents). Was the order changed in VTEX?")
            : order.WorkflowIsInError == true
                ? "VTEX says that the workflow of the order is in error: somebody must mend it in VTEX's order management first."
            : null);
    }

    /// <summary>VTEX still verifies another part: it falls back to a status in which ours can follow.</summary>
    private static bool IsBetweenParts(VtexRequest request, VtexOrder order) =>
        order.Status == VtexStatuses.Verifying && order.ValueOf(VtexPackage.Sale) + request.Value <= order.Value;

    private static CallResult? NotYet(VtexRequest request, VtexOrder order) =>
        !VtexStatuses.MayBeInvoiced(order) ? Wait($"VTEX's order is not ready to be invoiced (status {VtexStatuses.Text(order)}).")
        : order.HasChangedSince(request.ChangedUntil)
            ? Wait("VTEX's order was changed after it was completed: newer content of the order is waited for.")
        : null;

    private static VtexDecision Build(
        VtexRequest request, VtexOrder order, VtexAccountSettings account, string type = VtexPackage.Sale)
    {
        var units = request.Lines!.Select(line => (Line: line, Skus: SkusOf(line.Upc, order, account))).ToList();
        var unknown = units.Where(unit => unit.Skus.Count != 1).Select(unit => Unknown(unit.Line.Upc, unit.Skus)).Distinct().ToList();
        if (unknown.Count > 0)
        {
            return new(Refuse(
                $"{string.Join("; ", unknown)}: Vtex:Accounts:{request.Account}:Skus can name the SKU.", FailureKind.InvalidData));
        }

        // One entry a SKU: VTEX cannot match repeated ones.
        var skus = units.GroupBy(unit => unit.Skus[0], unit => unit.Line).Select(SkuTotal.Of).ToList();
        var tooMany = skus.Select(sku => type == VtexPackage.Sale ? TooMany(sku, order) : TooManyBack(sku, order)).OfType<string>()
            .ToList();
        return tooMany.Count > 0
            ? new(Refuse(type == VtexPackage.Sale
                ? $"More is invoiced than VTEX's order has: {string.Join("; ", tooMany)}. Was the order changed in VTEX?"
                : $"More is returned than was invoiced in VTEX: {string.Join("; ", tooMany)}."))
            : new(null, BodyOf(request, skus, type), skus.Sum(sku => sku.Lost));
    }

    private static string Unknown(string upc, IReadOnlyList<string> skus) => skus.Count == 0
        ? $"UPC {ErrorText.Quote(upc)} is neither ean nor refId of an item of VTEX's order"
        : $"UPC {ErrorText.Quote(upc)} stands for several SKUs of VTEX's order ({string.Join(", ", skus)})";

    private static string? TooMany(SkuTotal sku, VtexOrder order)
    {
        var (ordered, invoiced) = (order.Ordered(sku.Id), order.Invoiced(sku.Id));
        return sku.Quantity <= ordered - invoiced ? null : ErrorText.Invariant(
            $"of SKU {sku.Id} {sku.Quantity} are on the invoice, {ordered} were ordered and {invoiced} invoiced");
    }

    private static string? TooManyBack(SkuTotal sku, VtexOrder order)
    {
        var (sold, returned) = (order.Invoiced(sku.Id), order.Invoiced(sku.Id, VtexPackage.Return));
        return sku.Quantity <= sold - returned ? null : ErrorText.Invariant(
            $"of SKU {sku.Id} {sku.Quantity} are to go back, {sold} were invoiced and {returned} returned");
    }

    private static JsonElement BodyOf(VtexRequest request, IEnumerable<SkuTotal> skus, string type) => JsonSerializer.SerializeToElement(new
    {
        type,
        issuanceDate = request.IssuedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        invoiceNumber = request.InvoiceNumber,
        invoiceValue = request.Value!.Value.ToString(CultureInfo.InvariantCulture),
        invoiceKey = (string?)null,
        invoiceUrl = (string?)null,
        embeddedInvoice = (string?)null,
        // Tracking is a call of its own.
        courier = "",
        trackingNumber = "",
        trackingUrl = "",
        dispatchedDate = (string?)null,
        items = skus.Select(sku => new { id = sku.Id, price = sku.Price, quantity = sku.Quantity }),
    });

    /// <summary>What the settings say, else the item with this <c>ean</c>, else with this <c>refId</c>.</summary>
    private static IReadOnlyList<string> SkusOf(string upc, VtexOrder order, VtexAccountSettings account)
    {
        if (account.Skus.TryGetValue(upc, out var mapped))
        {
            return [mapped];
        }

        var byEan = order.Goods.Where(item => item.Ean == upc).ToList();
        var items = byEan.Count > 0 ? byEan : order.Goods.Where(item => item.RefId == upc);
        return [.. items.Select(item => item.Id).OfType<string>().Distinct()];
    }

    private static CallResult? Refuse(string? why, FailureKind kind = FailureKind.Refused) =>
        why is null ? null : new(CallOutcome.Refused, why) { Refusal = kind };

    private static CallResult Wait(string why) => new(CallOutcome.NoEffect, why);

    /// <summary>All units of a SKU on the invoice.</summary>
    /// <param name="Price">Of a unit, rounded half away from zero.</param>
    /// <param name="Lost">By rounding.</param>
    private sealed record SkuTotal(string Id, long Price, int Quantity, long Lost)
    {
        public static SkuTotal Of(IGrouping<string, VtexRequestLine> lines)
        {
            var quantity = lines.Sum(line => line.Quantity);
            var value = lines.Sum(line => line.Price * line.Quantity);
            var price = (long)decimal.Round((decimal)value / quantity, MidpointRounding.AwayFromZero);
            return new(lines.Key, price, quantity, value - (price * quantity));
        }
    }
}

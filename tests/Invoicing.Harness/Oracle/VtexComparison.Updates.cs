using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <content>Parcels, what happened to them, and what came back.</content>
internal sealed partial class VtexComparison
{
    private static readonly string[] s_ofOrders = ["get", "startHandling", "invoice"];

    private static bool IsReturn(JsonElement invoice) => invoice.Text("type") == "Input";

    private void CompareUpdates(string key, List<ExpectedOrder> orders, MarketplaceOrder? there)
    {
        CompareParcels(key, orders);
        CompareEvents(key, orders);
        CompareReturns(key, [.. orders.SelectMany(order => order.Vtex!.Returns)], there);
        CompareLooks(key, orders);
    }

    private void CompareParcels(string key, List<ExpectedOrder> orders)
    {
        var left = _tracking[key].ToList();
        foreach (var (order, expected) in orders.SelectMany(order => order.Vtex!.Parcels, (order, parcel) => (order, parcel)))
        {
            var (what, parcel) = ($"Order {order.OrderNo}, parcel {expected.Parcel.TrackingNumber}", expected.Parcel);
            var told = left.Where(entry => IsAbout(entry, order, expected.InvoiceNumber)
                && entry.Text("trackingNumber") == parcel.TrackingNumber).ToList();
            told.ForEach(entry => left.Remove(entry));
            if (told.Count == 0)
            {
                Differ("I11", $"{what}: VTEX was not told of it.");
            }

            // It may be told again, but not otherwise.
            foreach (var body in told.Select(entry => entry.GetProperty("body")))
            {
                Same(what, "the number of its fields", "4", $"{body.EnumerateObject().Count()}");
                Same(what, "trackingNumber", parcel.TrackingNumber, body.Text("trackingNumber"));
                Same(what, "trackingUrl", parcel.Url ?? "", body.Text("trackingUrl"));
                Same(what, "courier", parcel.Courier ?? "", body.Text("courier"));
                Same(what, "dispatchedDate", parcel.DispatchedDate ?? "", body.Text("dispatchedDate"));
            }
        }

        left.ForEach(entry => Differ("I11", $"{key}: VTEX was told of a parcel {entry.Text("trackingNumber")} that is not expected."));
    }

    private void CompareEvents(string key, List<ExpectedOrder> orders)
    {
        var left = _events[key].ToList();
        foreach (var (order, expected) in orders.SelectMany(order => order.Vtex!.Events, (order, happened) => (order, happened)))
        {
            var (what, happened) = ($"Order {order.OrderNo}, event “{expected.Event.Description}”", expected.Event);
            var told = left.Where(entry => IsAbout(entry, order, expected.InvoiceNumber) && IsOf(happened, entry)).ToList();
            told.ForEach(entry => left.Remove(entry));
            if (told.Count != 1)
            {
                Differ("I11", $"{what}: VTEX shows it {told.Count} times instead of once.");
            }

            foreach (var body in told.Select(entry => entry.GetProperty("body")).Where(_ => happened.DeliveredDate is not null))
            {
                Same(what, "isDelivered", "true", body.Text("isDelivered"));
                Same(what, "deliveredDate", happened.DeliveredDate!, body.Text("deliveredDate"));
            }
        }

        left.ForEach(entry => Differ("I11", $"{key}: VTEX shows an event that is not expected: {entry.Text("body")}"));
    }

    private void CompareReturns(string key, List<ExpectedReturn> returns, MarketplaceOrder? there)
    {
        var left = _invoices[key].Where(IsReturn).ToList();
        foreach (var returned in returns)
        {
            var told = left.Where(invoice => invoice.Text("invoiceNumber") == returned.Number).ToList();
            told.ForEach(invoice => left.Remove(invoice));
            if (told.Count != 1)
            {
                Differ("I12", $"{key}: {told.Count} returns {returned.Number} in VTEX instead of one.");
                continue;
            }

            CompareBody($"{key}, return {returned.Number}", "Input", returned.Value, returned.Skus, told[0]);
            var at = told[0].GetProperty("receivedAt").GetDateTimeOffset();
            var invoiced = _invoices[key]
                .Where(invoice => !IsReturn(invoice) && invoice.GetProperty("receivedAt").GetDateTimeOffset() < at)
                .Sum(invoice => (long)invoice.Number("invoiceValue"));
            if (invoiced + there?.Invoices.Sum(invoice => invoice.Value) != there?.Value)
            {
                Differ("I12", $"{key}: return {returned.Number} was sent when {invoiced} of {there?.Value} cents were invoiced.");
            }
        }

        left.ForEach(invoice => Differ("I12", $"{key}: a return {invoice.Text("invoiceNumber")} was sent that is not expected."));
        var (due, refunded) = (
            Money(returns.Select(returned => (returned.Number, returned.Value))),
            Money(_refunds[key].Select(refund => (refund.Text("invoiceNumber"), (long)refund.Number("value")))));
        if (due != refunded)
        {
            Differ("I12", $"{key}: given back is {refunded} instead of {due}.");
        }
    }

    private void CompareLooks(string key, List<ExpectedOrder> orders)
    {
        var calls = _calls[key].OrderBy(call => call.At).ToList();
        var hasUpdates = orders.Any(order => order.Vtex! is { Parcels.Count: > 0 } or { Events.Count: > 0 } or { Returns.Count: > 0 });
        if (calls.Find(call => !s_ofOrders.Contains(call.Operation)) is { } call && !hasUpdates)
        {
            Differ("I12", $"{key}: VTEX was called about a {call.Operation}, though it may be told of none.");
        }

        // Steps of one order go side by side: each has a look of its own.
        var looks = calls.Where(call => call is { Operation: "get", IsAnswered: true }).Select(call => call.At).ToList();
        foreach (var tell in calls.Where(call => call.Operation is "event" or "return"))
        {
            var look = looks.FindIndex(look => look <= tell.At && look >= tell.At - s_longestLook);
            if (look < 0)
            {
                Differ("I11", $"{key}: told at {tell.At:O} of a {tell.Operation} without a look at the order just before.");
            }
            else
            {
                looks.RemoveAt(look);
            }
        }
    }

    // The number of the ERP's invoice, or the order's where the answer that told it was lost.
    private bool IsAbout(JsonElement entry, ExpectedOrder order, string? invoiceNumber) => invoiceNumber is null
        ? new[] { _erp.GetValueOrDefault(order.OrderNo).TextOrNothing("documentNo"), order.OrderNo }.Contains(entry.Text("invoiceNumber"))
        : entry.Text("invoiceNumber") == invoiceNumber;

    private static bool IsOf(PublishedEvent happened, JsonElement entry) =>
        entry.GetProperty("body").GetProperty("events").EnumerateArray().ToList() is [var shown]
        && shown.Text("description") == happened.Description && shown.Text("city") == happened.City
        && shown.Text("state") == happened.State && shown.Text("date") == happened.Date;

    private static string Money(IEnumerable<(string Number, long Value)> amounts) =>
        string.Join(" and ", amounts.Select(amount => $"{amount.Value} for {amount.Number}").Order(StringComparer.Ordinal)
            .DefaultIfEmpty("nothing"));
}

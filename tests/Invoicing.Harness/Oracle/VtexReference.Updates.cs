using System.Text.Json.Nodes;

namespace Invoicing.Harness.Oracle;

/// <content>What the OMS says beside an order's content, and what VTEX says where the OMS says nothing.</content>
internal static partial class VtexReference
{
    /// <summary>The message with the address that VTEX has, if the OMS does not say where the invoice goes.</summary>
    public static string Completed(string text, IReadOnlyDictionary<string, MarketplaceOrder> marketplace)
    {
        if (!text.Contains("\"vtex\"", StringComparison.Ordinal) || Content.Read(text) is not { LacksAddress: true } content
            || marketplace.GetValueOrDefault($"{content.Account}/{content.OrderId}")?.Address is not { Country: { } country } address)
        {
            return text;
        }

        var order = JsonNode.Parse(text)!;
        var billing = order["billing"]!;
        billing["address1"] = address.Number is null ? address.Street : $"{address.Street}, {address.Number}";
        (billing["address2"], billing["city"], billing["country"]) = (address.Complement, address.City, country);
        billing["phone"] = content.Order.Billing.Phone is { Length: > 0 } phone ? phone : address.Phone;
        return order.ToJsonString();
    }

    private static ExpectedRefusal? RefusalOf(PublishedReturn returned, Content content)
    {
        var lines = content.Order.Lines.Where(line => line.Status != "Cancelled").ToList();
        // Whether money or units are named depends on what has come before.
        string? why = returned.By.Length == 0 ? "by is missing"
            : returned.Value > Cents(content.Order.Total)
                || returned.Lines.GroupBy(line => line.Upc).Any(product => product.Sum(line => line.Quantity)
                    > lines.Where(line => line.Upc == product.Key).Sum(line => line.Quantity)) ? "with all returns"
            : null;
        return why is null ? null : new(content.Order.OrderNo, why);
    }

    /// <param name="planned">The numbers of all its invoices.</param>
    /// <param name="reached">So many of them VTEX has.</param>
    private static ExpectedInVtex Later(
        ExpectedInVtex told, Content content, MarketplaceOrder there, List<string?> planned, int reached, List<PublishedUpdate> updates)
    {
        var troubles = new List<ExpectedTrouble?> { told.Trouble };
        var parcels = new List<ExpectedParcel>();
        foreach (var parcel in updates.OfType<PublishedParcel>().Distinct())
        {
            var place = parcel.InvoiceNumber is null && planned.Count == 1 ? 0
                : parcel.InvoiceNumber is null ? -1
                : planned.IndexOf(parcel.InvoiceNumber);
            if (place >= 0 && place < reached)
            {
                parcels.Add(new(planned[place], parcel));
            }
            else if (place < 0 && reached == planned.Count)
            {
                troubles.Add(new("InvalidData", ["invoiceNumber", "the order's invoices are"]));
            }
        }

        var events = new List<ExpectedEvent>();
        foreach (var happened in updates.OfType<PublishedEvent>().Distinct())
        {
            bool IsOfIt(PublishedParcel parcel) => (happened.TrackingNumber ?? parcel.TrackingNumber) == parcel.TrackingNumber;
            if (parcels.Find(parcel => IsOfIt(parcel.Parcel)) is { } parcel)
            {
                events.Add(new(parcel.InvoiceNumber, happened));
            }
            else if (reached == planned.Count && !updates.OfType<PublishedParcel>().Any(IsOfIt))
            {
                troubles.Add(new("GaveUp", ["The event waits for its parcel"]));
            }
        }

        return told with
        {
            Trouble = troubles.FirstOrDefault(trouble => trouble is not null),
            Parcels = parcels,
            Events = events,
            Returns = reached < planned.Count ? [] : [.. updates.OfType<PublishedReturn>()
                .Where(returned => RefusalOf(returned, content) is null)
                .DistinctBy(returned => returned.ReturnNo).Select(returned => Returned(returned, told, content, there))],
        };
    }

    private static ExpectedReturn Returned(PublishedReturn returned, ExpectedInVtex told, Content content, MarketplaceOrder there)
    {
        if (told.Parts.Sum(part => part.Value) != there.Value)
        {
            throw new InvalidOperationException($"Order {there.Key} is perhaps not invoiced as a whole when {returned.ReturnNo} comes.");
        }

        return new(returned.ReturnNo, returned.Value, [.. returned.Lines
            .Select(line => new Unit(
                0, line.Upc, line.Quantity, line.Price ?? content.Units.First(unit => unit.Upc == line.Upc).Price, null))
            .GroupBy(unit => SkusOf(unit.Upc, there)[0])
            .Select(Merged)]);
    }
}

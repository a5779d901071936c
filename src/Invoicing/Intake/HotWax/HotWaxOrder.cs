using System.Buffers;
using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>
/// An order of HotWax's Fulfilled Order Items feed in our form. Nothing is guessed: what the feed does not tell, or tells in a way that is
/// not known, is left out and a fault of the field that lacks it.
/// </summary>
/// <param name="Json">Our form, UTF-8.</param>
/// <param name="Faults">What could not be told.</param>
internal sealed record HotWaxOrder(ReadOnlyMemory<byte> Json, IReadOnlyList<ValidationError> Faults)
{
    /// <param name="body">One element of the feed.</param>
    /// <param name="settings">Which identification is the UPC, and what the order's attributes mean.</param>
    public static HotWaxOrder Of(JsonElement body, FeedSettings settings)
    {
        var faults = new List<ValidationError>();
        var order = new HotWaxFields(body, "", faults);
        var lines = HotWaxLines.Of(order, settings);
        var channel = Needed(order, "salesChannel", "salesChannel", order.Code("salesChannel", "salesChannel"));
        channel = channel is null ? null : HotWaxNames.ChannelOf(channel);
        var isSendSale = channel == HotWaxNames.Pos;
        // Of a send sale nothing but its lines is looked at, and they are what is missing if its total does not fit.
        var amounts = HotWaxAmounts.Of(order, lines, isSendSale ? "items" : "total");
        var attributes = new HotWaxAttributes(order, settings);
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            Write("orderId", Needed(order, "orderId", "orderId", order.Code("orderId", "orderId")));
            Write("orderNo", order.Code("orderName"));
            Write("salesChannel", channel);
            Write("soldAtStore", isSendSale ? HotWaxDelivery.SoldAt(order, lines) : null);
            Write("createdAt", Needed(order, "orderDate", "createdAt", order.Time("orderDate", "createdAt")));
            Write("completedAt", HotWaxDelivery.CompletedAt(lines));
            Write("deliveryType", HotWaxDelivery.TypeOf(order, lines));
            Write("paymentType", PaymentOf(order));
            Write("currency", order.Code("currency"));
            WriteNumber("total", amounts.Total);
            WriteNumber("discount", amounts.Discount);
            WriteNumber("shipping", amounts.Shipping);
            new HotWaxCustomers(order, HotWaxDelivery.AddressedShipment(lines), attributes).Write(json);
            WriteCompany(json, attributes);
            json.WriteStartArray("items");
            foreach (var line in amounts.Lines)
            {
                WriteLine(line);
            }

            json.WriteEndArray();
            json.WriteEndObject();

            void WriteLine(HotWaxLine line)
            {
                json.WriteStartObject();
                WriteNumber("lineNo", line.LineNo);
                Write("upc", line.Upc);
                WriteNumber("quantity", line.Quantity);
                WriteNumber("originalPrice", line.OriginalPrice);
                // The feed has the tax after discounts alone: before them, it is the same part of the price.
                var price = line.Price is { } exact ? HotWaxAmounts.Rounded(exact) : (decimal?)null;
                WriteNumber("originalTax", price is null or 0 ? line.Tax : line.Tax * (line.OriginalPrice / price));
                WriteNumber("price", price);
                WriteNumber("tax", line.Tax);
                Write("status", line.Status);
                if (line.Counts)
                {
                    Write("shippedFrom", line.Store);
                    Write("shippedAt", line.ShippedAt);
                    Write("pickupStore", line.Method == HotWaxNames.StorePickup ? line.Store : null);
                }

                json.WriteEndObject();
            }

            void Write(string field, string? value)
            {
                if (value is not null)
                {
                    json.WriteString(field, value);
                }
            }

            void WriteNumber(string field, decimal? value)
            {
                if (value is { } number)
                {
                    json.WriteNumber(field, HotWaxAmounts.Rounded(number));
                }
            }
        }

        return new HotWaxOrder(output.WrittenMemory, [.. faults.Distinct()]);
    }

    private static string? Needed(HotWaxFields order, string name, string field, string? value)
    {
        if (value is null && !order.IsThere(name))
        {
            order.Fault(field, $"is missing: {order.PathOf(name)} is not there");
        }

        return value;
    }

    /// <summary>
    /// Retail Pro takes one kind: kinds that are not the same are named together, and <c>RetailPro:PaymentTypes</c> can map them.
    /// </summary>
    private static string? PaymentOf(HotWaxFields order)
    {
        var kinds = order.Objects("payments", "paymentType")
            .Where(payment => HotWaxNames.Pays(payment.Code("statusId")) && !payment.IsThere("returnId"))
            .Select(payment => payment.Code("paymentMethodTypeId", "paymentType"))
            .OfType<string>()
            .Select(HotWaxNames.PaymentOf)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (kinds.Count == 0)
        {
            var where = order.PathOf("payments");
            order.Fault("paymentType", $"is missing: {where} holds no paymentMethodTypeId that is not of a refund, declined or cancelled");
        }

        return kinds.Count == 0 ? null : string.Join('+', kinds);
    }

    private static void WriteCompany(Utf8JsonWriter json, HotWaxAttributes attributes)
    {
        string[] names = ["companyId", "companyName", "companyAddress"];
        var company = names.Select(name => (Name: name, Value: attributes.Find(name, $"fiscalCredit.{name}")))
            .Where(found => found.Value is not null)
            .ToList();
        if (company.Count == 0)
        {
            return;
        }

        json.WriteStartObject("fiscalCredit");
        company.ForEach(found => json.WriteString(found.Name, found.Value));
        json.WriteEndObject();
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Oms;

/// <summary>Writes drafts as the OMS does: plain JSON, camelCase, decimals with the digits that they have.</summary>
internal static class DraftWriter
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode json) => json.ToJsonString(s_plain);

    public static JsonObject Write(OrderDraft draft)
    {
        var json = new JsonObject { ["orderId"] = draft.OrderId, ["orderNo"] = draft.OrderNo, ["salesChannel"] = draft.SalesChannel };
        Add(json, "soldAtStore", draft.SoldAtStore, draft.IsTalkative);
        json["createdAt"] = draft.CreatedAt.ToString();
        Add(json, "completedAt", draft.ShowsCompletedAt ? CompletedAt(draft)?.ToString() : null, draft.IsTalkative);
        json["deliveryType"] = draft.DeliveryType;
        json["paymentType"] = draft.PaymentType;
        Add(json, "currency", draft.IsTalkative ? null : "USD", orNull: true);
        json["total"] = draft.Total;
        if (draft.Discount != 0 || draft.IsTalkative)
        {
            json["discount"] = draft.Discount;
        }

        if (draft.Shipping != 0 || draft.IsTalkative)
        {
            json["shipping"] = draft.Shipping;
        }

        json["billing"] = Write(draft.Billing, draft.IsTalkative);
        json["deliverTo"] = Write(draft.DeliverTo, draft.IsTalkative);
        WriteExtras(json, draft);
        json["items"] = new JsonArray([.. draft.Lines.Select((line, index) => Write(line, index + 1, draft.IsTalkative))]);
        return json;
    }

    // The greatest instant, in the writing of that line.
    private static DraftTime? CompletedAt(OrderDraft draft)
    {
        var shipped = draft.Counting.Where(line => line.Status == "Fulfilled").ToList();
        return shipped.Count == 0 ? draft.CreatedAt : shipped.MaxBy(line => line.ShippedAt!.Value.At)!.ShippedAt;
    }

    private static void WriteExtras(JsonObject json, OrderDraft draft)
    {
        if (draft.HasFiscalCredit)
        {
            json["fiscalCredit"] = new JsonObject
            {
                ["companyId"] = "0614-290190-101-3",
                ["companyName"] = "Peñate Hermanos S.A. de C.V.",
                ["companyAddress"] = "Bulevar Los Próceres 2000, San Salvador",
            };
        }
        else if (draft.IsTalkative)
        {
            json["fiscalCredit"] = null;
            json["tags"] = new JsonArray("vip", "web");
            json["OrderNumber"] = 17;
        }
    }

    private static JsonObject Write(DraftCustomer customer, bool orNull)
    {
        var json = new JsonObject { ["firstName"] = customer.FirstName, ["lastName"] = customer.LastName };
        Add(json, "email", customer.Email, orNull: false);
        json["address1"] = customer.Address1;
        Add(json, "address2", customer.Address2, orNull);
        Add(json, "city", customer.City, orNull);
        Add(json, "country", customer.Country, orNull);
        Add(json, "documentNo", customer.DocumentNo, orNull: false);

        // The fiscal profile of the ERP's contract requires it, so orders that have it are sound under both profiles.
        json["documentType"] = "dui";
        Add(json, "phone", customer.Phone, orNull);
        return json;
    }

    private static JsonNode Write(DraftLine line, int lineNo, bool orNull)
    {
        var json = new JsonObject
        {
            ["lineNo"] = lineNo,
            ["upc"] = line.Upc,
            ["quantity"] = line.Quantity,
            ["originalPrice"] = line.OriginalPrice,
            ["originalTax"] = ContainedTax(line.OriginalPrice),
            ["price"] = line.Price,
            ["tax"] = ContainedTax(line.Price),
            ["status"] = line.Status,
        };
        Add(json, "shippedFrom", line.ShippedFrom, orNull);
        Add(json, "shippedAt", line.ShippedAt?.ToString(), orNull);
        Add(json, "pickupStore", line.PickupStore, orNull);
        return json;
    }

    // 13% value added tax, contained in the price.
    private static decimal ContainedTax(decimal price) => decimal.Round(price * 13 / 113, 2, MidpointRounding.AwayFromZero);

    private static void Add(JsonObject json, string name, string? value, bool orNull)
    {
        if (value is not null || orNull)
        {
            json[name] = value;
        }
    }
}

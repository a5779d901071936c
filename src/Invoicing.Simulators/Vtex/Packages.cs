using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Vtex;

/// <summary>An invoice as Get order shows it.</summary>
internal static class Packages
{
    /// <summary>Items go by their place in the order. Every SKU must be one of the order's.</summary>
    public static JsonObject Create(SimulatedOrder order, InvoiceRequest request)
    {
        var ids = order.Items.Select(item => JsonNodes.Text(item, "id")).ToList();
        var items = request.Items.Select(item => (JsonNode)new JsonObject
        {
            ["itemIndex"] = ids.IndexOf(item.Id),
            ["quantity"] = item.Quantity,
            ["price"] = item.Price,
            ["description"] = item.Description,
            ["unitMultiplier"] = order.Items[ids.IndexOf(item.Id)]["unitMultiplier"]?.DeepClone(),
        });
        return new JsonObject
        {
            ["items"] = new JsonArray([.. items]),
            ["courier"] = request.Texts["courier"],
            ["invoiceNumber"] = request.InvoiceNumber,
            ["invoiceValue"] = request.InvoiceValue,
            ["invoiceUrl"] = request.Texts["invoiceUrl"],
            ["issuanceDate"] = request.IssuanceDate,
            ["trackingNumber"] = request.Texts["trackingNumber"],
            ["invoiceKey"] = request.Texts["invoiceKey"],
            ["trackingUrl"] = request.Texts["trackingUrl"],
            ["embeddedInvoice"] = request.Texts["embeddedInvoice"] ?? "",
            ["type"] = request.Type,
            ["courierStatus"] = null,
            ["cfop"] = null,
            ["restitutions"] = new JsonObject(),
            ["volumes"] = 1,
            ["EnableInferItems"] = null,
        };
    }

    public static JsonObject Restitution(InvoiceRequest request) => new()
    {
        ["Refund"] = new JsonObject
        {
            ["value"] = request.InvoiceValue,
            ["giftCardData"] = null,
            ["items"] = new JsonArray(
            [
                .. request.Items.Select(item => (JsonNode)new JsonObject
                {
                    ["useFreight"] = null,
                    ["isCompensation"] = false,
                    ["compensationValue"] = 0,
                    ["id"] = item.Id,
                    ["quantity"] = item.Quantity,
                    ["price"] = item.Price,
                    ["description"] = item.Description ?? "",
                }),
            ]),
        },
    };

    public static void Track(JsonObject package, TrackingRequest request)
    {
        package["trackingNumber"] = request.TrackingNumber;
        package["trackingUrl"] = request.TrackingUrl;
        package["courier"] = request.Courier;
    }

    /// <summary>Events are added to those that are there, for the customer to see: an event that comes twice is seen twice.</summary>
    public static void AddEvents(JsonObject package, TrackingEventsRequest request, DateTimeOffset now)
    {
        var status = package["courierStatus"] as JsonObject ?? new JsonObject { ["status"] = null, ["data"] = new JsonArray() };
        package["courierStatus"] ??= status;
        var data = status["data"] as JsonArray ?? new JsonArray();
        status["data"] ??= data;
        foreach (var tracked in request.Events)
        {
            data.Add(new JsonObject
            {
                ["lastChange"] = JsonNodes.Time(now),
                ["city"] = tracked.City,
                ["state"] = tracked.State,
                ["description"] = tracked.Description,
                ["createDate"] = tracked.Date,
            });
            status["status"] = tracked.Description;
        }

        status["finished"] = request.IsDelivered;
        // The schema knows no null here.
        if (request.DeliveredDate is { } deliveredDate)
        {
            status["deliveredDate"] = deliveredDate;
        }
    }
}

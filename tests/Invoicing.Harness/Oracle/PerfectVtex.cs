using System.Text.Json.Nodes;

namespace Invoicing.Harness.Oracle;

/// <summary>What the reference expects VTEX to say of itself, for tests that plant a difference in it.</summary>
internal static class PerfectVtex
{
    public static JsonObject Of(ExpectedEnd end)
    {
        var (invoices, calls) = (new JsonArray(), new JsonArray());
        var (tracking, events, refunds) = (new JsonArray(), new JsonArray(), new JsonArray());
        foreach (var order in end.Orders.Values.Where(order => order.Vtex is not null))
        {
            foreach (var part in order.Vtex!.Parts)
            {
                var number = part.Number ?? PerfectLedger.DocumentNoOf(order.OrderNo);
                invoices.Add(Invoice(order.Vtex, "Output", number, part.Value, part.Skus, Tell("invoice")));
            }

            foreach (var (number, parcel) in order.Vtex.Parcels)
            {
                Tell("tracking");
                tracking.Add(Entry(order, number, new()
                {
                    ["trackingNumber"] = parcel.TrackingNumber, ["trackingUrl"] = parcel.Url, ["courier"] = parcel.Courier,
                    ["dispatchedDate"] = parcel.DispatchedDate,
                }));
                tracking[^1]!["trackingNumber"] = parcel.TrackingNumber;
            }

            foreach (var (number, happened) in order.Vtex.Events)
            {
                Tell("event");
                events.Add(Entry(order, number, new()
                {
                    ["isDelivered"] = happened.DeliveredDate is not null, ["deliveredDate"] = happened.DeliveredDate,
                    ["events"] = new JsonArray(new JsonObject
                    {
                        ["city"] = happened.City, ["state"] = happened.State, ["description"] = happened.Description,
                        ["date"] = happened.Date,
                    }),
                }));
            }

            foreach (var returned in order.Vtex.Returns)
            {
                invoices.Add(Invoice(order.Vtex, "Input", returned.Number, returned.Value, returned.Skus, Tell("return")));
                refunds.Add(Entry(order, returned.Number, []));
                refunds[^1]!["value"] = returned.Value;
            }

            DateTimeOffset Tell(string operation)
            {
                var at = PerfectLedger.EnteredAt.AddMinutes(calls.Count);
                calls.Add(Call(order.Vtex, "get", at));
                calls.Add(Call(order.Vtex, operation, at.AddSeconds(1)));
                return at.AddSeconds(1);
            }
        }

        return new JsonObject
        {
            ["invoices"] = invoices,
            ["calls"] = calls,
            ["refunds"] = refunds,
            ["tracking"] = tracking,
            ["events"] = events,
        };
    }

    public static Dictionary<string, string> Statuses(ExpectedEnd end)
    {
        var orders = end.Orders.Values.Where(order => order.Vtex is not null).ToLookup(order => order.Vtex!.Key, order => order.Vtex!);
        return end.Marketplace.ToDictionary(there => there.Key, there => orders[there.Key].SelectMany(order => order.Parts).ToList() switch
        {
            { Count: > 0 } parts => parts.Sum(part => part.Value) == there.Value ? "invoiced" : "payment-approved",
            _ => there.Settled == "ready-for-handling" && orders[there.Key].Any(order => order.IsHandled) ? "handling" : there.Settled,
        });
    }

    public static JsonObject Call(ExpectedInVtex order, string operation, DateTimeOffset at, string fault = "") => new()
    {
        ["account"] = order.Account,
        ["orderId"] = order.OrderId,
        ["operation"] = operation,
        ["at"] = at,
        ["status"] = fault.Length == 0 ? 200 : null,
        ["fault"] = fault.Length == 0 ? null : fault,
    };

    private static JsonObject Entry(ExpectedOrder order, string? number, JsonObject body) => new()
    {
        ["account"] = order.Vtex!.Account,
        ["orderId"] = order.Vtex.OrderId,
        ["invoiceNumber"] = number ?? PerfectLedger.DocumentNoOf(order.OrderNo),
        ["body"] = body,
    };

    private static JsonObject Invoice(
        ExpectedInVtex order, string type, string number, long value, IReadOnlyList<ExpectedSku> skus, DateTimeOffset at) =>
        new()
        {
            ["account"] = order.Account,
            ["orderId"] = order.OrderId,
            ["type"] = type,
            ["invoiceNumber"] = number,
            ["invoiceValue"] = value,
            ["receivedAt"] = at,
            ["receipts"] = new JsonArray("R1"),
            ["body"] = new JsonObject
            {
                ["type"] = type,
                ["issuanceDate"] = at.ToOffset(TimeSpan.FromHours(-6)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", null),
                ["invoiceNumber"] = number,
                ["invoiceValue"] = $"{value}",
                ["courier"] = "",
                ["trackingNumber"] = "",
                ["trackingUrl"] = "",
                ["dispatchedDate"] = null,
                ["items"] = new JsonArray([.. skus.Select(sku => new JsonObject
                {
                    ["id"] = sku.Id,
                    ["price"] = sku.Price,
                    ["quantity"] = sku.Quantity,
                })]),
            },
        };
}

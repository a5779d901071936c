using System.Text.Json.Nodes;

namespace Invoicing.Harness.Oracle;

/// <summary>What the reference expects VTEX to say of itself, for tests that plant a difference in it.</summary>
internal static class PerfectVtex
{
    public static JsonObject Of(ExpectedEnd end)
    {
        var (invoices, calls) = (new JsonArray(), new JsonArray());
        foreach (var order in end.Orders.Values.Where(order => order.Vtex is not null))
        {
            foreach (var part in order.Vtex!.Parts)
            {
                var at = PerfectLedger.EnteredAt.AddMinutes(calls.Count);
                calls.Add(Call(order.Vtex, "get", at));
                calls.Add(Call(order.Vtex, "invoice", at.AddSeconds(1)));
                invoices.Add(Invoice(order, part, at.AddSeconds(1)));
            }
        }

        return new JsonObject
        {
            ["invoices"] = invoices,
            ["calls"] = calls,
            ["refunds"] = new JsonArray(),
            ["tracking"] = new JsonArray(),
            ["events"] = new JsonArray(),
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

    private static JsonObject Invoice(ExpectedOrder order, ExpectedPart part, DateTimeOffset at)
    {
        var number = part.Number ?? PerfectLedger.DocumentNoOf(order.OrderNo);
        return new()
        {
            ["account"] = order.Vtex!.Account,
            ["orderId"] = order.Vtex.OrderId,
            ["type"] = "Output",
            ["invoiceNumber"] = number,
            ["invoiceValue"] = part.Value,
            ["receivedAt"] = at,
            ["receipts"] = new JsonArray("R1"),
            ["body"] = new JsonObject
            {
                ["type"] = "Output",
                ["issuanceDate"] = at.ToOffset(TimeSpan.FromHours(-6)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", null),
                ["invoiceNumber"] = number,
                ["invoiceValue"] = $"{part.Value}",
                ["courier"] = "",
                ["trackingNumber"] = "",
                ["trackingUrl"] = "",
                ["dispatchedDate"] = null,
                ["items"] = new JsonArray([.. part.Skus.Select(sku => new JsonObject
                {
                    ["id"] = sku.Id,
                    ["price"] = sku.Price,
                    ["quantity"] = sku.Quantity,
                })]),
            },
        };
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>
/// Reads an order's stored document. Those of the first version, which knew Retail Pro alone, had the invoice and the slips as properties;
/// they become steps here, and are stored so when the order changes next.
/// </summary>
internal static class ShippedDocuments
{
    private const string RetailPro = "retailpro";

    private static readonly string[] s_dataOfRetailPro = ["isSendSale", "goods", "election", "slipNumbers"];

    public static OrderProcess Read(byte[] document)
    {
        var process = JsonSerializer.Deserialize(document, ProcessJson.Default.OrderProcess)!;
        return process.Format == OrderProcess.PresentFormat
            ? process
            : OfFirstVersion(JsonNode.Parse(document)!.AsObject()).Deserialize(ProcessJson.Default.OrderProcess)!;
    }

    private static JsonObject OfFirstVersion(JsonObject document)
    {
        var isSendSale = document["isSendSale"]?.GetValue<bool>() == true;
        var store = isSendSale
            ? (document["goods"] ?? document["content"])?["soldAtStore"]?.GetValue<string>()
            : document["election"]?["store"]?.GetValue<string>();
        var steps = new JsonArray();
        if (Take("invoice") is JsonObject invoice)
        {
            steps.Add(Step(invoice, "invoice", null, "Invoice", document["election"]?["store"]?.GetValue<string>(), null));
            ((JsonObject)steps[0]!)["documentNo"] = Take("documentNo");
        }

        foreach (var transfer in Take("transfers")?.AsArray() ?? [])
        {
            steps.Add(Step(
                (JsonObject)transfer!["step"]!.DeepClone(), "slip", (string?)transfer["slipNo"], "Transfer",
                (string?)transfer["fromStore"], (string?)transfer["toStore"], isSendSale ? null : "invoice"));
        }

        var data = new JsonObject();
        foreach (var name in s_dataOfRetailPro.Where(document.ContainsKey))
        {
            data[name] = Take(name);
        }

        document["format"] = OrderProcess.PresentFormat;
        document["steps"] = steps;
        document["data"] = new JsonObject { [RetailPro] = data };
        document["store"] = store;
        return document;

        JsonNode? Take(string name) => document.Remove(name, out var node) ? node : null;
    }

    private static JsonObject Step(JsonObject step, string operation, string? number, string phase, string? store, string? toStore, string? after = null)
    {
        step["key"] = new JsonObject { ["system"] = RetailPro, ["operation"] = operation, ["number"] = number };
        step["name"] = number is null ? operation : $"{operation}/{number}";
        step["phase"] = phase;
        step["after"] = after is null ? new JsonArray() : new JsonArray(after);
        step["store"] = store;
        step["toStore"] = toStore;
        return step;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Host.Commands.Feeds;

/// <summary>Prints previews as they come: a file may hold very many.</summary>
internal sealed class PreviewPage(bool json)
{
    private const int LongestText = 2000;

    private static readonly JsonSerializerOptions s_readable = new(JsonText.AsItIs) { WriteIndented = true };

    private int _orders;

    /// <summary>Orders that could not be sent.</summary>
    public int Wrong { get; private set; }

    public void WriteHead(FileInspection file)
    {
        foreach (var remark in json ? [] : file.Remarks)
        {
            Console.Out.WriteLine($"Remark: {TextSanitizer.Line(remark, LongestText)}");
        }
    }

    public void Write(OrderPreview order)
    {
        _orders++;
        Wrong += order.IsWrong ? 1 : 0;
        Console.Out.WriteLine(json ? Json(order) : Page(order));
    }

    public void WriteEnd()
    {
        if (!json)
        {
            Console.Out
                .WriteLine($"{_orders} orders, {Wrong} of them cannot be sent. {OrderProcessor.PreviewSlipNo} stands for the number that "
                    + "a slip will get. Nothing was sent.");
        }
    }

    internal static string Page(OrderPreview order)
    {
        var number = order.OrderNo is null ? "" : $"order {TextSanitizer.Line(order.OrderNo, LongestText)}: ";
        var lines = new List<string> { $"line {order.Line}: {number}{order.Outcome}" };
        // All faults of an order that cannot be sent follow.
        if (order.Reason is not null && order.Faults.Count == 0)
        {
            lines.Add($"  {TextSanitizer.Line(order.Reason, LongestText)}");
        }

        if (order.Store is not null)
        {
            lines.Add($"  Store: {TextSanitizer.Line(order.Store, LongestText)}, {order.StoreReason}");
        }

        lines.AddRange(order.Faults.Select(fault => $"  Wrong: {TextSanitizer.Line(fault.ToString(), LongestText)}"));
        lines.AddRange(order.Warnings.Select(warning => $"  Warning: {TextSanitizer.Line(warning, LongestText)}"));
        foreach (var request in order.Requests.Where(request => request.Built.Body is not null))
        {
            var (from, to) = (TextSanitizer.Line(request.FromStore, LongestText), TextSanitizer.Line(request.ToStore, LongestText));
            lines.Add(request.Step == "invoice" ? "  Order to Invoice" : $"  Transfer Slip from {from} to {to}");
            var body = JsonNode.Parse(request.Built.Body!)!.ToJsonString(s_readable);
            lines.AddRange(body.Split('\n').Select(line => $"    {line.TrimEnd('\r')}"));
        }

        return string.Join('\n', lines);
    }

    internal static string Json(OrderPreview order) => new JsonObject
    {
        ["line"] = order.Line,
        ["orderNo"] = order.OrderNo,
        ["outcome"] = order.Outcome,
        ["reason"] = order.Reason,
        ["store"] = order.Store,
        ["storeReason"] = order.StoreReason,
        ["faults"] = new JsonArray([.. order.Faults.Select(fault => JsonValue.Create(fault.ToString()))]),
        ["warnings"] = new JsonArray([.. order.Warnings.Select(warning => JsonValue.Create(warning))]),
        ["requests"] = new JsonArray([.. order.Requests.Select(request => new JsonObject
        {
            ["step"] = request.Step, ["fromStore"] = request.FromStore, ["toStore"] = request.ToStore,
            ["body"] = request.Built.Body is { } body ? JsonNode.Parse(body) : null,
        })]),
    }.ToJsonString(JsonText.AsItIs);
}

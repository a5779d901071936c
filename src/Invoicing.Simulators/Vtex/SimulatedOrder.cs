using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Vtex;

/// <summary>An order: the body of Get order, and what it will show in a while.</summary>
internal sealed class SimulatedOrder(string account, string id, JsonObject body)
{
    private readonly List<(DateTimeOffset Since, string? Status)> _history = [];

    public string Account => account;

    public string Id => id;

    public JsonObject Body => body;

    public string? Status => JsonNodes.Text(body, "status");

    public long Value => JsonNodes.Whole(body, "value");

    /// <summary>Invoices that were taken and cannot be seen yet.</summary>
    public List<JsonObject> Unseen { get; } = [];

    public IEnumerable<JsonObject> Packages => JsonNodes.Objects(body["packageAttachment"]?["packages"]);

    public IReadOnlyList<JsonObject> Items => [.. JsonNodes.Objects(body["items"])];

    /// <summary>In cents; only what can be seen.</summary>
    public long InvoicedValue => Packages
        .Where(package => JsonNodes.Text(package, "type") == InvoiceRequest.Output)
        .Sum(package => JsonNodes.Whole(package, "invoiceValue"));

    public JsonObject? Package(string invoiceNumber) => Packages.FirstOrDefault(package => HasNumber(package, invoiceNumber));

    public bool Knows(string invoiceNumber) => Packages.Concat(Unseen).Any(package => HasNumber(package, invoiceNumber));

    public DateTimeOffset? LastChange => _history.Count == 0 ? null : _history[^1].Since;

    /// <summary>False when the order has that status already.</summary>
    public bool MoveTo(string? status, DateTimeOffset at)
    {
        if (_history.Count > 0 && _history[^1].Status == status)
        {
            return false;
        }

        _history.Add((at, status));
        body["status"] = status;
        body["lastChange"] = JsonNodes.Time(at);
        return true;
    }

    /// <summary>False when the order was not there yet.</summary>
    public bool HadStatus(DateTimeOffset at, out string? status)
    {
        var index = _history.FindLastIndex(change => change.Since <= at);
        status = index < 0 ? null : _history[index].Status;
        return index >= 0;
    }

    public void Show(JsonObject package)
    {
        Unseen.Remove(package);
        var attachment = body["packageAttachment"] as JsonObject ?? new JsonObject();
        body["packageAttachment"] ??= attachment;
        var packages = attachment["packages"] as JsonArray ?? new JsonArray();
        attachment["packages"] ??= packages;
        packages.Add(package);
    }

    private static bool HasNumber(JsonObject package, string invoiceNumber) => JsonNodes.Text(package, "invoiceNumber") == invoiceNumber;
}

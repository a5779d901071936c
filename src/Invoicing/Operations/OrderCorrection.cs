using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Operations;

/// <summary>One value that a correction changes.</summary>
/// <param name="Field">As faults name it, such as <c>items[0].upc</c>.</param>
/// <param name="Before">JSON; null: there was none. May be personal data.</param>
/// <param name="After">JSON; null: there is none any more. May be personal data.</param>
internal sealed record Difference(string Field, string? Before, string? After);

/// <summary>An order's content as a person corrects it: in the form in which the OMS sends it.</summary>
/// <param name="Base">Fingerprint of the content that was corrected.</param>
internal sealed record OrderCorrection(Order Corrected, string Base, IReadOnlyList<Difference> Differences)
{
    /// <param name="known">The order's content.</param>
    /// <param name="patch">A JSON Patch on the message's fields.</param>
    /// <param name="zone">Of times without an offset.</param>
    /// <param name="now">What is said to have happened later has not.</param>
    /// <exception cref="PatchRefusedException">The patch cannot be applied.</exception>
    public static OrderCorrection Of(Order known, JsonNode? patch, TimeZoneInfo zone, DateTimeOffset now)
    {
        var before = AsMessage(known);
        var after = JsonPatch.Apply(before, patch);
        if (after is not JsonObject)
        {
            throw new PatchRefusedException("The patch leaves no order.");
        }

        var differences = new List<Difference>();
        Compare("", before, after, differences);
        using var body = JsonDocument.Parse(after.ToJsonString());
        var corrected = OrderReader.Read(body.RootElement, zone, now);
        // What could not be read is not in the stored content, so only a new value at its place can mend it.
        var remaining = known.Unreadable
            .Where(fault => !differences.Exists(difference => difference.After is not null && IsAt(difference.Field, fault.Field)));
        return new(
            corrected with { Unreadable = [.. remaining.Concat(corrected.Unreadable).Distinct()] },
            Fingerprints.OfContent(known),
            differences);
    }

    /// <summary>As the OMS writes it.</summary>
    public static JsonObject AsMessage(Order order)
    {
        var message = JsonSerializer.SerializeToNode(order, ProcessJson.Default.Order)!.AsObject();
        message["orderNo"] = order.OrderName;
        message.Remove("orderName");
        message.Remove("unreadable");
        foreach (var item in message["items"]!.AsArray())
        {
            item!.AsObject().Remove("index");
        }

        return message;
    }

    private static bool IsAt(string changed, string field) =>
        changed == field || changed.StartsWith(field + ".", StringComparison.Ordinal)
            || changed.StartsWith(field + "[", StringComparison.Ordinal);

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<Difference> differences)
    {
        if (before is JsonObject or null && after is JsonObject or null && (before ?? after) is not null)
        {
            var names = (before?.AsObject() ?? []).Select(p => p.Key).Union((after?.AsObject() ?? []).Select(p => p.Key));
            foreach (var name in names.ToList())
            {
                Compare(path.Length == 0 ? name : $"{path}.{name}", before?[name], after?[name], differences);
            }
        }
        else if (before is JsonArray or null && after is JsonArray or null && (before ?? after) is not null)
        {
            var (was, willBe) = (before?.AsArray() ?? [], after?.AsArray() ?? []);
            for (var i = 0; i < Math.Max(was.Count, willBe.Count); i++)
            {
                Compare($"{path}[{i}]", i < was.Count ? was[i] : null, i < willBe.Count ? willBe[i] : null, differences);
            }
        }
        else if (!JsonNode.DeepEquals(before, after))
        {
            differences.Add(new(path, before?.ToJsonString(), after?.ToJsonString()));
        }
    }
}

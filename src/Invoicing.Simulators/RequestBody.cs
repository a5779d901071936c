using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators;

/// <summary>Reads request bodies as strict JSON.</summary>
internal static class RequestBody
{
    // Two properties of the same name leave open which one counts, so they are wrong JSON here.
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    public static async Task<byte[]> Read(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    /// <summary>A part of the path. The server decodes all of it except for its slashes.</summary>
    /// <returns>Null: the route has none of the name.</returns>
    public static string? InPath(HttpContext context, string name) =>
        context.Request.RouteValues[name]?.ToString()?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a body of JSON says; null when it is no object, or has faults, which are added to those that are known.</summary>
    public static T? Content<T>(JsonElement json, List<string> faults, Func<JsonElement, List<string>, T?> read)
        where T : class
    {
        if (faults.Count == 0 && json.ValueKind != JsonValueKind.Object)
        {
            faults.Add("the body must be an object");
        }

        return faults.Count == 0 && read(json, faults) is { } content && faults.Count == 0 ? content : null;
    }

    /// <summary>Null when it is no JSON; why, is added to the faults.</summary>
    public static JsonDocument? Parse(byte[] body, List<string> faults)
    {
        // The parser looks into no string, and the ledger would hand the broken bytes on.
        if (!Utf8.IsValid(body))
        {
            faults.Add("the body is not UTF-8");
            return null;
        }

        try
        {
            return JsonDocument.Parse(body, s_strict);
        }
        catch (JsonException wrong)
        {
            faults.Add($"the body is not JSON: {wrong.Message}");
            return null;
        }
    }
}

using System.Text;
using System.Text.Json;
using Invoicing.Orders;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Emporix.Api;

/// <summary>Reads what clients send: strictly, for a value that is guessed would be found out on an invoice.</summary>
internal static class ApiBody
{
    private const int LongestKey = 200;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <exception cref="ApiException">It is no JSON.</exception>
    public static async Task<JsonElement> ReadJson(this HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return Parse(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <exception cref="ApiException">It is no JSON object.</exception>
    public static async Task<ApiFields> ReadObject(this HttpContext context) => ApiFields.Of(await context.ReadJson(), "");

    /// <summary>The client's own key for its request; null: it has none.</summary>
    public static string? IdempotencyKey(this HttpContext context)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        return key.Length > LongestKey ? throw ApiErrors.BadRequest($"the header Idempotency-Key is longer than {LongestKey} characters")
            : key.Length == 0 ? null
            : key;
    }

    public static JsonElement Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonElement.Parse(s_utf8.GetString(bytes), s_strict);
        }
        catch (DecoderFallbackException)
        {
            throw ApiErrors.BadRequest("the body is not UTF-8");
        }
        catch (JsonException e)
        {
            // Its own message may quote the body.
            throw ApiErrors.BadRequest(e.LineNumber is { } line
                ? $"the body is no JSON: line {line + 1}, byte {e.BytePositionInLine + 1}"
                : "the body is no JSON, or an object of it has one field twice");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw ApiErrors.BadRequest("the body has a name with half of a surrogate pair");
        }
    }
}

/// <summary>The fields of a JSON object. A null counts as absent; what nobody asks for is passed over.</summary>
internal readonly struct ApiFields
{
    private readonly JsonElement _json;
    private readonly string _path;

    private ApiFields(JsonElement json, string path) => (_json, _path) = (json, path);

    public JsonElement Json => _json;

    public static ApiFields Of(JsonElement json, string path) => json.ValueKind == JsonValueKind.Object
        ? new(json, path)
        : throw ApiErrors.BadRequest($"{(path.Length == 0 ? "the body" : path)} is {JsonText.KindOf(json)}, an object is expected");

    public JsonElement? Find(string name) =>
        _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Need(string name) => Find(name) ?? throw Fault(name, "is missing");

    public string? Text(string name, int longest = 1000) =>
        Find(name) is not { } value ? null
        : !JsonText.TryRead(value, orNumber: false, out var text, out var problem) ? throw Fault(name, problem)
        : text.Length > longest ? throw Fault(name, $"is longer than {longest} characters")
        : text;

    public string NeedText(string name, int longest = 1000) =>
        Text(name, longest) is not { } text ? throw Fault(name, "is missing")
        : string.IsNullOrWhiteSpace(text) ? throw Fault(name, "is empty")
        : text;

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Fault(name, $"is {JsonText.KindOf(value)}, true or false is expected"),
    };

    /// <summary>1.0 is a whole number, too.</summary>
    public long? Whole(string name, long least, long most) =>
        Find(name) is not { } value ? null
        : value.ValueKind != JsonValueKind.Number ? throw Fault(name, $"is {JsonText.KindOf(value)}, a whole number is expected")
        : value.TryGetDecimal(out var number) && number == decimal.Truncate(number) && number >= least && number <= most ? (long)number
        : throw Fault(name, $"is no whole number from {least} to {most}");

    public long NeedWhole(string name, long least, long most) => Whole(name, least, most) ?? throw Fault(name, "is missing");

    public ApiFields? Object(string name) => Find(name) is { } value ? Of(value, PathOf(name)) : null;

    public IEnumerable<(string Name, ApiFields Fields)> Objects()
    {
        foreach (var property in _json.EnumerateObject())
        {
            yield return JsonText.TryNameOf(property, out var name)
                ? (name, Of(property.Value, PathOf(name)))
                : throw ApiErrors.BadRequest($"{_path} has a name with half of a surrogate pair");
        }
    }

    /// <summary>Every field, each a text.</summary>
    public Dictionary<string, string> Texts()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in _json.EnumerateObject())
        {
            if (!JsonText.TryNameOf(property, out var name))
            {
                throw ApiErrors.BadRequest($"{_path} has a name with half of a surrogate pair");
            }

            texts[name] = JsonText.TryRead(property.Value, orNumber: false, out var text, out var problem)
                ? text
                : throw Fault(name, problem);
        }

        return texts;
    }

    public ApiException Fault(string name, string problem) => ApiErrors.BadRequest($"{PathOf(name)} {problem}");

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}

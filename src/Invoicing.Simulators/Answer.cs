using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators;

/// <summary>An answer that is decided but not yet sent, so that a fault can still spoil or swallow it.</summary>
/// <param name="Content">What becomes JSON; bytes are sent as they are.</param>
internal sealed record Answer(int Status, object Content)
{
    private const string Type = "application/json; charset=utf-8";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new RawJson() },
    };

    /// <summary>One more header, if any. A fault that spoils the answer leaves it out.</summary>
    public (string Name, string Value)? Header { get; init; }

    public static Answer Ok(object content) => new(StatusCodes.Status200OK, content);

    /// <summary>A status alone.</summary>
    public static Answer Empty(int status) => new(status, Array.Empty<byte>());

    public static Answer Refused(int status, string error) => new(status, new { error });

    public Task Send(HttpContext context)
    {
        if (Header is { } header)
        {
            context.Response.Headers[header.Name] = header.Value;
        }

        return Send(context, Status, Content is byte[] { Length: 0 } ? null : Type, Serialize());
    }

    /// <summary>Piece by piece: after a load test the ledger is hundreds of megabytes long.</summary>
    public Task Stream(HttpContext context)
    {
        context.Response.ContentType = Type;
        return JsonSerializer.SerializeAsync(context.Response.Body, Content, s_json);
    }

    /// <summary>The true status with a body that breaks off.</summary>
    public Task SendUnreadable(HttpContext context)
    {
        var whole = Serialize();
        return Send(context, Status, Type, whole[..(whole.Length / 2)]);
    }

    /// <summary>A text as it is.</summary>
    public static Task SendRaw(HttpContext context, int status, string? contentType, string text) =>
        Send(context, status, contentType, Encoding.UTF8.GetBytes(text));

    private byte[] Serialize() => Content as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(Content, s_json);

    private static Task Send(HttpContext context, int status, string? contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        // These forbid a body.
        if (status is 204 or 205 or 304)
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }

    /// <summary>Bytes are JSON as it came: a number that goes through a parser may lose its last digits or its trailing zeros.</summary>
    private sealed class RawJson : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value, skipInputValidation: true);
    }
}

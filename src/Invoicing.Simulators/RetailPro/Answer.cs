using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.RetailPro;

/// <summary>An answer that is decided but not yet sent, so that a fault can still spoil or swallow it.</summary>
internal sealed record Answer(int Status, object Content)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Answer Ok(object content) => new(StatusCodes.Status200OK, content);

    public static Answer Refused(int status, string error) => new(status, new { error });

    public Task Send(HttpContext context) => Send(context, Serialize());

    /// <summary>The true status with a body that breaks off.</summary>
    public Task SendUnreadable(HttpContext context)
    {
        var whole = Serialize();
        return Send(context, whole[..(whole.Length / 2)]);
    }

    /// <summary>A text as it is; 204 and 205 forbid one.</summary>
    public static Task SendRaw(HttpContext context, int status, string? contentType, string text) => status is 204 or 205
        ? Task.FromResult(context.Response.StatusCode = status)
        : Send(context, status, contentType, Encoding.UTF8.GetBytes(text));

    private byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(Content, s_json);

    private Task Send(HttpContext context, byte[] body) => Send(context, Status, "application/json; charset=utf-8", body);

    private static Task Send(HttpContext context, int status, string? contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }
}

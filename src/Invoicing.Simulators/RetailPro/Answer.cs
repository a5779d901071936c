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

    private byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(Content, s_json);

    private Task Send(HttpContext context, byte[] body)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Emporix.Api;

/// <summary>Ends a request with an error; none of its texts may hold what others must not see.</summary>
/// <param name="detail">For a request that is wrong: field and rule.</param>
internal sealed class ApiException(int status, string message, string? detail = null) : Exception(message)
{
    public int Status => status;

    public string? Detail => detail;
}

/// <summary>The errors that there are.</summary>
internal static class ApiErrors
{
    public static ApiException BadRequest(string detail) => new(StatusCodes.Status400BadRequest, "Bad request", detail);

    public static ApiException Unauthorized() => new(StatusCodes.Status401Unauthorized, "Invalid access token");

    public static ApiException Forbidden(string detail) => new(StatusCodes.Status403Forbidden, "Forbidden", detail);

    public static ApiException NotFound(string? detail = null) => new(StatusCodes.Status404NotFound, "Not found", detail);

    public static ApiException Conflict(string detail) => new(StatusCodes.Status409Conflict, "Conflict", detail);

    public static Task Write(HttpContext context, ApiException error)
    {
        if (error.Status != StatusCodes.Status401Unauthorized)
        {
            return context.Answer(error.Status, new ErrorBody(error.Message, $"{error.Status}", error.Detail));
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Answer(error.Status, new FaultBody(new(error.Message, new(error.Detail ?? "oauth.v2.InvalidAccessToken"))));
    }

    private sealed record ErrorBody(string Message, string Code, string? DetailInfo);

    /// <summary>As the gateway in front of Emporix's services writes it.</summary>
    private sealed record FaultBody(Fault Fault);

    private sealed record Fault(string Faultstring, FaultDetail Detail);

    private sealed record FaultDetail(string Errorcode);
}

internal static class ApiAnswers
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>As JSON, camelCase; what is null is left out.</summary>
    public static Task Answer<T>(this HttpContext context, int status, T value)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, s_json, "application/json", context.RequestAborted);
    }
}

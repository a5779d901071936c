using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Host.Http.Api;

/// <summary>Routes of the API, below <see cref="HttpPaths.Api"/>.</summary>
internal interface IApiRoutes
{
    void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder api);
}

/// <summary>The JSON of the command line: camelCase, enumerations by name, nulls written.</summary>
internal static class ApiJson
{
    private const int LongestReason = 1000;
    private const int LongestPage = 500;
    private const int UsualPage = 50;

    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter());
        return options;
    }

    public static IResult Ok<T>(T value) => Answer(StatusCodes.Status200OK, value);

    /// <param name="location">Where what was begun is to be looked at.</param>
    public static IResult Answer<T>(int status, T value, string? location = null) =>
        new JsonAnswer(status, JsonSerializer.Serialize(value, Options), location);

    public static IResult Answer(int status, string json, string? location) => new JsonAnswer(status, json, location);

    /// <exception cref="ProblemException">It is too small or too large.</exception>
    public static int Limit(int? limit) => limit is null or (>= 1 and <= LongestPage)
        ? limit ?? UsualPage
        : throw ProblemException.BadRequest($"limit is {limit}: 1 to {LongestPage} is expected.");

    /// <exception cref="ProblemException">There is none, or it cannot be kept.</exception>
    public static string Reason(string? reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason || reason.Any(letter => char.IsControl(letter) && letter != '\n')
            ? throw ProblemException.BadRequest($"reason must say why, in at most {LongestReason} characters that can be read.")
            : reason;
}

/// <param name="Location">Where what was begun is to be looked at; null: nowhere.</param>
internal sealed record JsonAnswer(int Status, string Json, string? Location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        return response.WriteAsync(Json, httpContext.RequestAborted);
    }
}

using System.Diagnostics;
using System.Text.Json;
using Invoicing.ErrorQueues;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.Operations;
using Invoicing.Pages;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Invoicing.Host.Http;

/// <summary>Ends a request with a fault that is the caller's, or the moment's.</summary>
/// <param name="kind">Never changes; docs/api.md lists them all.</param>
/// <param name="detail">What is wrong, with the field and what is expected, and what to do.</param>
internal sealed class ProblemException(int status, string kind, string detail) : Exception(detail)
{
    public int Status => status;

    public string Kind => kind;

    public static ProblemException BadRequest(string detail) => new(StatusCodes.Status400BadRequest, "bad-request", detail);

    public static ProblemException NotFound(string detail) => new(StatusCodes.Status404NotFound, "not-found", detail);
}

/// <summary>Faults as RFC 9457 has them.</summary>
internal static class Problems
{
    private const string Urn = "urn:invoicing:problem:";
    private const string ContentType = "application/problem+json";

    /// <summary>What an exception means to the caller.</summary>
    /// <returns>Null: it is a fault of the program.</returns>
    public static ProblemException? Of(Exception e) => e switch
    {
        ProblemException known => known,
        UnknownPageException => ProblemException.NotFound(e.Message),
        UnusableFilterException => ProblemException.BadRequest(e.Message),
        UnusableFeedException => ProblemException.BadRequest($"The list cannot be used: {e.Message}."),
        AntiforgeryValidationException { InnerException: IOException or InvalidDataException } => new(
            StatusCodes.Status413PayloadTooLarge, "bad-request", "What was sent is larger than this form may be. Send it in parts, or use "
                + "the command."),
        AntiforgeryValidationException or BadHttpRequestException { InnerException: AntiforgeryValidationException } =>
            ProblemException.BadRequest(
                "This form was opened before you signed in, in another browser, or too long ago. Open it again and send that one."),
        BadHttpRequestException bad => new(bad.StatusCode, "bad-request", bad.Message),
        UnknownOrderException or UnknownFeedException or UnknownStoreException => ProblemException.NotFound(e.Message),
        StoreRefusedException => new(StatusCodes.Status422UnprocessableEntity, "unusable-value", e.Message),
        CommandRefusedException or PauseRefusedException => new(StatusCodes.Status409Conflict, "refused", e.Message),
        PatchRefusedException => new(StatusCodes.Status422UnprocessableEntity, "unusable-patch", e.Message),
        UpdateRefusedException => new(StatusCodes.Status422UnprocessableEntity, "unusable-value", e.Message),
        ErrorQueueException => new(StatusCodes.Status503ServiceUnavailable, "broker-away", e.Message),
        NpgsqlException away when DatabaseFaults.IsAway(away) => new(
            StatusCodes.Status503ServiceUnavailable,
            "database-away",
            $"PostgreSQL: {ServerFailures.OfPostgres(away)} Nothing is lost: orders wait, and go on by themselves."),
        _ when ServerFailures.IsOfRabbitMq(e) => new(
            StatusCodes.Status503ServiceUnavailable, "broker-away", $"RabbitMQ: {ServerFailures.OfRabbitMq(e)}"),
        _ => null,
    };

    public static Task Write(HttpContext context, int status, string kind, string detail)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetails
        {
            Type = Urn + kind, Title = kind.Replace('-', ' '), Status = status, Detail = detail,
            Extensions = { ["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier },
        };
        return context.Response.WriteAsJsonAsync(problem, JsonSerializerOptions.Web, ContentType, context.RequestAborted);
    }
}

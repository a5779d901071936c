using System.Text.Encodings.Web;
using System.Text.Json;
using Invoicing.ErrorQueues;

namespace Invoicing.Host.Commands.Errors;

/// <summary>How entries are told to programs: camelCase, nulls written, text as people read it.</summary>
internal static class ErrorsJson
{
    private static readonly JsonSerializerOptions s_readable = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static void Print(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, s_readable));

    public static object Of(IEnumerable<FailureGroup> groups) => groups.Select(group => new
    {
        group.Queue, group.Cause, group.Reason, group.Entries, group.Orders, Cured = group.Resolved, group.Oldest, group.Newest,
    });

    public static object Of(FailedMessage message) => new
    {
        message.Id, Queue = message.ErrorQueue, message.Type, message.OrderNo, message.Step, message.Attempt, message.Cause, message.Reason,
        message.ExceptionType, message.FailedAt, message.Store, OrderState = message.Order?.State, Cured = message.IsResolved,
        CuredBecause = message.ResolvedBecause, message.Size,
    };
}

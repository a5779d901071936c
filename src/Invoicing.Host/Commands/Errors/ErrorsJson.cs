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

    public static object Of(IEnumerable<CauseGroup> groups) => groups.Select(group => new
    {
        group.Queue, group.Cause, group.Reason, group.Entries, group.Orders, group.Cured, group.Oldest, group.Newest,
    });

    public static object Of(KnownEntry known) => new
    {
        known.Entry.Id,
        Queue = known.Entry.ErrorQueue,
        known.Entry.Type,
        known.Entry.OrderNo,
        known.Entry.Step,
        known.Entry.Attempt,
        known.Cause,
        known.Entry.Reason,
        known.Entry.ExceptionType,
        known.Entry.FailedAt,
        known.Store,
        OrderState = known.State,
        Cured = known.IsCured,
        CuredBecause = known.Cured,
        known.Entry.Size,
    };
}

using System.Text.RegularExpressions;
using MassTransit;

namespace Invoicing.NotifyingFailures;

/// <summary>Why a message failed, as far as it can be said without personal data.</summary>
internal static partial class FaultReason
{
    /// <summary>Whose messages name fields, places and limits. Others may quote a value (<c>The input string 'Ana' …</c>): only their type is told.</summary>
    private static readonly string[] Quotable = ["Invoicing.", "MassTransit.", "Npgsql.NpgsqlException", Json, "System.Runtime.Serialization."];

    /// <summary>Quotes what it could not read, which may be the value of a customer's field.</summary>
    private const string Json = "System.Text.Json.";

    public static string Of(Fault fault)
    {
        if (fault.Exceptions is not [{ } outer, ..])
        {
            return "No reason was given.";
        }

        // The outermost says what was tried, the innermost what went wrong.
        var inner = outer;
        while (inner.InnerException is { } next)
        {
            inner = next;
        }

        return PlainText.WithoutAddresses(string.Join(" ", new[] { Say(outer), Say(inner) }.Distinct()));
    }

    /// <summary>Of an exception that is only known by name and message.</summary>
    public static string Of(string? exceptionType, string? message) =>
        message is null && exceptionType is null ? "No reason was given." : PlainText.WithoutAddresses(Say(exceptionType, message ?? ""));

    private static string Say(ExceptionInfo exception) => Say(exception.ExceptionType, exception.Message);

    private static string Say(string? exceptionType, string message)
    {
        var type = exceptionType ?? "unknown exception";
        return Array.Exists(Quotable, prefix => type.StartsWith(prefix, StringComparison.Ordinal))
            ? type.StartsWith(Json, StringComparison.Ordinal) ? Quoted().Replace(message, "(a value)") : message
            : $"The program failed with {type}.";
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();
}

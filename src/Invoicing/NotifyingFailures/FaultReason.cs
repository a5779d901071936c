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

    private static string Say(ExceptionInfo exception)
    {
        var type = exception.ExceptionType ?? "unknown exception";
        return Array.Exists(Quotable, prefix => type.StartsWith(prefix, StringComparison.Ordinal))
            ? type.StartsWith(Json, StringComparison.Ordinal) ? Quoted().Replace(exception.Message, "(a value)") : exception.Message
            : $"The program failed with {type}.";
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();
}

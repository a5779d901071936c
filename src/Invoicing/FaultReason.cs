using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MassTransit;

namespace Invoicing;

/// <summary>
/// Why a message failed, as far as it can be said without personal data. What the program does not expect has a code, and its exception
/// stands in the log beside the same code: its name says nothing to whoever reads a mail, and its text may quote a value.
/// </summary>
internal static partial class FaultReason
{
    private const string None = "No reason was given.";

    public static string Of(Fault fault)
    {
        if (fault.Exceptions is not [{ } outer, ..])
        {
            return None;
        }

        // The outermost says what was tried, the innermost what went wrong.
        var inner = Innermost(outer);
        var tried = Known(FailureCodes.Of(outer), outer.Message);
        var wrong = Say(FailureCodes.Of(inner), inner.Message);
        return TextSanitizer.WithoutAddresses(string.Join(" ", new[] { tried, wrong }.OfType<string>().Distinct()));
    }

    /// <summary>Of an exception that is only known by its code, or else its name, and message.</summary>
    public static string Of(string? exceptionType, string? message) =>
        message is null && exceptionType is null ? None : TextSanitizer.WithoutAddresses(Say(exceptionType, message ?? ""));

    /// <summary>
    /// Of a failure that nobody has thought of: the same sentence for the same kind of exception, by which it can be grouped and found in
    /// the log.
    /// </summary>
    public static string Unexpected(string? exceptionType) =>
        $"The program failed in a way that it does not know (code {CodeOf(exceptionType)}). The log of `invoicing serve` has the code and "
            + "tells more.";

    /// <summary>As above, of what a message's fault tells.</summary>
    public static string Unexpected(ExceptionInfo? exception) =>
        Unexpected(exception is null ? null : FailureCodes.Of(Innermost(exception)));

    /// <summary>Such as <c>E-4F1C</c>; the same for ever.</summary>
    public static string CodeOf(string? exceptionType) =>
        $"E-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(exceptionType ?? "")).AsSpan(0, 2))}";

    private static ExceptionInfo Innermost(ExceptionInfo exception)
    {
        while (exception.InnerException is { } next)
        {
            exception = next;
        }

        return exception;
    }

    private static string Say(string? exceptionType, string message) => Known(exceptionType, message) ?? Unexpected(exceptionType);

    private static string? Known(string? exceptionType, string message)
    {
        var type = exceptionType ?? "";
        // Its text names types of .NET and quotes what it could not read.
        return Is("System.Text.Json.")
            ? Path().Match(message) is { Success: true } at ? $"A value cannot be read at {at.Groups[1].Value}." : "A value cannot be read."
            : Is("System.Runtime.Serialization.") ? "The message cannot be read."
            // These name fields, places and limits; others may quote a value (The input string 'Ana' …).
            : FailureCodes.Contains(exceptionType) || Is("Npgsql.NpgsqlException") ? message
            : null;

        bool Is(string prefix) => type.StartsWith(prefix, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\bPath: (\$[\w.\[\]]*)")]
    private static partial Regex Path();
}

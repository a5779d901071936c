using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>
/// How answers whose form is not published usually say yes or no. What is plain may be called a refusal, which is tried again once its
/// cause is mended; what only sounds like one must never do more than keep an answer from being an acceptance.
/// </summary>
internal static partial class AnswerWords
{
    /// <summary>Names whose value tells what went wrong.</summary>
    private static readonly HashSet<string> Refusals =
    [
        "error", "errors", "errormessage", "errormessages", "errormsg", "errorcode", "errortext", "errordescription", "errordetail",
        "errordetails", "errorlist", "errorcount", "errmsg", "errcode", "err", "haserror", "haserrors", "iserror", "fault", "faultcode",
        "faultstring", "failed", "failure", "failures", "validationerrors", "modelstate",
    ];

    /// <summary>Names whose value is true where it went well.</summary>
    private static readonly HashSet<string> Successes =
    [
        "success", "succeeded", "successful", "issuccess", "issuccessful", "ok", "isok", "accepted", "isaccepted", "valid", "isvalid",
        "exito",
    ];

    private static readonly HashSet<string> Verdicts = ["status", "result", "state", "outcome", "statustext", "estado", "resultado"];
    private static readonly HashSet<string> StatusNumbers = ["status", "statuscode", "httpstatus", "httpstatuscode"];

    private static readonly HashSet<string> Messages = ["message", "messages", "msg", "detail", "reason", "mensaje", "mensajes"];
    private static readonly HashSet<string> MessagesAtTheTop =
        ["description", "descripcion", "descripción", "details", "text", "info", "title"];

    /// <summary>With these a name or a text sounds like a refusal.</summary>
    private static readonly string[] Stems =
    [
        "error", "err:", "exception", "fail", "reject", "refus", "invalid", "inválid", "denied", "abort", "cancel", "unsuccess", "rechaz",
        "fallid", "fallo",
    ];

    private static readonly string[] No = ["ko", "nok", "no", "false", "0", "forbidden", "unauthorized", "fault"];

    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ok", "success", "successful", "succeeded", "accepted", "created", "completed", "done", "no error", "no errors", "correcto",
        "exitoso",
    };

    private static readonly HashSet<string> Nothing =
        new(
            Yes.Concat(["", "-", "false", "null", "nil", "none", "no", "n/a", "na", "undefined", "ninguno"]),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>After these the request may have been carried out, whatever else is said.</summary>
    private static readonly string[] Open =
    [
        "timeout", "time-out", "time out", "timed out", "deadlock", "in progress", "being processed", "pending", "queued", "internal error",
        "internal server error", "unavailable", "bad gateway", "connection", "partial", "tiempo de espera", "interbloqueo", "en proceso",
        "pendiente",
    ];

    /// <summary>Names under which the answer to a question holds what was found.</summary>
    private static readonly HashSet<string> Contents =
    [
        "data", "result", "results", "content", "response", "value", "record", "records", "item", "document", "documents", "invoice",
        "invoices", "order", "slip", "slips", "transfer",
    ];

    /// <summary>Names of what is counted: an order of the number 200 is not named by a status of 200.</summary>
    private static readonly HashSet<string> Figures =
    [
        .. StatusNumbers, "code", "count", "total", "totalcount", "recordcount", "qty", "quantity", "lineno", "page", "pagesize", "limit",
        "elapsedms",
    ];

    /// <summary>A name without what people write it differently with: <c>Error_Code</c> is <c>errorcode</c>.</summary>
    public static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    public static bool IsMessage(string plainName, int depth) =>
        Messages.Contains(plainName) || (depth == 0 && MessagesAtTheTop.Contains(plainName));

    public static bool IsRefusal(string plainName, JsonElement value) =>
        Refusals.Contains(plainName) ? !IsNothing(value)
        : Successes.Contains(plainName) ? IsNo(value)
        : (Verdicts.Contains(plainName) && IsNo(value) && !IsZero(value))
            || (StatusNumbers.Contains(plainName) && StatusOf(value) is >= 400 and < 500);

    /// <summary>As where the code of an error is 1 and its text <c>Success</c>: no plain refusal any more.</summary>
    public static bool SoundsLikeSuccess(string plainName, JsonElement value) => TextOf(value) is { } text
        && (Yes.Contains(text) ? Refusals.Contains(plainName) || Verdicts.Contains(plainName) || Messages.Contains(plainName)
            : text == "true" && Successes.Contains(plainName));

    /// <summary>A name such as <c>exceptionMessage</c> or <c>printErrors</c> with something in it, or a status of 500 and more.</summary>
    public static bool SoundsLikeRefusal(string plainName, JsonElement value) =>
        ((plainName.StartsWith("fault", StringComparison.Ordinal) || Stems.Any(plainName.Contains)) && !IsNothing(value))
        || (StatusOf(value) is >= 400 and < 600 && (StatusNumbers.Contains(plainName) || plainName == "code"));

    public static bool SoundsLikeRefusal(string text)
    {
        if (Nothing.Contains(text))
        {
            return false;
        }

        var start = text.AsSpan().TrimStart();
        foreach (var stem in Stems)
        {
            if (start.StartsWith(stem, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return start.StartsWith("not ", StringComparison.OrdinalIgnoreCase) || start.StartsWith("no ", StringComparison.OrdinalIgnoreCase);
    }

    public static bool IsFigure(string plainName) => Figures.Contains(plainName);

    /// <summary>
    /// Whether a message says somewhere that the request was not carried out; not that something was not found and was added.
    /// </summary>
    public static bool Denies(string message) => Denial().IsMatch(message);

    /// <summary>Null or an empty object where the answer to a question would hold what was found.</summary>
    public static bool IsEmptyContent(string plainName, JsonElement value) => Contents.Contains(plainName)
        && (value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any()));

    public static bool LeavesOpen(string text) => Open.Any(words => text.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>Null, false, zero, blank, <c>none</c>; or a list or an object of nothing else.</summary>
    public static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(property => IsNothing(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsNothing),
        JsonValueKind.True => false,
        JsonValueKind.String => TextOf(value) is { } text && (Nothing.Contains(text) || text.All(c => c == '0')),
        JsonValueKind.Number => IsZero(value),
        _ => true,
    };

    /// <summary>A scalar value as a text, trimmed; null for others, and for what is no text.</summary>
    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.TryRead(value, orNumber: false, out var text, out _) ? text.Trim() : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    /// <summary>All texts in a value, at any depth.</summary>
    public static IEnumerable<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => TextsOf(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.String => TextOf(value) is { } text ? [text] : [],
        _ => [],
    };

    private static bool IsNo(JsonElement value) =>
        TextOf(value) is { } text && (No.Contains(text, StringComparer.OrdinalIgnoreCase) || SoundsLikeRefusal(text));

    private static bool IsZero(JsonElement value) => TextOf(value) is { Length: > 0 } text && !text.AsSpan().ContainsAnyExcept("-0.");

    private static int? StatusOf(JsonElement value) =>
        TextOf(value) is { Length: 3 } text && int.TryParse(text, out var status) ? status : null;

    [GeneratedRegex(
        @"\b(failed|rejected|rechazad[oa]|fallid[oa])\b"
        + @"|\b((could|was|were|has|have|is|did) ?(not|n['’]t)|can( ?not|['’]t)|unable to)( been| be)? "
        + "(creat|sav|post|process|accept|invoic|import|insert|stor|record|regist|complet|execut|perform|commit)"
        + "|\\bno (se )?(pudo|puede|pudieron|ha podido|fue|ha sido)( ser)? "
        + "(cre|guard|proces|factur|registr|acept|import|complet|grab|ingres)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Denial();
}

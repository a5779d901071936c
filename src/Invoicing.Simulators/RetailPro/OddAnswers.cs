using System.Text.Json;

namespace Invoicing.Simulators.RetailPro;

/// <summary>What an answer under 2xx means that is no acceptance.</summary>
internal enum OddMeaning
{
    /// <summary>It was refused: nothing was done.</summary>
    Refused,

    /// <summary>Nobody's calls are taken: nothing was done.</summary>
    NotLoggedIn,

    /// <summary>It may have been done or not.</summary>
    Unclear,
}

/// <summary>An answer that a careless client takes for an acceptance, because its status says success.</summary>
internal sealed record OddAnswer(OddMeaning Meaning, int Status, string? ContentType, string Body)
{
    public override string ToString() => $"{Meaning} {Status} {ContentType} {Body}";
}

/// <summary>
/// Answers under 2xx that are no acceptance, as seen of such systems and of what stands in front of them, and mutations of them by seed
/// that keep what they say: a client must never take any for one.
/// </summary>
internal static partial class OddAnswers
{
    private static readonly string[] s_types =
    [
        "application/json", "application/json; charset=utf-8", "text/json", "text/plain", "text/html", "application/problem+json",
        "application/octet-stream",
    ];

    public static IReadOnlyList<OddAnswer> Of(params OddMeaning[] meanings) => [.. All.Where(answer => meanings.Contains(answer.Meaning))];

    /// <summary>
    /// The same seed gives the same answer: one of the table, or a mutation of it that means the same or has become unclear.
    /// </summary>
    public static OddAnswer Pick(int seed, params OddMeaning[] meanings)
    {
        var random = new Random(seed);
        var some = Of(meanings);
        return Mutate(some[random.Next(some.Count)], random);
    }

    private static OddAnswer Mutate(OddAnswer answer, Random random) => random.Next(9) switch
    {
        0 => answer with { ContentType = s_types[random.Next(s_types.Length)] },
        1 when IsJson(answer) => answer with { Body = $"{{\"data\":{answer.Body}}}" },
        2 when IsJson(answer) => answer with { Body = $"[{answer.Body}]" },
        3 when IsJson(answer) => answer with { Body = answer.Body.Replace(":", " :\r\n\t").Replace(",", " ,\n") },
        4 when IsObject(answer) => answer with { Body = $"{{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",{answer.Body[1..]}" },
        5 when IsObject(answer) => answer with { Body = answer.Body.Insert(1, "\"elapsedMs\":17,\"warnings\":[],\"server\":\"RP-02\",") },
        6 when IsJson(answer) && answer.Body.Contains('"') => answer with { Body = InOtherCase(answer.Body) },
        // Cut off where one JSON document ends and another begins, it would be a plain acceptance.
        7 when answer.Body.Length > 2 && CutOff(answer, random) is var cut && !IsJson(cut) => cut,
        _ => answer,
    };

    private static OddAnswer CutOff(OddAnswer answer, Random random) =>
        answer with { Meaning = OddMeaning.Unclear, Body = answer.Body[..random.Next(1, answer.Body.Length)] };

    private static bool IsJson(OddAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsObject(OddAnswer answer) => answer.Body.StartsWith("{\"", StringComparison.Ordinal) && IsJson(answer);

    // Of names and of texts; literals and escapes stay as they are.
    private static string InOtherCase(string json)
    {
        var parts = json.Split('"');
        for (var at = 1; at < parts.Length; at += 2)
        {
            parts[at] = parts[at].Contains('\\') ? parts[at] : parts[at].ToUpperInvariant();
        }

        return json.Contains("\\\"", StringComparison.Ordinal) ? json : string.Join('"', parts);
    }
}

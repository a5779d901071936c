using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>What an answer's JSON says, collected in one walk: refusals at any depth, acceptances at the top or one level below.</summary>
internal sealed class AnswerMarks(RetailProSettings settings, string? asked, string request)
{
    private HashSet<string>? _sent;
    private bool _isNamedAsOurs;
    private int _lists;
    private int _emptyLists;

    public string? DocumentNo { get; private set; }

    /// <summary>Document numbers at any depth: too deep to be an acceptance, but none where it was refused.</summary>
    public List<string> Numbers { get; } = [];

    /// <summary>A property has a value that <c>RetailPro:AcceptedAnswers</c> names.</summary>
    public bool IsAccepted { get; private set; }

    public bool IsRefused { get; private set; }

    /// <summary>No plain refusal, and nothing that an accepted answer should hold.</summary>
    public bool SoundsRefused { get; private set; }

    /// <summary>No acceptance, and nothing that a plain refusal should hold.</summary>
    public bool SoundsAccepted { get; private set; }

    /// <summary>A refusal in these words may have come after the effect.</summary>
    public bool LeavesOpen { get; private set; }

    /// <summary>An object gives one name two different values.</summary>
    public bool IsContradicted { get; private set; }

    /// <summary>Something is said in words, or by a bare value.</summary>
    public bool HasMessage { get; private set; }

    /// <summary>The number that was asked for is a value in it.</summary>
    public bool NamesAsked { get; private set; }

    /// <summary>Another number stands where that would.</summary>
    public bool NamesAnother { get; private set; }

    /// <summary>As a search without a hit says it: an empty list, a count of zero, <c>found</c> false, a blank document number.</summary>
    public bool IsEmptyHanded { get; private set; }

    /// <param name="asked">The number that a lookup asks for.</param>
    /// <param name="request">What was sent: where an answer repeats it, that says nothing, whatever the customer is called.</param>
    public static AnswerMarks Of(JsonElement json, RetailProSettings settings, string? asked = null, string request = "")
    {
        var marks = new AnswerMarks(settings, asked, request) { DocumentNo = AnswerJson.DocumentNo(json, settings.DocumentNoProperties) };
        marks.Walk(json, 0);
        marks.NamesAsked &= marks._isNamedAsOurs || !marks.NamesAnother;
        marks.IsEmptyHanded |= marks._lists > 0 && marks._lists == marks._emptyLists;
        return marks;
    }

    private void Walk(JsonElement value, int depth, bool isFigure = false)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WalkObject(value, depth);
                break;
            case JsonValueKind.Array:
                _lists++;
                _emptyLists += value.GetArrayLength() == 0 ? 1 : 0;
                foreach (var item in value.EnumerateArray())
                {
                    Walk(item, depth, isFigure);
                }

                break;
            default:
                Hear(value, isBare: depth == 0);
                NamesAsked |= !isFigure && IsAsked(value);
                break;
        }
    }

    private void WalkObject(JsonElement value, int depth)
    {
        var seen = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in value.EnumerateObject())
        {
            var isFigure = false;
            if (JsonText.TryNameOf(property, out var name))
            {
                isFigure = AnswerWords.IsFigure(AnswerWords.Plain(name));
                IsContradicted |= !seen.TryAdd(name, property.Value) && seen[name].GetRawText() != property.Value.GetRawText();
                Judge(name, property.Value, depth);
            }

            Walk(property.Value, depth + 1, isFigure);
        }
    }

    private void Judge(string name, JsonElement value, int depth)
    {
        var plain = AnswerWords.Plain(name);
        var isDocumentNo = settings.DocumentNoProperties.Contains(name, StringComparer.OrdinalIgnoreCase);
        IsRefused |= AnswerWords.IsRefusal(plain, value);
        SoundsRefused |= AnswerWords.SoundsLikeRefusal(plain, value);
        SoundsAccepted |= AnswerWords.SoundsLikeSuccess(plain, value);
        var isMessage = AnswerWords.IsMessage(plain, depth) && !AnswerWords.IsNothing(value);
        HasMessage |= isMessage;
        SoundsRefused |= isMessage && AnswerWords.TextsOf(value).Any(AnswerWords.Denies);
        if (AnswerWords.TextOf(value) is { } text)
        {
            if (isDocumentNo && AnswerJson.IsNumber(text))
            {
                Numbers.Add(text);
            }

            var isRule = settings.AcceptedAnswers.Any(rule => IsRule(rule, name, text));
            IsAccepted |= isRule && depth <= 1;
            SoundsAccepted |= isRule;
        }

        var isNumber = asked is not null
            && plain is "orderno" or "ordernumber" or "slipno" or "slipnumber"
            && !AnswerWords.IsNothing(value);
        _isNamedAsOurs |= isNumber && IsAsked(value);
        NamesAnother |= isNumber && !IsAsked(value);
        IsEmptyHanded |= AnswerWords.IsEmptyContent(plain, value);
        IsEmptyHanded |= AnswerWords.IsNothing(value) && (isDocumentNo
            || plain is "found" or "isfound" or "exists" or "exist" or "any" or "count" or "total" or "totalcount" or "recordcount");
    }

    private void Hear(JsonElement value, bool isBare)
    {
        // A bare false is a plain refusal. Of any other bare value nobody knows what it says.
        IsRefused |= isBare && value.ValueKind == JsonValueKind.False;
        HasMessage |= isBare && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.True);
        if (value.ValueKind == JsonValueKind.String && AnswerWords.TextOf(value) is { } text)
        {
            SoundsRefused |= AnswerWords.SoundsLikeRefusal(text) && !WasSent(text);
            LeavesOpen |= AnswerWords.LeavesOpen(text) && !WasSent(text);
        }
    }

    private bool WasSent(string text)
    {
        _sent ??= AnswerJson.TryParse(request, out var json)
            ? AnswerWords.TextsOf(json).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];
        return _sent.Contains(text);
    }

    private bool IsAsked(JsonElement value) => asked?.Equals(AnswerWords.TextOf(value), StringComparison.OrdinalIgnoreCase) == true;

    public static bool IsRule(string rule, JsonProperty property) =>
        JsonText.TryNameOf(property, out var name) && AnswerWords.TextOf(property.Value) is { } text && IsRule(rule, name, text);

    private static bool IsRule(string rule, string name, string text)
    {
        var at = rule.IndexOf('=');
        return at > 0 && rule.AsSpan(0, at).Trim().Equals(name, StringComparison.OrdinalIgnoreCase)
            && rule.AsSpan(at + 1).Trim().Equals(text, StringComparison.OrdinalIgnoreCase);
    }
}

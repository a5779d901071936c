using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Messaging;

/// <summary>What of MassTransit's envelope matters before it is read as a whole.</summary>
/// <param name="Problem">Why it cannot be used, continuing a sentence; then the rest is empty.</param>
internal sealed record Envelope(string? Problem, IReadOnlyList<string> Types, JsonElement Message, string? Id)
{
    private const string TypesField = "messageType";
    private const string MessageField = "message";

    /// <param name="isSaidToBe">Its content type says so: then the types may be missing.</param>
    /// <returns>Null: it is none.</returns>
    public static Envelope? TryRead(JsonElement json, bool isSaidToBe)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var fields = new JsonFields(json, "", []);
        if (fields.Has(OrderNumber.Field) || !(fields.Has(TypesField) || (isSaidToBe && fields.Has(MessageField))))
        {
            return null;
        }

        if (fields.Find(TypesField) is not { } types)
        {
            return Unusable($"{TypesField} is missing");
        }

        if (types.ValueKind != JsonValueKind.Array)
        {
            return Unusable($"{TypesField} is {JsonText.KindOf(types)}, not a list");
        }

        var names = types.EnumerateArray()
            .Select(type => JsonText.TryRead(type, orNumber: false, out var name, out _) ? name : null).OfType<string>().ToList();
        return names.Count == 0 ? Unusable($"{TypesField} is empty")
            : fields.Find(MessageField) is not { } message ? Unusable($"{MessageField} is missing or null")
            : message.ValueKind != JsonValueKind.Object ? Unusable($"{MessageField} is {JsonText.KindOf(message)}, not an object")
            : new(
                null, names, message,
                fields.Find("messageId") is { } id && JsonText.TryRead(id, orNumber: false, out var messageId, out _) ? messageId : null);
    }

    /// <summary>Whether it is of this message of ours and of no other; types of the sender's own may stand beside it.</summary>
    public bool IsOf(string type) => Ours.Count > 0 && Ours.All(name => name.Equals(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>Those of its types that are ours.</summary>
    public IReadOnlyList<string> Ours =>
        [.. Types.Where(name => name.Contains("Invoicing.Contracts:", StringComparison.OrdinalIgnoreCase))];

    private static Envelope Unusable(string problem) => new(problem, [], default, null);
}

using System.Text.Json;

namespace Invoicing.Orders;

/// <summary>
/// The one value that an order cannot be without: it names the row. A message that has none goes to the error queue,
/// so the problem must say what was found without the rest of the message.
/// </summary>
internal static class OrderNumber
{
    public const string Field = "orderNo";
    public const int Longest = 100;

    private const string Expected = "a text or a whole number is expected, such as #1042";

    /// <param name="orderName">The number as the OMS wrote it, in its normal writing.</param>
    /// <param name="orderNo">The same without one leading <c>#</c>.</param>
    /// <param name="problem">What was found and what is expected; empty when the number could be read.</param>
    public static bool TryRead(JsonElement body, out string orderName, out string orderNo, out string problem)
    {
        (orderName, orderNo, problem) = body.ValueKind == JsonValueKind.Object ? Read(new JsonFields(body, "", [])) : ("", "", "");
        problem = body.ValueKind != JsonValueKind.Object ? $"the message is {JsonText.KindOf(body)}, an object with {Field} is expected"
            : problem.Length > 0 ? $"{Field} {problem}"
            : "";
        return problem.Length == 0;
    }

    /// <summary>A number in its normal writing (<see cref="TextNormal"/>), and without one leading <c>#</c>.</summary>
    public static (string Name, string Number) Normal(string written)
    {
        var name = TextNormal.Of(written);
        return (name, (name.StartsWith('#') ? name[1..] : name).Trim());
    }

    /// <summary>As above; the problem continues a sentence that begins with the field's name.</summary>
    public static (string Name, string Number, string Problem) Read(JsonFields fields) =>
        fields.IsContradicted(Field) ? ("", "", JsonFields.Contradiction)
        : fields.Find(Field) is not { } value ? ("", "", $"is missing, {Expected}")
        : JsonText.TryRead(value, orNumber: true, out var text, out var unreadable) ? Read(text)
        : ("", "", unreadable);

    /// <summary>As above, of a number that stands in no message.</summary>
    public static (string Name, string Number, string Problem) Read(string text)
    {
        var (name, number) = Normal(text);
        var problem = number.Length == 0 ? $"is blank, {Expected}"
            : number.Length > Longest || name.Length > Longest + 1 ? $"is {name.Length} characters long, at most {Longest} are allowed"
            : name.Any(char.IsControl) ? $"contains a control character, {Expected}"
            : TextNormal.HasWide(name, out var wide) ? wide
            : SpreadsheetDamage.OfCode(name) is { } damage ? damage
            : Placeholders.IsNumber(number) ? Placeholders.ProblemOf(number, "the number of one order")
            : "";
        return problem.Length > 0 ? ("", "", problem) : (name, number, "");
    }
}

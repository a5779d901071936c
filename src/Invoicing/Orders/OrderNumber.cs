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

    /// <param name="body">The message.</param>
    /// <param name="orderName">The number as the OMS wrote it, in its normal writing.</param>
    /// <param name="orderNo">The same without one leading <c>#</c>.</param>
    /// <param name="problem">What was found and what is expected; empty when the number could be read.</param>
    public static bool TryRead(JsonElement body, out string orderName, out string orderNo, out string problem)
    {
        orderName = "";
        orderNo = "";
        if (body.ValueKind != JsonValueKind.Object)
        {
            problem = $"the message is {JsonText.KindOf(body)}, an object with {Field} is expected";
            return false;
        }

        if (!TryReadFrom(new JsonFields(body, "", []), out orderName, out orderNo, out var found))
        {
            problem = $"{Field} {found}";
            return false;
        }

        problem = "";
        return true;
    }

    /// <summary>A number as a person or the OMS writes it, in its normal writing (<see cref="TextNormal"/>), and without one leading <c>#</c>.</summary>
    public static (string Name, string Number) Normal(string written)
    {
        var name = TextNormal.Of(written);
        return (name, (name.StartsWith('#') ? name[1..] : name).Trim());
    }

    /// <summary>As above; the problem continues a sentence that begins with the field's name.</summary>
    internal static bool TryReadFrom(JsonFields fields, out string orderName, out string orderNo, out string problem)
    {
        orderName = "";
        orderNo = "";
        if (fields.IsContradicted(Field))
        {
            problem = JsonFields.Contradiction;
            return false;
        }

        if (fields.Find(Field) is not { } value)
        {
            problem = $"is missing, {Expected}";
            return false;
        }

        if (!JsonText.TryRead(value, orNumber: true, out var text, out var unreadable))
        {
            problem = unreadable;
            return false;
        }

        return TryReadText(text, out orderName, out orderNo, out problem);
    }

    /// <summary>As above, of a number that stands in no message.</summary>
    internal static bool TryReadText(string text, out string orderName, out string orderNo, out string problem)
    {
        (orderName, orderNo) = ("", "");
        var (name, number) = Normal(text);
        problem = number.Length == 0 ? $"is blank, {Expected}"
            : number.Length > Longest || name.Length > Longest + 1 ? $"is {name.Length} characters long, at most {Longest} are allowed"
            : name.Any(char.IsControl) ? $"contains a control character, {Expected}"
            : TextNormal.HasWide(name, out var wide) ? wide
            : SpreadsheetDamage.OfCode(name) ?? (Placeholders.IsNumber(number) ? Placeholders.ProblemOf(number, "the number of one order") : "");
        if (problem.Length > 0)
        {
            return false;
        }

        (orderName, orderNo) = (name, number);
        return true;
    }
}

using System.Globalization;
using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>Brings expected and accepted slips into the same words, and checks what holds for every slip.</summary>
internal static class SlipComparison
{
    private static readonly string[] s_names = ["SlipNo", "FromStore", "ToStore", "CreatedDate", "TotalQty", "Items"];

    public static string Describe(ExpectedSlip slip) => Describe(slip.From, slip.To, slip.Items.Select(item => (item.Key, item.Value)));

    public static string Describe(JsonElement entry)
    {
        var body = entry.GetProperty("body");
        return Describe(body.Text("FromStore"), body.Text("ToStore"), Items(body).Select(item => (item.Text("UPC"), item.Number("Qty"))));
    }

    public static string NumberOf(JsonElement entry) => entry.GetProperty("slipNo").GetString()!;

    public static IEnumerable<string> FaultsOf(JsonElement entry)
    {
        var body = entry.GetProperty("body");
        var faults = Documented.Names(body, s_names, required: s_names).ToList();
        faults.AddRange(Items(body).SelectMany(item => Documented.Names(item, ["UPC", "Qty"], required: ["UPC", "Qty"])));
        if (NumberOf(entry) is not { Length: 8 } number || !number.All(char.IsAsciiDigit) || number != body.Text("SlipNo"))
        {
            faults.Add("its number is not eight digits, or not that of its body.");
        }

        if (body.Number("TotalQty") != Items(body).Sum(item => item.Number("Qty")))
        {
            faults.Add($"TotalQty is {body.Number("TotalQty")} instead of the sum of its items.");
        }

        if (!DateTime.TryParseExact(
            body.Text("CreatedDate"),
            "yyyy-MM-dd'T'HH:mm:ss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _))
        {
            faults.Add($"CreatedDate is {body.Text("CreatedDate")}, not such as 2026-03-04T09:10:11.");
        }

        return faults.Select(fault => $"Slip {NumberOf(entry)}: {fault}");
    }

    // Sorted, because nobody has said in which sequence the items of a slip stand. A product on two items is a difference: they are merged.
    private static string Describe(string from, string to, IEnumerable<(string Upc, decimal Quantity)> items) =>
        $"from {from} to {to} with " + string.Join(", ", items
            .OrderBy(item => item.Upc, StringComparer.Ordinal)
            .Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Quantity:0.####} × {item.Upc}")));

    private static JsonElement.ArrayEnumerator Items(JsonElement body) => body.GetProperty("Items").EnumerateArray();
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Emporix.Documents;

/// <summary>
/// The words of an invoice in one language, and how numbers and dates are written in it: the program runs without cultures. A file in
/// <c>Languages/</c> is a language, its name the ISO 639 code; one that lacks a word or has another is refused.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Language
{
    private static readonly Dictionary<string, Language> s_all = Resource.In("Languages").ToDictionary(
        name => name.Split('.')[^2],
        name => JsonSerializer.Deserialize<Language>(Resource.Bytes(name), JsonSerializerOptions.Web)!);

    private NumberFormatInfo? _numbers;

    /// <summary>A custom format of .NET; month names would be English.</summary>
    public required string Date { get; init; }

    public required string DecimalSeparator { get; init; }

    public required string GroupSeparator { get; init; }

    public required string Percent { get; init; }

    /// <summary>{0} is the amount, {1} the currency.</summary>
    public required string Money { get; init; }

    public required string Invoice { get; init; }

    public required string Draft { get; init; }

    public required string Page { get; init; }

    public required string BillTo { get; init; }

    public required string DeliverTo { get; init; }

    public required string InvoiceDate { get; init; }

    public required string Delivered { get; init; }

    public required string OrderNumber { get; init; }

    public required string CustomerReference { get; init; }

    public required string Position { get; init; }

    public required string Sku { get; init; }

    public required string Name { get; init; }

    public required string Quantity { get; init; }

    public required string UnitPrice { get; init; }

    public required string TaxRate { get; init; }

    public required string LineTotal { get; init; }

    /// <summary>{0} is the currency.</summary>
    public required string NetPrices { get; init; }

    /// <inheritdoc cref="NetPrices"/>
    public required string GrossPrices { get; init; }

    public required string Subtotal { get; init; }

    public required string Shipping { get; init; }

    public required string Fee { get; init; }

    public required string Discount { get; init; }

    public required string Rounding { get; init; }

    public required string NetTotal { get; init; }

    public required string Tax { get; init; }

    public required string TaxIncluded { get; init; }

    public required string Total { get; init; }

    public required string Paid { get; init; }

    public required string Due { get; init; }

    public required string TaxOverview { get; init; }

    public required string TaxNet { get; init; }

    public required string TaxNumber { get; init; }

    public required string VatId { get; init; }

    /// <summary>The language of a code such as <c>de</c> or <c>de-AT</c>, else English.</summary>
    public static (string Code, Language Words) Of(string code) =>
        code.Split('-', '_')[0].ToLowerInvariant() is var language && s_all.TryGetValue(language, out var words)
            ? (language, words)
            : ("en", s_all["en"]);

    public string Day(DateOnly day) => day.ToString(Date, CultureInfo.InvariantCulture);

    /// <summary>With at least so many digits after the point, and with more if the number has them, up to four.</summary>
    public string Number(decimal number, int digits) =>
        number.ToString("N" + Math.Clamp((number / 1.0000000000000000000000000000m).Scale, digits, Math.Max(digits, 4)), Numbers);

    public string Amount(decimal amount, int digits) => amount.ToString("N" + digits, Numbers);

    public string Rate(decimal percent) => string.Format(CultureInfo.InvariantCulture, Percent, Number(percent, 0));

    private NumberFormatInfo Numbers => _numbers ??= new()
    {
        NumberDecimalSeparator = DecimalSeparator,
        NumberGroupSeparator = GroupSeparator,
    };
}

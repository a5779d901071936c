using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Emporix.Documents;

/// <summary>
/// The words of an invoice, and of the mail that brings it, in one language, and how numbers and dates are written in it: the program runs
/// without cultures. A file in <c>Languages/</c> is a language, its name the ISO 639 code; one that lacks a word or has another is refused.
/// </summary>
/// <param name="Date">A custom format of .NET; month names would be English.</param>
/// <param name="Money">{0} is the amount, {1} the currency.</param>
/// <param name="NetPrices">{0} is the currency, as in <paramref name="GrossPrices"/>.</param>
/// <param name="MailSubject">{0} is the invoice's number, as in <paramref name="MailText"/>.</param>
/// <param name="MailLink">Stands before the link to the PDF.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Language(
    string Date,
    string DecimalSeparator,
    string GroupSeparator,
    string Percent,
    string Money,
    string Invoice,
    string Draft,
    string Page,
    string BillTo,
    string DeliverTo,
    string InvoiceDate,
    string Delivered,
    string OrderNumber,
    string CustomerReference,
    string Position,
    string Sku,
    string Name,
    string Quantity,
    string UnitPrice,
    string TaxRate,
    string LineTotal,
    string NetPrices,
    string GrossPrices,
    string Subtotal,
    string Shipping,
    string Fee,
    string Discount,
    string Rounding,
    string NetTotal,
    string Tax,
    string TaxIncluded,
    string Total,
    string Paid,
    string Due,
    string TaxOverview,
    string TaxNet,
    string TaxNumber,
    string VatId,
    string MailSubject,
    string MailText,
    string MailLink)
{
    private static readonly JsonSerializerOptions s_strict = new(JsonSerializerOptions.Web) { RespectRequiredConstructorParameters = true };

    private static readonly Dictionary<string, Language> s_all = Resource.In("Languages").ToDictionary(
        name => name.Split('.')[^2],
        name => JsonSerializer.Deserialize<Language>(Resource.Bytes(name), s_strict)!);

    private NumberFormatInfo? _numbers;

    /// <summary>The language of a code such as <c>de</c> or <c>de-AT</c>, else English.</summary>
    public static (string Code, Language Words) Of(string code) =>
        code.Split('-', '_')[0].ToLowerInvariant() is var language && s_all.TryGetValue(language, out var words)
            ? (language, words)
            : ("en", s_all["en"]);

    public static bool IsKnown(string? code) => code is not null && s_all.ContainsKey(code.Split('-', '_')[0].ToLowerInvariant());

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

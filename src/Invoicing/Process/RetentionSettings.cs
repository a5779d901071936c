using System.ComponentModel.DataAnnotations;

namespace Invoicing.Process;

/// <summary>Section <c>Invoicing:Retention</c>: how long personal data is kept, by what holds it. Keys, amounts and stores stay.</summary>
internal sealed class RetentionSettings
{
    public const int MostDays = 3650;

    /// <summary>Days after which the customers of a finished order are erased, and a message that was discarded.</summary>
    [Range(1, MostDays)]
    public int Orders { get; set; } = 90;

    /// <summary>Days after which files of feeds that were dealt with are deleted, and their results.</summary>
    [Range(1, MostDays)]
    public int Feeds { get; set; } = 90;

    /// <summary>Days after which the files of Retail Pro's answers are deleted.</summary>
    [Range(1, MostDays)]
    public int Responses { get; set; } = 90;

    /// <summary>Days after which the text of a sent mail is erased, and mails that were written to <c>Mail:Folder</c> are deleted.</summary>
    [Range(1, MostDays)]
    public int Mails { get; set; } = 90;

    /// <summary>
    /// Days after which entries of the audit are deleted: they name people of the company. 11 years: until then an invoice may be kept, and
    /// they tell who has decided about it.
    /// </summary>
    [Range(1, 36_500)]
    public int Audit { get; set; } = 4018;

    /// <summary>Years for which an invoice that we have issued is kept, from the end of the calendar year of its date.</summary>
    [Range(1, 100)]
    public int Invoices { get; set; } = 10;

    /// <summary>The same where the law of the seller's country says something else, by its ISO 3166-1 code of two letters.</summary>
    public Dictionary<string, int> InvoiceYears { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="country">Of the seller. Null: it is not known, and the longest of all times counts.</param>
    public int YearsOf(string? country) => country is null ? InvoiceYears.Values.Append(Invoices).Max()
        : InvoiceYears.TryGetValue(country.Trim(), out var years) ? years : Invoices;

    /// <returns>The last day on which the invoice must be there.</returns>
    public DateOnly KeptUntil(DateOnly issuedOn, string? country) =>
        new(Math.Min(issuedOn.Year + YearsOf(country), DateOnly.MaxValue.Year), 12, 31);
}

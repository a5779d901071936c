using System.Text.Json;

namespace Invoicing.Emporix;

/// <summary>What an invoice needs of a site.</summary>
/// <param name="Zone">IANA name; UTC where the site has none.</param>
/// <param name="Language">Two letters.</param>
/// <param name="PricesIncludeTax">Whether its customers see prices with tax.</param>
internal sealed record EmporixSite(
    string Code, string? Name, string Zone, string? Language, bool PricesIncludeTax, IReadOnlyList<string> AddressLines, string? Country,
    string? LogoUrl);

/// <summary>What was drawn for an invoice.</summary>
/// <param name="At">The instant that the placeholders of date and time stand for.</param>
internal sealed record DrawnNumber(string Number, DateTimeOffset At, string Zone);

/// <summary>A number cannot be drawn; the message names the schema and says why.</summary>
internal sealed class NoNumberException(string message) : Exception(message);

/// <summary>
/// Configuration, sites and number schemas of a tenant: kept here (<see cref="EmporixMode.StandAlone"/>), or by Emporix.
/// </summary>
internal interface IEmporixSetUp
{
    /// <returns>Null: there is no such site.</returns>
    Task<EmporixSite?> Site(string tenant, string siteCode, CancellationToken ct);

    /// <returns>The value of the configuration <c>invoiceSettings</c>; null: there is none.</returns>
    Task<JsonElement?> InvoiceSettings(string tenant, CancellationToken ct);

    /// <summary>
    /// Draws the invoice's number and stores it with <see cref="EmporixInvoice"/>; one that was drawn before is returned again.
    /// </summary>
    /// <exception cref="NoNumberException">No schema, a placeholder without a value, or the last number is used up.</exception>
    Task<DrawnNumber> Number(string tenant, string orderId, string siteCode, CancellationToken ct);
}

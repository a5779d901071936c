using System.Text.Json;
using Invoicing.Emporix.SetUp;
using Invoicing.Orders;

namespace Invoicing.Emporix;

/// <summary>What an invoice needs of a site.</summary>
/// <param name="Zone">IANA name; UTC where the site has none.</param>
/// <param name="Language">Two letters.</param>
/// <param name="PricesIncludeTax">Whether its customers see prices with tax.</param>
/// <param name="AddressLines">Without the country.</param>
internal sealed record EmporixSite(
    string Code, string? Name, string Zone, string? Language, bool PricesIncludeTax, IReadOnlyList<string> AddressLines, string? Country,
    string? LogoUrl)
{
    public const string DefaultZone = "UTC";

    /// <param name="json">As Emporix has it. What is of the wrong kind is as if it were absent: no invoice fails for it.</param>
    public static EmporixSite Read(JsonElement json)
    {
        string? Text(string path) =>
            SitePath.Read(json, path, 1, "") is { } text && TextNormal.Of(text) is { Length: > 0 } normal ? normal : null;
        string? Address(string field) => Text($"homeBase.address.{field}");
        string Joined(params string?[] parts) => string.Join(' ', parts.OfType<string>());

        string?[] lines =
        [
            Joined(Address("street"), Address("streetNumber")), Address("streetAppendix"), Address("extraLine1"), Address("extraLine2"),
            Address("extraLine3"), Address("extraLine4"), Joined(Address("zipCode"), Address("city")), Address("state"),
        ];
        return new(
            Text("code") ?? "",
            Text("name"),
            Text("homeBase.timezone") is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : DefaultZone,
            Text("defaultLanguage"),
            Text("includesTax") != "false",
            [.. lines.Where(line => !string.IsNullOrEmpty(line)).OfType<string>()],
            Address("country"),
            Text("mixins.generalShopSettings.logoUrl"));
    }
}

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

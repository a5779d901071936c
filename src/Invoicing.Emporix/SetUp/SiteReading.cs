using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Emporix.Api;
using Invoicing.Orders;

namespace Invoicing.Emporix.SetUp;

/// <summary>What the vendor's description asks of a site.</summary>
internal static partial class SiteReading
{
    /// <exception cref="ApiException">Something of it cannot be.</exception>
    public static void Check(ApiFields site, string code)
    {
        if (site.NeedText("code", 100) != code)
        {
            throw site.Fault("code", "is not that of the path");
        }

        Matches(site, "code", Code(), "a code without blanks and #");
        site.NeedText("name");
        Matches(site, "defaultLanguage", Language(), "two small letters");
        ListOf(site, "languages", Language(), "texts of two small letters");
        Matches(site, "currency", Currency(), "three capitals");
        ListOf(site, "shipToCountries", Country(), "texts of two capitals");
        if (site.NeedText("taxDeterminationBasedOn") is not ("BILLING_ADDRESS" or "SHIPPING_ADDRESS"))
        {
            throw site.Fault("taxDeterminationBasedOn", "must be BILLING_ADDRESS or SHIPPING_ADDRESS");
        }

        site.Flag("includesTax");
        var home = site.Object("homeBase") ?? throw site.Fault("homeBase", "is missing");
        var address = home.Object("address") ?? throw home.Fault("address", "is missing");
        address.NeedText("country");
        address.NeedText("zipCode");
        if (home.Text("timezone") is { } zone && !IsZone(zone))
        {
            throw home.Fault("timezone", "is no IANA name of a time zone, such as Europe/Berlin");
        }
    }

    private static bool IsZone(string zone) => Zone().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    private static void Matches(ApiFields site, string field, Regex form, string expected)
    {
        if (!form.IsMatch(site.NeedText(field)))
        {
            throw site.Fault(field, $"must be {expected}");
        }
    }

    private static void ListOf(ApiFields site, string field, Regex form, string expected)
    {
        var list = site.Need(field);
        if (list.ValueKind != JsonValueKind.Array || !list.EnumerateArray().All(
            item => JsonText.TryRead(item, orNumber: false, out var text, out _) && form.IsMatch(text)))
        {
            throw site.Fault(field, $"must be a list of {expected}");
        }
    }

    [GeneratedRegex(@"^[^\s#/]+\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[a-z]{2}\z")]
    private static partial Regex Language();

    [GeneratedRegex(@"^[A-Z]{3}\z")]
    private static partial Regex Currency();

    [GeneratedRegex(@"^[A-Z]{2}\z")]
    private static partial Regex Country();

    // .NET also takes names of files and POSIX's own.
    [GeneratedRegex(@"^(UTC|GMT|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2})\z")]
    private static partial Regex Zone();
}

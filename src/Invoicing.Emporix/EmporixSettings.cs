using System.ComponentModel.DataAnnotations;
using Invoicing.Orders;

namespace Invoicing.Emporix;

/// <summary>Section <c>Emporix</c>: the tenants whose orders are invoiced by jobs, and how their services are called.</summary>
internal sealed class EmporixSettings
{
    public const string Section = "Emporix";

    /// <summary>Who keeps configuration, sites and number schemas.</summary>
    public EmporixMode Mode { get; set; } = EmporixMode.StandAlone;

    /// <summary>Where Emporix is called.</summary>
    public Uri BaseUrl { get; set; } = new("https://api.emporix.io");

    /// <summary>By the tenant's name, as paths have it.</summary>
    public Dictionary<string, EmporixTenantSettings> Tenants { get; set; } = new(TextNormal.Exactly);

    /// <summary>Who may call this service, by the client's id.</summary>
    public Dictionary<string, ApiClientSettings> ApiClients { get; set; } = new(TextNormal.Exactly);

    /// <summary>Where this service listens, such as <c>http://0.0.0.0:8080</c>; not at all while it is empty.</summary>
    public SettingList Urls { get; set; } = [];

    /// <summary>
    /// The address under which others reach this service: the links in mails begin with it. Needed unless <see cref="Urls"/> are all of
    /// this machine alone.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Longest time for a whole call, waiting for a free place included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Added to <see cref="CallTimeout"/>: only after both may another process take the call for abandoned.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan CallMargin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls of one process that are open at the same time.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// How long a capture of unknown outcome must not show before anything follows from that, and how long it must go on not to show.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A mail to a customer of which nobody knows whether it was taken goes once more after this time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MailRepeatAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// An order whose lines, fees and discounts do not add up to its total is refused; otherwise the difference is shown.
    /// </summary>
    public bool RefuseTotalMismatch { get; set; }

    /// <summary>Attaches the invoice as Factur-X XML where the seller's data suffice.</summary>
    public bool FacturX { get; set; }

    /// <summary>Sender of the mails to customers; that of <c>Mail:From</c> while it is empty.</summary>
    public string? MailFrom { get; set; }

    /// <summary>Who creates jobs, has invoices mailed and previews them needs this scope. Emporix publishes no name for it.</summary>
    public string InvoiceManageScope { get; set; } = "invoice.invoice_manage";

    /// <summary>Who sees jobs needs this one.</summary>
    public string InvoiceReadScope { get; set; } = "invoice.invoice_read";

    /// <summary>Those that there are.</summary>
    public IReadOnlyList<string> AllScopes() => [InvoiceManageScope, InvoiceReadScope, .. ApiScopes.OfSetUp];

    /// <summary>What a client may do at most.</summary>
    public IReadOnlyList<string> ScopesOf(ApiClientSettings client) => client.Scopes is { } own
        ? own.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        : AllScopes();

    /// <summary>Where the customer downloads the invoice; null: it has no PDF yet.</summary>
    public Uri? LinkTo(EmporixInvoice invoice)
    {
        var address = (PublicUrl?.ToString() ?? Urls.FirstOrDefault() ?? "http://127.0.0.1").TrimEnd('/');
        return invoice.Token is { } token ? new($"{address}/invoice/{invoice.Tenant}/documents/{token}.pdf") : null;
    }
}

internal enum EmporixMode
{
    /// <summary>We serve them, from our own database.</summary>
    StandAlone,

    /// <summary>Emporix does.</summary>
    Attached,
}

/// <summary>A tenant of Emporix.</summary>
internal sealed class EmporixTenantSettings
{
    /// <summary>Of the application that may read and calculate orders and capture payments.</summary>
    public string? ClientId { get; set; }

    /// <summary>Secret.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>When automatic jobs are created, as a cron expression of five fields in UTC, such as <c>0 5 * * *</c>; empty: never.</summary>
    public string? Schedule { get; set; }

    /// <summary>Who sells, as invoices show it.</summary>
    public SellerSettings Seller { get; set; } = new();

    /// <summary>Without its secret.</summary>
    public override string ToString() => $"{ClientId}";
}

/// <summary>The seller; its address is the site's.</summary>
internal sealed class SellerSettings
{
    /// <summary>The site's name while it is empty.</summary>
    public string? Name { get; set; }

    public string? TaxNumber { get; set; }

    public string? VatId { get; set; }

    /// <summary>Further lines, such as bank and register, at the foot of each page.</summary>
    public SettingList Footer { get; set; } = [];
}

/// <summary>A machine that calls this service.</summary>
internal sealed class ApiClientSettings
{
    /// <summary>Secret.</summary>
    public string? Secret { get; set; }

    /// <summary>The only one whose things it sees.</summary>
    public string? Tenant { get; set; }

    /// <summary>With blanks between them; null: all.</summary>
    public string? Scopes { get; set; }

    /// <summary>Without its secret.</summary>
    public override string ToString() => $"{Tenant} {Scopes}";
}

/// <summary>What a client may do with what a tenant has set up, as Emporix calls it.</summary>
internal static class ApiScopes
{
    public const string ConfigurationView = "configuration.configuration_view";
    public const string ConfigurationManage = "configuration.configuration_manage";
    public const string SchemaView = "sequentialid.schema_view";
    public const string SchemaManage = "sequentialid.schema_manage";
    public const string SiteRead = "site.site_read";
    public const string SiteManage = "site.site_manage";

    public static readonly IReadOnlyList<string> OfSetUp =
        [ConfigurationView, ConfigurationManage, SchemaView, SchemaManage, SiteRead, SiteManage];
}

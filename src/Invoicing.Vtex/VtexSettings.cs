using System.ComponentModel.DataAnnotations;
using Invoicing.Orders;

namespace Invoicing.Vtex;

/// <summary>Section <c>Vtex</c>: the accounts of VTEX that are told of invoices, and how they are called.</summary>
internal sealed class VtexSettings
{
    public const string Section = "Vtex";

    /// <summary>By the account's name, as orders have it in <c>vtex.account</c>.</summary>
    public Dictionary<string, VtexAccountSettings> Accounts { get; set; } = new(TextNormal.IgnoringCase);

    /// <summary>Whether tax is contained in the prices of orders.</summary>
    public bool PricesIncludeTax { get; set; } = true;

    /// <summary>Longest time for a whole call, waiting for a free place and the look at the order included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Added to <see cref="CallTimeout"/>: only after both may another process take the call for abandoned. An accepted invoice shows
    /// after some 6 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CallMargin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls of one process to one account that are open at the same time.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>Calls of one process to one account in a second: VTEX takes 6,000 questions a minute of an account.</summary>
    [Range(1, 10_000)]
    public int CallsPerSecond { get; set; } = 50;

    /// <summary>
    /// How long an invoice of unknown outcome must not be found before it is sent again; and the least wait after <c>429</c> or <c>503</c>
    /// without <c>Retry-After</c>, doubled each time up to 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long VTEX may verify an order's invoices before people are told.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromDays(1);

    public VtexFeedSettings Feed { get; set; } = new();

    public VtexHookSettings Hook { get; set; } = new();
}

/// <summary>One account of VTEX.</summary>
internal sealed class VtexAccountSettings
{
    /// <summary>Where it is called; <c>https://{account}.vtexcommercestable.com.br</c> when empty.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>Key of an application that may view orders, change their status and notify invoices. Secret.</summary>
    public string? AppKey { get; set; }

    /// <summary>Its token. Secret.</summary>
    public string? AppToken { get; set; }

    /// <summary>Which number an invoice has there.</summary>
    public InvoiceNumberSource InvoiceNumber { get; set; } = InvoiceNumberSource.DocumentNo;

    /// <summary>What such a number must look like: others are refused, never changed, for two numbers could become one.</summary>
    public string InvoiceNumberPattern { get; set; } = "^[A-Za-z0-9]{1,44}$";

    /// <summary>Ids of SKUs in VTEX by product code, where neither <c>ean</c> nor <c>refId</c> of an item is the product code.</summary>
    public Dictionary<string, string> Skus { get; set; } = new(TextNormal.Exactly);

    /// <summary>Without its secrets.</summary>
    public override string ToString() => $"{InvoiceNumber}";

    public Uri AddressOf(string account) => BaseUrl ?? new($"https://{account}.vtexcommercestable.com.br");
}

internal enum InvoiceNumberSource
{
    /// <summary>That of the invoice; of one without a number the order's.</summary>
    DocumentNo,

    /// <summary>The order's.</summary>
    OrderNo,
}

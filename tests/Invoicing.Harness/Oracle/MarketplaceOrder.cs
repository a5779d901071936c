namespace Invoicing.Harness.Oracle;

/// <summary>An order as it stands in VTEX before a run. Amounts are cents.</summary>
internal sealed record MarketplaceOrder(string Account, string OrderId, string Status, long Value, IReadOnlyList<MarketplaceItem> Items)
{
    /// <summary>The status that it gets by itself while the run goes on; null: it keeps its own.</summary>
    public string? Later { get; init; }

    public bool IsInError { get; init; }

    /// <summary>What VTEX was told by others.</summary>
    public IReadOnlyList<MarketplaceInvoice> Invoices { get; init; } = [];

    /// <summary>Null: as in the simulated VTEX.</summary>
    public MarketplaceAddress? Address { get; init; }

    public string Key => $"{Account}/{OrderId}";

    /// <summary>When it may change no more by itself.</summary>
    public string Settled => Later ?? Status;
}

/// <param name="Id">Of the SKU.</param>
internal sealed record MarketplaceItem(string Id, string? Ean, string? RefId, int Quantity, long Price);

/// <summary>A sale of one unit of the first item.</summary>
internal sealed record MarketplaceInvoice(string Number, long Value);

/// <summary>Where the invoice goes.</summary>
/// <param name="Phone">Of the customer, whose name the OMS says.</param>
/// <param name="IsOfDelivery">It is that of the delivery, and there is no other.</param>
internal sealed record MarketplaceAddress(
    string Street, string? Number, string? Complement, string? City, string? Country, string Phone, bool IsOfDelivery = false);

/// <summary>What VTEX must have been told of an order of the OMS that came from there.</summary>
/// <param name="Parts">In the order in which they must have come; none where nothing may have been told.</param>
internal sealed record ExpectedInVtex(string Account, string OrderId, IReadOnlyList<ExpectedPart> Parts)
{
    /// <summary>Null: it all went well.</summary>
    public ExpectedTrouble? Trouble { get; init; }

    /// <summary>VTEX has been told that the order is being handled, if it had to be.</summary>
    public bool IsHandled { get; init; }

    public IReadOnlyList<ExpectedParcel> Parcels { get; init; } = [];

    public IReadOnlyList<ExpectedEvent> Events { get; init; } = [];

    public IReadOnlyList<ExpectedReturn> Returns { get; init; } = [];

    public string Key => $"{Account}/{OrderId}";
}

/// <summary>One invoice that must have been notified once.</summary>
/// <param name="Number">Null: that of the invoice in the ERP.</param>
internal sealed record ExpectedPart(string? Number, long Value, IReadOnlyList<ExpectedSku> Skus);

/// <param name="InvoiceNumber">As of <see cref="ExpectedPart"/>.</param>
internal sealed record ExpectedParcel(string? InvoiceNumber, PublishedParcel Parcel);

/// <param name="InvoiceNumber">As of <see cref="ExpectedPart"/>.</param>
internal sealed record ExpectedEvent(string? InvoiceNumber, PublishedEvent Event);

/// <summary>Money that must have been given back once.</summary>
internal sealed record ExpectedReturn(string Number, long Value, IReadOnlyList<ExpectedSku> Skus);

/// <param name="Price">Cents a unit.</param>
internal sealed record ExpectedSku(string Id, long Price, long Quantity);

/// <summary>Why an order waits for a person.</summary>
/// <param name="Kind">Of the failure.</param>
/// <param name="Says">What entry and mail must hold.</param>
internal sealed record ExpectedTrouble(string Kind, IReadOnlyList<string> Says);

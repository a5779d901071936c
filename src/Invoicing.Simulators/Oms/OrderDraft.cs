namespace Invoicing.Simulators.Oms;

/// <summary>An order before it is written. Totals are not part of it: they follow from the lines.</summary>
internal sealed record OrderDraft
{
    public required string OrderNo { get; init; }
    public required string OrderId { get; init; }
    public string SalesChannel { get; init; } = "ECOM";
    public string? SoldAtStore { get; init; }
    public required DraftTime CreatedAt { get; init; }
    public string DeliveryType { get; init; } = "Home";
    public string PaymentType { get; init; } = "Card";
    public required DraftCustomer Billing { get; init; }
    public required DraftCustomer DeliverTo { get; init; }
    public bool HasFiscalCredit { get; init; }
    public decimal Shipping { get; init; }

    /// <summary>Added to the figures that the lines give: a declared mismatch.</summary>
    public decimal TotalError { get; init; }

    /// <summary>Likewise.</summary>
    public decimal DiscountError { get; init; }

    public bool ShowsCompletedAt { get; init; } = true;

    /// <summary>Whether it has the optional, null and unknown properties that a tidy OMS leaves out.</summary>
    public bool IsTalkative { get; init; }

    public required IReadOnlyList<DraftLine> Lines { get; init; }

    public IEnumerable<DraftLine> Counting => Lines.Where(line => line.Status != "Cancelled");

    // Four decimals are what the ERP's Float(10,4) holds.
    public decimal Total => Rounded(Counting.Sum(line => line.Price * line.Quantity) + Shipping) + TotalError;

    public decimal Discount => Rounded(Counting.Sum(line => (line.OriginalPrice - line.Price) * line.Quantity)) + DiscountError;

    private static decimal Rounded(decimal amount) => decimal.Round(amount, 4, MidpointRounding.AwayFromZero);
}

internal sealed record DraftCustomer
{
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public string? Email { get; init; }
    public required string Address1 { get; init; }
    public string? Address2 { get; init; }
    public string? City { get; init; }
    public string? Country { get; init; }
    public string? DocumentNo { get; init; }
    public string? Phone { get; init; }
}

internal sealed record DraftLine
{
    public required string Upc { get; init; }
    public required decimal Quantity { get; init; }
    public required decimal OriginalPrice { get; init; }
    public required decimal Price { get; init; }
    public string Status { get; init; } = "Fulfilled";
    public string? ShippedFrom { get; init; }
    public DraftTime? ShippedAt { get; init; }
    public string? PickupStore { get; init; }
}

/// <summary>An instant, and how it is written: with its offset, or as local time of the tenant without one.</summary>
internal readonly record struct DraftTime(DateTimeOffset At, bool OmitsOffset = false)
{
    /// <summary>The tenant's zone, America/El_Salvador, which has no summer time.</summary>
    public static readonly TimeSpan Tenant = TimeSpan.FromHours(-6);

    public DraftTime WithOffset(TimeSpan offset) => new(At.ToOffset(offset));

    public DraftTime WithoutOffset() => new(At.ToOffset(Tenant), OmitsOffset: true);

    public override string ToString()
    {
        var fraction = At.Millisecond == 0 ? "" : At.ToString("'.'fff", System.Globalization.CultureInfo.InvariantCulture);
        var text = At.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + fraction;
        return OmitsOffset ? text
            : At.Offset == TimeSpan.Zero ? text + "Z"
            : text + At.ToString("zzz", System.Globalization.CultureInfo.InvariantCulture);
    }
}

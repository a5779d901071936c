namespace Invoicing.Contracts;

/// <summary>
/// The OMS sends this when a parcel of an order has a tracking number, also before the order is completed. Published as
/// <see cref="OrderCompleted"/> is, to the exchange <c>Invoicing.Contracts:ShipmentTracked</c>.
/// </summary>
public sealed record ShipmentTracked
{
    /// <summary>As in <see cref="OrderCompleted.OrderNo"/>.</summary>
    public required string OrderNo { get; init; }

    /// <summary>Of the invoice whose goods are in the parcel; needed only where the order has several.</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>At most 100 characters.</summary>
    public required string TrackingNumber { get; init; }

    /// <summary>Where the customer can follow it: an address that begins with <c>https://</c> or <c>http://</c>.</summary>
    public string? TrackingUrl { get; init; }

    /// <summary>Who carries it; at most 100 characters.</summary>
    public string? Courier { get; init; }

    /// <summary>When it left.</summary>
    public DateTimeOffset? DispatchedAt { get; init; }
}

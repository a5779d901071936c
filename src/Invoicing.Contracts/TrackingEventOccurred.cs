namespace Invoicing.Contracts;

/// <summary>
/// The OMS sends this when something has happened to a parcel that the customer is to see. It waits until the parcel is known by
/// <see cref="ShipmentTracked"/>. Published to the exchange <c>Invoicing.Contracts:TrackingEventOccurred</c>.
/// </summary>
public sealed record TrackingEventOccurred
{
    /// <summary>As in <see cref="OrderCompleted.OrderNo"/>.</summary>
    public required string OrderNo { get; init; }

    /// <inheritdoc cref="ShipmentTracked.InvoiceNumber"/>
    public string? InvoiceNumber { get; init; }

    /// <summary>Of the parcel; null: the newest of the order.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>Where it happened.</summary>
    public string? City { get; init; }

    /// <summary>Its state or region.</summary>
    public string? State { get; init; }

    /// <summary>As the customer reads it; at most 500 characters.</summary>
    public required string Description { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When the parcel was delivered; null: it is not delivered by this.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }
}

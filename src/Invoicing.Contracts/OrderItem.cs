namespace Invoicing.Contracts;

/// <summary>One line of an order. Prices and taxes are per unit.</summary>
public sealed record OrderItem
{
    /// <summary>Unique in the order.</summary>
    public required int LineNo { get; init; }

    /// <summary>The product code of Retail Pro, at most 19 characters.</summary>
    public required string Upc { get; init; }

    /// <summary>Units, above zero.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Price of a unit before discounts.</summary>
    public required decimal OriginalPrice { get; init; }

    /// <summary>Tax of a unit before discounts.</summary>
    public required decimal OriginalTax { get; init; }

    /// <summary>Price of a unit after discounts.</summary>
    public required decimal Price { get; init; }

    /// <summary>Tax of a unit after discounts.</summary>
    public required decimal Tax { get; init; }

    /// <summary>What has become of the line.</summary>
    public required ItemStatus Status { get; init; }

    /// <summary>Code of the store that shipped it or handed it over; required when fulfilled.</summary>
    public string? ShippedFrom { get; init; }

    /// <summary>When it was shipped, for BOPIS when it was handed over; required when fulfilled.</summary>
    public DateTimeOffset? ShippedAt { get; init; }

    /// <summary>Code of the store where the customer collects it, for <see cref="DeliveryType.Store"/>.</summary>
    public string? PickupStore { get; init; }

    /// <summary>
    /// Number of the invoice that holds it, where a marketplace is told of several invoices of the order; null: the order's invoice.
    /// </summary>
    public string? InvoiceNumber { get; init; }
}

namespace Invoicing.Contracts;

/// <summary>Where an order stands in VTEX.</summary>
public sealed record VtexOrder
{
    /// <summary>The account that fulfils the order: of a marketplace's order the seller's, not the marketplace's.</summary>
    public required string Account { get; init; }

    /// <summary>The order's id in that account, such as <c>1490000000017-01</c>.</summary>
    public required string OrderId { get; init; }
}

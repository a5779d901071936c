namespace Invoicing.Contracts;

/// <summary>
/// The OMS sends this when every item of an order is fulfilled or cancelled; an order with open items may be sent too and is held.
/// Published as plain JSON (camelCase) or in a MassTransit envelope to the exchange <c>Invoicing.Contracts:OrderCompleted</c>.
/// </summary>
public sealed record OrderCompleted
{
    /// <summary>The OMS's own id of the order (HotWax: order id).</summary>
    public required string OrderId { get; init; }

    /// <summary>
    /// The number the customer knows (Shopify order name); one leading <c>#</c> is taken off. Retail Pro takes at most 9 characters.
    /// </summary>
    public required string OrderNo { get; init; }

    /// <summary><c>ECOM</c>, or <c>POS</c> for a send sale, which is already invoiced at the till.</summary>
    public required string SalesChannel { get; init; }

    /// <summary>When the customer ordered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last item was fulfilled.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Pickup in store (BOPIS) or shipped.</summary>
    public required DeliveryType DeliveryType { get; init; }

    /// <summary>How the customer paid.</summary>
    public required PaymentType PaymentType { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string? Currency { get; init; }

    /// <summary>Amount of the order without its cancelled lines.</summary>
    public required decimal Total { get; init; }

    /// <summary>Discount contained in <see cref="Total"/>, without cancelled lines.</summary>
    public decimal? Discount { get; init; }

    /// <summary>Shipping charge contained in <see cref="Total"/>.</summary>
    public decimal? Shipping { get; init; }

    /// <summary>The store that sold and invoiced a send sale; required when <see cref="SalesChannel"/> is <c>POS</c>.</summary>
    public string? SoldAtStore { get; init; }

    /// <summary>Who pays.</summary>
    public required Customer Billing { get; init; }

    /// <summary>Who receives the goods.</summary>
    public required Customer DeliverTo { get; init; }

    /// <summary>The company that claims the fiscal credit, or null.</summary>
    public FiscalCredit? FiscalCredit { get; init; }

    /// <summary>The order's place in VTEX, which is told of its invoice; null: it did not come from there.</summary>
    public VtexOrder? Vtex { get; init; }

    /// <summary>The lines of the order, at least one.</summary>
    public required IReadOnlyList<OrderItem> Items { get; init; }
}

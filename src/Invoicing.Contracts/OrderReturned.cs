namespace Invoicing.Contracts;

/// <summary>
/// The OMS sends this when a person has decided that goods of an order are taken back and their money is given back: the marketplace does
/// that by itself when it is told. Published to the exchange <c>Invoicing.Contracts:OrderReturned</c>.
/// </summary>
public sealed record OrderReturned
{
    /// <summary>As in <see cref="OrderCompleted.OrderNo"/>.</summary>
    public required string OrderNo { get; init; }

    /// <summary>A number of its own, unlike that of every invoice and every other return; by it a copy is recognised.</summary>
    public required string ReturnNo { get; init; }

    /// <summary>What is taken back, at least one.</summary>
    public required IReadOnlyList<ReturnedItem> Items { get; init; }

    /// <summary>The money that is given back, above zero; in the order's currency.</summary>
    public required decimal Value { get; init; }

    /// <summary>Who has decided it.</summary>
    public required string By { get; init; }

    /// <summary>When; null: now.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }
}

/// <summary>Units of one product that are taken back.</summary>
public sealed record ReturnedItem
{
    /// <summary>As in <see cref="OrderItem.Upc"/>.</summary>
    public required string Upc { get; init; }

    /// <summary>Whole units, above zero.</summary>
    public required int Quantity { get; init; }

    /// <summary>Of a unit; null: that of the order.</summary>
    public decimal? Price { get; init; }
}

namespace Invoicing.Emporix.Documents;

/// <summary>
/// All that an invoice says. It is stored with the number, so that the same invoice can be rendered again at any time, to the same bytes.
/// Every amount is as it was taken from the order: nothing of it is computed again.
/// </summary>
internal sealed record InvoiceDocument
{
    /// <summary>The invoice's number. A draft may leave it empty: it has none.</summary>
    public required string Number { get; init; }

    /// <summary>When the number was drawn. The PDF's own date and id follow from it.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The day of <see cref="IssuedAt"/> in the site's zone: the date of the invoice.</summary>
    public required DateOnly IssuedOn { get; init; }

    /// <summary>A language of <c>Languages/</c>, perhaps with a region, which is not looked at; English is taken for any other.</summary>
    public required string Language { get; init; }

    /// <summary>A preview: marked across each page, and never with an electronic invoice in it.</summary>
    public bool IsDraft { get; init; }

    public required string OrderNumber { get; init; }

    /// <summary>What the customer calls the order, printed where it is there.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>The day on which the goods were delivered, if it is known.</summary>
    public DateOnly? DeliveredOn { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Digits after the point of an amount in the currency. A unit price that has more is printed with up to four.</summary>
    public int CurrencyDigits { get; init; } = 2;

    public required Seller Seller { get; init; }

    public required PostalAddress BillingAddress { get; init; }

    public required PostalAddress DeliveryAddress { get; init; }

    /// <summary>Whether prices are printed with their tax (gross) or without it (net). The total is printed with it in any case.</summary>
    public required bool PricesIncludeTax { get; init; }

    public required IReadOnlyList<InvoiceLine> Lines { get; init; }

    /// <summary>The lines together.</summary>
    public required Price Subtotal { get; init; }

    /// <summary>Shipping, if it is charged; its name is the language's own word unless it has one.</summary>
    public Surcharge? Shipping { get; init; }

    public IReadOnlyList<Surcharge> Fees { get; init; } = [];

    /// <summary>Discounts on the whole order, as positive amounts: they are printed with a minus.</summary>
    public IReadOnlyList<Surcharge> Discounts { get; init; } = [];

    /// <summary>What is missing between the lines, charges and discounts as printed and the total as printed; 0 prints nothing.</summary>
    public decimal Rounding { get; init; }

    public required IReadOnlyList<TaxOfRate> Taxes { get; init; }

    public required Price Total { get; init; }

    /// <summary>What is paid already. With 0, neither it nor <see cref="Due"/> is printed.</summary>
    public decimal Paid { get; init; }

    /// <summary>What is still to be paid. Printed only where something is paid.</summary>
    public decimal Due { get; init; }

    /// <summary>How it was or is to be paid, in the invoice's language; each is a paragraph below the totals.</summary>
    public IReadOnlyList<string> PaymentNotes { get; init; } = [];
}

/// <summary>The three sides of a price, each as the order has it.</summary>
internal readonly record struct Price(decimal Net, decimal Tax, decimal Gross);

/// <param name="Lines">The address as it is printed, the name first.</param>
/// <param name="Name">The rest is for the electronic invoice alone, which wants the parts.</param>
/// <param name="CountryCode">ISO 3166-1, two letters.</param>
internal sealed record PostalAddress(
    IReadOnlyList<string> Lines,
    string? Name = null,
    string? Street = null,
    string? PostalCode = null,
    string? City = null,
    string? CountryCode = null);

/// <param name="Contact">Lines such as a telephone number, an e-mail address, a web page.</param>
internal sealed record Seller(
    string Name,
    PostalAddress Address,
    string? TaxNumber = null,
    string? VatId = null,
    IReadOnlyList<string>? Contact = null);

/// <param name="TaxRate">In per cent: 19 is 19 %.</param>
/// <param name="UnitPrice">For one <paramref name="Unit"/>.</param>
/// <param name="Total">For the whole line, after its own discounts.</param>
internal sealed record InvoiceLine(
    int Position,
    string Name,
    string? Sku,
    decimal Quantity,
    string? Unit,
    Price UnitPrice,
    decimal TaxRate,
    Price Total);

internal sealed record Surcharge(string? Name, Price Amount, decimal TaxRate);

internal sealed record TaxOfRate(decimal Rate, decimal Net, decimal Tax);

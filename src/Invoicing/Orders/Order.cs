using System.Text.Json.Serialization;

namespace Invoicing.Orders;

/// <summary>
/// An order as it was received: every value that could be read, and a list of those that could not.
/// Whether it can be sent to Retail Pro is decided where the request is built, so that all faults are found together.
/// </summary>
internal sealed record Order
{
    public const string Fulfilled = "Fulfilled";
    public const string Cancelled = "Cancelled";
    public const string Open = "Open";

    public string? OrderId { get; init; }

    /// <summary>In its normal writing, without one leading <c>#</c>: what Retail Pro gets, unless a setting names another number.</summary>
    public required string OrderNo { get; init; }

    /// <summary>The number as the OMS wrote it.</summary>
    public required string OrderName { get; init; }

    public string? SalesChannel { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public string? DeliveryType { get; init; }
    public string? PaymentType { get; init; }
    public string? Currency { get; init; }
    public decimal? Total { get; init; }
    public decimal? Discount { get; init; }
    public decimal? Shipping { get; init; }
    public string? SoldAtStore { get; init; }
    public Party? Billing { get; init; }
    public Party? DeliverTo { get; init; }
    public Company? FiscalCredit { get; init; }

    /// <summary>Null: the order did not come from VTEX.</summary>
    public VtexReference? Vtex { get; init; }

    public IReadOnlyList<OrderLine> Items { get; init; } = [];

    /// <summary>Values that were there but could not be read as what they should be.</summary>
    public IReadOnlyList<ValidationError> Unreadable { get; init; } = [];

    /// <summary>The lines that count: cancelled ones are left out of invoices, slips and totals everywhere.</summary>
    [JsonIgnore]
    public IEnumerable<OrderLine> Lines => Items.Where(line => line.Status != Cancelled);

    /// <summary>Without what a marketplace alone is told, and without its faults.</summary>
    public Order WithoutMarketplace() => Vtex is null ? this : this with
    {
        Vtex = null,
        Items = [.. Items.Select(line => line with { InvoiceNumber = null })],
        Unreadable = [.. Unreadable.Where(fault => !IsOfMarketplace(fault))],
    };

    private static bool IsOfMarketplace(ValidationError fault) => fault.Field == "vtex"
        || fault.Field.StartsWith("vtex.", StringComparison.Ordinal) || fault.Field.EndsWith(".invoiceNumber", StringComparison.Ordinal);
}

internal sealed record OrderLine
{
    /// <summary>Position in the message, from 0, so that a fault can name <c>items[3].upc</c>.</summary>
    public required int Index { get; init; }

    public int? LineNo { get; init; }
    public string? Upc { get; init; }
    public decimal? Quantity { get; init; }
    public decimal? OriginalPrice { get; init; }
    public decimal? OriginalTax { get; init; }
    public decimal? Price { get; init; }
    public decimal? Tax { get; init; }
    public string? Status { get; init; }
    public string? ShippedFrom { get; init; }
    public DateTimeOffset? ShippedAt { get; init; }
    public string? PickupStore { get; init; }
    public string? InvoiceNumber { get; init; }

    /// <summary>
    /// Goods that leave no store, such as a gift card: invoiced with the others, moved by no slip, electing nobody. Only in a plan.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NeverShips { get; init; }
}

/// <summary>A customer. Personal data: never logged.</summary>
internal sealed record Party
{
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public string? Address1 { get; init; }
    public string? Address2 { get; init; }
    public string? City { get; init; }
    public string? Country { get; init; }
    public string? DocumentNo { get; init; }
    public string? DocumentType { get; init; }
    public string? Phone { get; init; }
}

internal sealed record Company
{
    public string? CompanyId { get; init; }
    public string? CompanyName { get; init; }
    public string? CompanyAddress { get; init; }
}

/// <summary>The order in VTEX.</summary>
internal sealed record VtexReference
{
    public string? Account { get; init; }
    public string? OrderId { get; init; }

    /// <summary>The same here and for what VTEX tells of the order; null: it is not whole.</summary>
    [JsonIgnore]
    public string? Key => Account is null || OrderId is null ? null : KeyOf(Account, OrderId);

    /// <summary>Names of accounts are not told apart by case.</summary>
    public static string KeyOf(string account, string orderId) => $"vtex/{account.ToLowerInvariant()}/{orderId}";
}

/// <summary>
/// What is wrong with one field. Free of personal data: it names the field and the limit, never the value of a customer's field.
/// </summary>
/// <param name="Field">Path in the OMS's message, such as <c>items[0].upc</c>.</param>
/// <param name="Problem">What is wrong and what is allowed, such as <c>is 21 characters long, at most 19 are allowed</c>.</param>
internal sealed record ValidationError(string Field, string Problem)
{
    public override string ToString() => $"{Field} {Problem}";
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Simulators.Oms;

/// <summary>An order before it is written; its properties stand as the OMS writes them. Totals follow from the lines.</summary>
internal sealed record OrderDraft
{
    public required string OrderId { get; init; }
    public required string OrderNo { get; init; }
    public string SalesChannel { get; init; } = "ECOM";
    public string? SoldAtStore { get; init; }
    public required DraftTime CreatedAt { get; init; }

    /// <summary>The greatest instant, in the writing of that line.</summary>
    public DraftTime? CompletedAt => !ShowsCompletedAt ? null
        : Counting.Where(line => line.Status == "Fulfilled").MaxBy(line => line.ShippedAt!.Value.At)?.ShippedAt ?? CreatedAt;

    public string DeliveryType { get; init; } = "Home";
    public string PaymentType { get; init; } = "Card";
    public string? Currency => IsTalkative ? null : "USD";

    // Four decimals are what the ERP's Float(10,4) holds.
    public decimal Total => Rounded(Counting.Sum(line => line.Price * line.Quantity) + Shipping) + TotalError;

    public decimal? Discount =>
        UnlessZero(Rounded(Counting.Sum(line => (line.OriginalPrice - line.Price) * line.Quantity)) + DiscountError);

    [JsonPropertyName("shipping")]
    public decimal? WrittenShipping => UnlessZero(Shipping);

    public required DraftCustomer Billing { get; init; }
    public required DraftCustomer DeliverTo { get; init; }

    public object? FiscalCredit => !HasFiscalCredit ? null : new
    {
        CompanyId = "0614-290190-101-3",
        CompanyName = "Peñate Hermanos S.A. de C.V.",
        CompanyAddress = "Bulevar Los Próceres 2000, San Salvador",
    };

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Tags => IsTalkative && !HasFiscalCredit ? ["vip", "web"] : null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("OrderNumber")]
    public int? Unknown => IsTalkative && !HasFiscalCredit ? 17 : null;

    [JsonPropertyName("items")]
    public required IReadOnlyList<DraftLine> Lines { get; init; }

    [JsonIgnore]
    public decimal Shipping { get; init; }

    [JsonIgnore]
    public bool HasFiscalCredit { get; init; }

    /// <summary>Added to the figures that the lines give: a declared mismatch.</summary>
    [JsonIgnore]
    public decimal TotalError { get; init; }

    /// <summary>Likewise.</summary>
    [JsonIgnore]
    public decimal DiscountError { get; init; }

    [JsonIgnore]
    public bool ShowsCompletedAt { get; init; } = true;

    /// <summary>Whether it has the optional, null and unknown properties that a tidy OMS leaves out.</summary>
    [JsonIgnore]
    public bool IsTalkative { get; init; }

    [JsonIgnore]
    public IEnumerable<DraftLine> Counting => Lines.Where(line => line.Status != "Cancelled");

    public OrderDraft With(Func<DraftLine, int, DraftLine> change) => this with { Lines = [.. Lines.Select(change)] };

    private static decimal Rounded(decimal amount) => decimal.Round(amount, 4, MidpointRounding.AwayFromZero);

    private decimal? UnlessZero(decimal amount) => amount != 0 || IsTalkative ? amount : null;
}

internal sealed record DraftCustomer
{
    public required string FirstName { get; init; }
    public required string LastName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    public required string Address1 { get; init; }
    public string? Address2 { get; init; }
    public string? City { get; init; }
    public string? Country { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DocumentNo { get; init; }

    /// <summary>The fiscal profile of the ERP's contract requires it, so orders that have it are sound under both profiles.</summary>
    public string DocumentType => "dui";

    public string? Phone { get; init; }
}

internal sealed record DraftLine
{
    public int LineNo { get; init; }
    public required string Upc { get; init; }
    public required decimal Quantity { get; init; }
    public required decimal OriginalPrice { get; init; }
    public decimal OriginalTax => ContainedTax(OriginalPrice);
    public required decimal Price { get; init; }
    public decimal Tax => ContainedTax(Price);
    public string Status { get; init; } = "Fulfilled";
    public string? ShippedFrom { get; init; }
    public DraftTime? ShippedAt { get; init; }
    public string? PickupStore { get; init; }

    // 13% value added tax, contained in the price.
    private static decimal ContainedTax(decimal price) => decimal.Round(price * 13 / 113, 2, MidpointRounding.AwayFromZero);
}

/// <summary>An instant, and how it is written: with its offset, or as local time of the tenant without one.</summary>
[JsonConverter(typeof(AsText))]
internal readonly record struct DraftTime(DateTimeOffset At, bool OmitsOffset = false)
{
    /// <summary>The tenant's zone, America/El_Salvador, which has no summer time.</summary>
    public static readonly TimeSpan Tenant = TimeSpan.FromHours(-6);

    public DraftTime WithOffset(TimeSpan offset) => new(At.ToOffset(offset));

    public DraftTime WithoutOffset() => new(At.ToOffset(Tenant), OmitsOffset: true);

    public override string ToString()
    {
        var offset = OmitsOffset ? "" : At.Offset == TimeSpan.Zero ? "'Z'" : "zzz";
        return At.ToString($"yyyy-MM-dd'T'HH:mm:ss{(At.Millisecond == 0 ? "" : "'.'fff")}{offset}", CultureInfo.InvariantCulture);
    }

    private sealed class AsText : JsonConverter<DraftTime>
    {
        public override DraftTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DraftTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}

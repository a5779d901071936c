using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Emporix;

/// <summary>What of an order of Emporix matters here, as its order service has it.</summary>
internal sealed record EmporixOrder
{
    private const int LongestNumber = 100;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    public string? Id { get; init; }

    public string? Status { get; init; }

    public string? SiteCode { get; init; }

    public string? Currency { get; init; }

    public EmporixCustomer? Customer { get; init; }

    public EmporixAddress? BillingAddress { get; init; }

    public EmporixAddress? ShippingAddress { get; init; }

    public IReadOnlyList<EmporixEntry> Entries { get; init => field = value ?? []; } = [];

    public IReadOnlyList<OrderPayment> Payments { get; init => field = value ?? []; } = [];

    public EmporixShipping? Shipping { get; init; }

    public OrderCalculatedPrice? CalculatedPrice { get; init; }

    public EmporixDeliveryWindow? DeliveryWindow { get; init; }

    public JsonElement Mixins { get; init; }

    /// <summary>What the customer knows it by.</summary>
    [JsonIgnore]
    public string? OrderNumber =>
        Mixin("generalAttributes", "orderNumber") is { } number && TextSanitizer.Line(number, LongestNumber) is { Length: > 0 } line
            ? line
            : null;

    [JsonIgnore]
    public string? ExtendedStatus => Mixin("generalAttributes", "extendedOrderStatus");

    /// <summary>A time or a date, as it is written.</summary>
    [JsonIgnore]
    public string? DeliveryDate => Mixin("deliveryTime", "deliveryDate") ?? DeliveryWindow?.DeliveryDate;

    /// <returns>Null: it is none.</returns>
    public static EmporixOrder? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<EmporixOrder>(text, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What of a list cannot be read is null.</summary>
    /// <returns>Null: it is no list.</returns>
    public static IReadOnlyList<EmporixOrder?>? ReadList(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Select(order => Read(order.GetRawText()))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string? Mixin(string group, string name) =>
        Mixins.ValueKind == JsonValueKind.Object && Mixins.TryGetProperty(group, out var values)
        && values.ValueKind == JsonValueKind.Object && values.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;
}

internal sealed record EmporixCustomer(
    string? Id, string? Name, string? FirstName, string? LastName, string? Company, string? Email, string? PreferredLanguage);

internal sealed record EmporixAddress(
    string? ContactName, string? CompanyName, string? Street, string? StreetNumber, string? StreetAppendix, string? ExtraLine1,
    string? ExtraLine2, string? ExtraLine3, string? ExtraLine4, string? ZipCode, string? City, string? State, string? Country);

internal sealed record EmporixDeliveryWindow(string? DeliveryDate);

/// <param name="Amount">What was ordered; after a recalculation what was delivered of it.</param>
/// <param name="OrderedAmount">What was ordered, once the order was recalculated.</param>
/// <param name="EffectiveQuantity">What the last recalculation took for delivered.</param>
/// <param name="PackedAmountInPc">What the warehouse has packed.</param>
internal sealed record EmporixEntry(
    string? Id, decimal? Amount, decimal? OrderedAmount, decimal? EffectiveQuantity, decimal? PackedAmountInPc,
    EmporixProduct? Product, EmporixUnit? MeasurementUnit, EmporixPrice? CalculatedUnitPrice, EntryCalculatedPrice? CalculatedPrice)
{
    /// <summary>What was delivered; all of it where nothing says otherwise.</summary>
    [JsonIgnore]
    public decimal? Delivered => PackedAmountInPc ?? EffectiveQuantity ?? Amount;
}

internal sealed record EmporixProduct(
    string? Id, string? Sku, string? Code, string? Name, IReadOnlyDictionary<string, string>? LocalizedName);

internal sealed record EmporixUnit(string? Unit, decimal? Value);

/// <param name="TaxRate">Percent.</param>
internal record EmporixPrice(decimal? NetValue, decimal? GrossValue, decimal? TaxValue, string? TaxCode, decimal? TaxRate);

internal sealed record EntryCalculatedPrice(EmporixPrice? Price, EmporixPrice? TotalFee, EmporixPrice? FinalPrice);

internal sealed record OrderCalculatedPrice(
    EmporixPrice? Price, IReadOnlyList<NamedFee>? PaymentFees, EmporixPrice? TotalFee, EmporixPrice? TotalShipping,
    TotalDiscount? TotalDiscount, OrderFinalPrice? FinalPrice);

internal sealed record NamedFee(IReadOnlyDictionary<string, string>? Name, EmporixPrice? Price);

internal sealed record TotalDiscount(decimal? Value, EmporixPrice? Price);

internal sealed record OrderFinalPrice(
    decimal? NetValue, decimal? GrossValue, decimal? TaxValue, string? TaxCode, decimal? TaxRate, TaxAggregate? TaxAggregate);

internal sealed record TaxAggregate(IReadOnlyList<EmporixPrice>? Lines);

internal sealed record EmporixShipping(ShippingTotal? Total);

internal sealed record ShippingTotal(decimal? Amount, string? Currency);

internal sealed record OrderPayment(
    string? Method, string? Status, decimal? PaidAmount, string? Currency, string? TransactionId, decimal? AuthorizedAmount,
    string? Provider);

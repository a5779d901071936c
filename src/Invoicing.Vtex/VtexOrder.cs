using System.Globalization;
using System.Text.Json;

namespace Invoicing.Vtex;

/// <summary>What is needed of <c>GET /api/oms/pvt/orders/{orderId}</c>. Amounts are cents. Anything may be null: VTEX's own orders are.</summary>
internal sealed record VtexOrder(
    string? Status, decimal? Value, bool? WorkflowIsInError, IReadOnlyList<VtexItem?>? Items, VtexPackages? PackageAttachment,
    VtexChanges? ChangesAttachment, VtexInvoiceData? InvoiceData = null, VtexInvoiceData? ShippingData = null,
    VtexClient? ClientProfileData = null)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public IEnumerable<VtexPackage> Packages => (PackageAttachment?.Packages ?? []).OfType<VtexPackage>();

    public IEnumerable<VtexItem> Goods => (Items ?? []).OfType<VtexItem>();

    /// <summary>Not all units are on invoices.</summary>
    public bool HasUnitsLeft => Goods.Select(item => item.Id).OfType<string>().Distinct().Any(sku => Ordered(sku) > Invoiced(sku));

    public decimal ValueOf(string type) => Packages.Where(package => package.IsOf(type)).Sum(package => package.InvoiceValue ?? 0);

    /// <summary>What is of this type before all else that has the number.</summary>
    public VtexPackage? PackageNumbered(string invoiceNumber, string type = VtexPackage.Sale) =>
        Packages.Where(package => package.InvoiceNumber == invoiceNumber).MaxBy(package => package.IsOf(type));

    public decimal Ordered(string sku) => Goods.Where(item => item.Id == sku).Sum(item => item.Quantity ?? 0);

    public decimal Invoiced(string sku, string type = VtexPackage.Sale) => Packages.Where(package => package.IsOf(type))
        .SelectMany(package => package.Items ?? [])
        .OfType<VtexPackageLine>()
        .Where(line => line.ItemIndex is { } index && Items?.ElementAtOrDefault(index)?.Id == sku)
        .Sum(line => line.Quantity ?? 0);

    /// <summary>Goods were added or taken out since.</summary>
    public bool HasChangedSince(DateTimeOffset? instant) => (ChangesAttachment?.ChangesData ?? []).Any(change =>
        DateTimeOffset.TryParse(change?.Receipt?.Date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        && at > instant);

    /// <returns>Null: it is no order that can be read.</returns>
    public static VtexOrder? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<VtexOrder>(text, s_json) is { Status: not null, Value: not null } order ? order : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Personal data, as that of the client.</summary>
internal sealed record VtexInvoiceData(VtexAddress? Address);

internal sealed record VtexAddress(
    string? Street, string? Number, string? Complement, string? Neighborhood, string? City, string? Country);

internal sealed record VtexClient(
    string? FirstName, string? LastName, string? Email, string? Document, string? DocumentType, string? Phone, bool? IsCorporate,
    string? CorporateName, string? TradeName, string? CorporateDocument);

/// <param name="Id">Of the SKU.</param>
internal sealed record VtexItem(string? Id, string? Ean, string? RefId, decimal? Quantity);

internal sealed record VtexPackages(IReadOnlyList<VtexPackage?>? Packages);

/// <summary>An invoice that VTEX has been told of.</summary>
internal sealed record VtexPackage(
    string? InvoiceNumber, decimal? InvoiceValue, string? Type, IReadOnlyList<VtexPackageLine?>? Items, string? TrackingNumber = null,
    string? TrackingUrl = null, string? Courier = null, VtexCourierStatus? CourierStatus = null)
{
    /// <summary>Money that is given back.</summary>
    public const string Return = "Input";

    /// <summary>A sale. The document of the mission that says otherwise has lost half a sentence: <c>Input</c> is a return.</summary>
    public const string Sale = "Output";

    public bool Shows(VtexRequestParcel parcel) => TrackingNumber == parcel.TrackingNumber
        && (parcel.TrackingUrl ?? "") == (TrackingUrl ?? "") && (parcel.Courier ?? "") == (Courier ?? "");

    /// <summary>
    /// Also if another event, told at the same time, has undone that the parcel is delivered: the customer sees it already.
    /// </summary>
    public bool Shows(VtexRequestEvent happened) => (CourierStatus?.Data ?? []).Any(shown =>
        shown is not null && shown.Description == happened.Description && (shown.City ?? "") == happened.City
        && (shown.State ?? "") == happened.State && (shown.CreateDate ?? "").StartsWith(happened.Date, StringComparison.Ordinal));

    public bool IsOf(string type) => string.Equals(Type, type, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Finished">The parcel is delivered.</param>
internal sealed record VtexCourierStatus(bool? Finished, string? DeliveredDate, IReadOnlyList<VtexShownEvent?>? Data);

internal sealed record VtexShownEvent(string? City, string? State, string? Description, string? CreateDate);

internal sealed record VtexPackageLine(int? ItemIndex, decimal? Quantity);

internal sealed record VtexChanges(IReadOnlyList<VtexChange?>? ChangesData);

internal sealed record VtexChange(VtexReceipt? Receipt);

internal sealed record VtexReceipt(string? Date);

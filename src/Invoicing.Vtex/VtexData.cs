using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Invoicing.Process;

namespace Invoicing.Vtex;

/// <summary>What is kept with an order for VTEX: what the OMS has said of it beside its content.</summary>
internal sealed record VtexData
{
    private static readonly VtexData s_none = new();

    public IReadOnlyList<VtexParcel> Parcels { get; init => field = value ?? []; } = [];

    public IReadOnlyList<VtexParcelEvent> Events { get; init => field = value ?? []; } = [];

    public IReadOnlyList<VtexReturn> Returns { get; init => field = value ?? []; } = [];

    public static VtexData Of(OrderProcess process) => process.Data.GetValueOrDefault(VtexPlanner.SystemName) is { } data
        ? data.As(VtexDataJson.Default.VtexData)
        : s_none;

    public SystemData Stored() => SystemData.Of(this, VtexDataJson.Default.VtexData);

    /// <summary>Of the customer, where the OMS has not told it; erased with the order's personal data.</summary>
    public VtexBilling? Personal { get; init; }

    /// <summary>The parcel that an event is of; null: none is known yet.</summary>
    public VtexParcel? ParcelOf(VtexParcelEvent happened) => Parcels.LastOrDefault(parcel =>
        (happened.TrackingNumber ?? parcel.TrackingNumber) == parcel.TrackingNumber
        && (happened.InvoiceNumber is null || parcel.InvoiceNumber is null || happened.InvoiceNumber == parcel.InvoiceNumber));
}

/// <param name="InvoiceNumber">Of the goods in it; null: the order's only invoice.</param>
internal sealed record VtexParcel(
    string? InvoiceNumber, string TrackingNumber, string? Url, string? Courier, DateTimeOffset? DispatchedAt);

/// <param name="TrackingNumber">Of its parcel; null: the newest.</param>
/// <param name="DeliveredAt">Null: it is not delivered by this.</param>
internal sealed record VtexParcelEvent(
    string? InvoiceNumber, string? TrackingNumber, string City, string State, string Description, DateTimeOffset At,
    DateTimeOffset? DeliveredAt)
{
    /// <summary>The same for the same event, however often it is told.</summary>
    [JsonIgnore]
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{InvoiceNumber}\n{TrackingNumber}\n{City}\n{State}\n{Description}\n{At.UtcDateTime:O}")).AsSpan(0, 8));
}

/// <param name="Cents">The money that is given back.</param>
/// <param name="By">Who has decided it.</param>
internal sealed record VtexReturn(string ReturnNo, IReadOnlyList<VtexReturnLine> Lines, long Cents, string By, DateTimeOffset At)
{
    /// <summary>The same money for the same goods, whoever says it.</summary>
    public bool IsLike(VtexReturn other) => Cents == other.Cents && Lines.Count == other.Lines.Count && Lines.Zip(other.Lines).All(pair =>
        pair.First.Upc == pair.Second.Upc && pair.First.Quantity == pair.Second.Quantity
        && (pair.First.Cents ?? pair.Second.Cents) == (pair.Second.Cents ?? pair.First.Cents));
}

/// <param name="Cents">Of a unit; null: what the order says.</param>
internal sealed record VtexReturnLine(string Upc, int Quantity, long? Cents);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VtexData))]
[JsonSerializable(typeof(VtexBilling))]
internal sealed partial class VtexDataJson : JsonSerializerContext;

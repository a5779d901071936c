using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Emporix.Documents;
using Invoicing.Process;

namespace Invoicing.Emporix;

/// <summary>What is kept with an order of Emporix once its amounts are settled: all further steps follow from it.</summary>
internal sealed record EmporixData
{
    public required string SiteCode { get; init; }

    public required string Currency { get; init; }

    /// <summary>What people know the order by; null: its id.</summary>
    public string? OrderNumber { get; init; }

    /// <summary>What the recalculated order costs; what is captured adds up to it.</summary>
    public required decimal Total { get; init; }

    /// <summary>Nothing was delivered: nothing is invoiced.</summary>
    public bool IsNothing { get; init; }

    /// <summary>In their order.</summary>
    public IReadOnlyList<EmporixPayment> Payments { get; init => field = value ?? []; } = [];

    /// <summary>Free of personal data.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>Erased with the order's personal data.</summary>
    public EmporixPersonal? Personal { get; init; }

    [JsonIgnore]
    public IReadOnlyList<FurtherMail> FurtherMails => Personal?.FurtherMails ?? [];

    /// <returns>Null: the order's amounts are not settled yet.</returns>
    public static EmporixData? Of(OrderProcess process) => process.Data.GetValueOrDefault(EmporixPlanner.SystemName) is { } data
        ? data.As(EmporixDataJson.Default.EmporixData)
        : null;

    public SystemData Stored() => SystemData.Of(this, EmporixDataJson.Default.EmporixData);

    public static EmporixData Parse(string json) => JsonSerializer.Deserialize(json, EmporixDataJson.Default.EmporixData)!;

    public string ToJson() => JsonSerializer.Serialize(this, EmporixDataJson.Default.EmporixData);
}

/// <param name="Amount">What it is to pay of the total.</param>
/// <param name="Authorised">The most that its provider would pay.</param>
/// <param name="WhyNotCaptured">Null: it is captured.</param>
internal sealed record EmporixPayment(string? TransactionId, decimal Amount, decimal Authorised, string? WhyNotCaptured = null);

/// <param name="Document">What the invoice shows, all but its number and date.</param>
/// <param name="Email">Where it is sent to.</param>
internal sealed record EmporixPersonal(InvoiceDocument? Document, string? Email, string? LogoUrl)
{
    /// <summary>Mails that were asked for beside the first.</summary>
    public IReadOnlyList<FurtherMail> FurtherMails { get; init => field = value ?? []; } = [];
}

/// <summary>The invoice is mailed once more.</summary>
/// <param name="Number">Of its step; the first mail is 1.</param>
/// <param name="To">Null: to the address that the order has.</param>
/// <param name="Key">The client's own for its request; null: it has none.</param>
/// <param name="CompletesOrder">It takes the place of a failed mail without which the order would not be completed.</param>
internal sealed record FurtherMail(int Number, string? To, string? Key, bool CompletesOrder);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmporixData))]
[JsonSerializable(typeof(EmporixRequest))]
internal sealed partial class EmporixDataJson : JsonSerializerContext;

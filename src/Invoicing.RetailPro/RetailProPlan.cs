using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>What is kept with an order for Retail Pro: what its invoice and slips are made of, whatever becomes of the settings.</summary>
internal sealed record RetailProPlan
{
    private static readonly Dictionary<string, string> s_noNumbers = [];

    public static readonly RetailProPlan None = new();

    /// <summary>Whether the order was invoiced at the till, so that only its stock has to move.</summary>
    public bool IsSendSale { get; init; }

    /// <summary>The content's lines and stores as Retail Pro knows them; null where these are as the OMS wrote them.</summary>
    public Goods? Goods { get; init; }

    public Election? Election { get; init; }

    /// <summary>Nothing is done for it, as it was sold in a channel whose send sales are left alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLeftAlone { get; init; }

    /// <summary>Slip numbers by shipping store; allocated once and kept, whatever becomes of the plan.</summary>
    public IReadOnlyDictionary<string, string> SlipNumbers { get; init => field = value ?? s_noNumbers; } = s_noNumbers;

    public static RetailProPlan Of(OrderProcess process) =>
        process.Data.TryGetValue(RetailProPlanner.SystemName, out var data) ? data.As(RetailProJson.Default.RetailProPlan) : None;
}

/// <summary>An order's steps in Retail Pro, as their own terms call them.</summary>
internal static class RetailProSteps
{
    public const string Invoice = StepNames.Invoice;
    public const string Slip = "slip";

    public static string SlipName(string slipNo) => StepNames.Slip(slipNo);

    extension(OrderProcess process)
    {
        /// <summary>Null while the order is held, has nothing to invoice, or is a send sale.</summary>
        public Step? Invoice => process.StepNamed(RetailProSteps.Invoice);

        public IReadOnlyList<Transfer> Transfers =>
            [.. process.Steps.Where(step => step.Key is { System: RetailProPlanner.SystemName, Operation: Slip })
                .Select(step => new Transfer(step))];

        public Election? Election => RetailProPlan.Of(process).Election;

        public bool IsSendSale => RetailProPlan.Of(process).IsSendSale;

        /// <summary>The content as it is planned: what election, requests and slips are made of.</summary>
        public Order Planned => Goods.In(process.Enriched ?? process.Content, RetailProPlan.Of(process).Goods);

        /// <summary>As <see cref="Goods.Stores"/>.</summary>
        public IReadOnlyList<StoreEntry> PlannedStores => RetailProPlan.Of(process).Goods?.Stores ?? [];
    }
}

/// <summary>One slip: the goods that a store shipped, moved to the invoicing store.</summary>
internal readonly record struct Transfer(Step Step)
{
    public string SlipNo => Step.Key.Number!;

    public string? FromStore => Step.Store;

    public string? ToStore => Step.ToStore;
}

/// <summary>How it is stored: as the order's document is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RetailProPlan))]
internal sealed partial class RetailProJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>
/// How an order's document is stored. The first version knew Retail Pro alone, and had the invoice and the slips as properties. An order
/// whose steps are all of that kind goes on being stored so: while a service of that version runs beside this one, as during an upgrade,
/// each reads what the other writes. Other orders are stored with their steps.
/// </summary>
internal static class ShippedDocuments
{
    private const string RetailPro = "retailpro";
    private const string Slip = "slip";

    // Where it is, it stands first.
    private static ReadOnlySpan<byte> Format => "{\"format\":"u8;

    public static byte[] Write(OrderProcess process) =>
        process.Steps.All(step => step.Key.System == RetailPro) && process.Data.Keys.All(system => system == RetailPro)
            ? Joined(
                JsonSerializer.SerializeToUtf8Bytes(Shipped.Of(process), ShippedJson.Default.Shipped),
                process.Data.TryGetValue(RetailPro, out var data) ? data.ToUtf8Bytes() : [])
            : JsonSerializer.SerializeToUtf8Bytes(process, ProcessJson.Default.OrderProcess);

    /// <summary>The properties of one object, then those of the other.</summary>
    private static byte[] Joined(byte[] one, byte[] other) =>
        other.Length <= "{}".Length ? one : [.. one.AsSpan(0, one.Length - 1), (byte)',', .. other.AsSpan(1)];

    /// <exception cref="InvalidOperationException">A newer version has written it.</exception>
    public static OrderProcess Read(byte[] document)
    {
        if (!document.AsSpan().StartsWith(Format))
        {
            return JsonSerializer.Deserialize(document, ShippedJson.Default.Shipped)!.ToProcess();
        }

        var process = JsonSerializer.Deserialize(document, ProcessJson.Default.OrderProcess)!;
        return process.Format <= OrderProcess.PresentFormat ? process : throw new InvalidOperationException(
            $"Order {process.OrderNo} was stored by a newer version of the program (format {process.Format}): stop this one.");
    }

    /// <summary>The document of the first version.</summary>
    internal sealed record Shipped
    {
        public required Order Content { get; init; }
        public Order? Original { get; init; }
        public Order? Pending { get; init; }
        public IReadOnlyList<string>? Seen { get; init; }
        public string? Identity { get; init; }
        public IReadOnlyList<string>? OtherIds { get; init; }
        public ShippedStep? Invoice { get; init; }
        public string? DocumentNo { get; init; }
        public IReadOnlyList<ShippedTransfer>? Transfers { get; init; }
        public IReadOnlyList<Process.Notice>? Notices { get; init; }
        public IReadOnlyList<string>? Warnings { get; init; }
        public Dismissal? Dismissed { get; init; }
        public Hold? OnHold { get; init; }
        public DateTimeOffset? TellCompletionAt { get; init; }
        public int Attempt { get; init; }

        /// <summary>
        /// What was read of Retail Pro's own: whether it is a send sale, mapped goods, election, slip numbers. It is written beside this
        /// record. The source generator takes no extension data that is set at the start only.
        /// </summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Data { get; set; }

        public static Shipped Of(OrderProcess process) => new()
        {
            Content = process.Content,
            Original = process.Original,
            Pending = process.Pending,
            Seen = process.Seen,
            Identity = process.Identity,
            OtherIds = process.OtherIds,
            Invoice = process.Steps.Where(step => step.Phase == StepPhase.Invoice).Select(ShippedStep.Of).FirstOrDefault(),
            DocumentNo = process.DocumentNo,
            Transfers = [.. process.Steps.Where(step => step.Phase == StepPhase.Transfer)
                .Select(step => new ShippedTransfer(step.Key.Number!, step.Store, step.ToStore, ShippedStep.Of(step)))],
            Notices = process.Notices,
            Warnings = process.Warnings,
            Dismissed = process.Dismissed,
            OnHold = process.OnHold,
            TellCompletionAt = process.TellCompletionAt,
            Attempt = process.Attempt,
        };

        public OrderProcess ToProcess()
        {
            var isSendSale = Data?.TryGetValue("isSendSale", out var sold) == true && sold.ValueKind == JsonValueKind.True;
            var elected = Text("election", "store");
            List<Step> steps =
            [
                .. Invoice is { } invoice
                    ? [invoice.ToStep(
                        new(RetailPro, StepNames.Invoice),
                        StepNames.Invoice,
                        StepPhase.Invoice) with { Store = elected, DocumentNo = DocumentNo }]
                    : Array.Empty<Step>(),
                .. (Transfers ?? []).Select(slip => slip.Step
                    .ToStep(new(RetailPro, Slip, slip.SlipNo), StepNames.Slip(slip.SlipNo), StepPhase.Transfer) with
                {
                    Store = slip.FromStore, ToStore = slip.ToStore, After = isSendSale ? [] : [StepNames.Invoice],
                }),
            ];
            return new()
            {
                Format = OrderProcess.PresentFormat,
                Content = Content,
                Original = Original,
                Pending = Pending,
                Seen = Seen!,
                Identity = Identity ?? "",
                OtherIds = OtherIds!,
                Steps = steps,
                Data = Data is null ? null! : new Dictionary<string, SystemData> {
                    [RetailPro] = SystemData.Of(JsonSerializer.SerializeToElement(Data, ShippedJson.Default.DictionaryStringJsonElement)) },
                Store = !isSendSale ? elected : Data!.ContainsKey("goods") ? Text("goods", "soldAtStore") : Content.SoldAtStore,
                Notices = Notices!,
                Warnings = Warnings!,
                Dismissed = Dismissed,
                OnHold = OnHold,
                TellCompletionAt = TellCompletionAt,
                Attempt = Attempt,
            };

            string? Text(string of, string name) => Data?.TryGetValue(of, out var value) == true && value.ValueKind == JsonValueKind.Object
                && value.TryGetProperty(name, out var text) ? text.GetString() : null;
        }
    }

    internal sealed record ShippedTransfer(string SlipNo, string? FromStore, string? ToStore, ShippedStep Step);

    internal sealed record ShippedStep
    {
        public required StepStatus Status { get; init; }
        public required int Attempt { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public int Deferrals { get; init; }
        public DateTimeOffset? DeferredSince { get; init; }
        public int Unanswered { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool IsPaused { get; init; }

        public bool OutcomeUnknown { get; init; }
        public DateTimeOffset? DoneAt { get; init; }
        public FailureKind? FailureKind { get; init; }
        public string? Message { get; init; }

        public static ShippedStep Of(Step step) => new()
        {
            Status = step.Status, Attempt = step.Attempt, DueAt = step.DueAt, Deferrals = step.Deferrals,
                DeferredSince = step.DeferredSince,
            Unanswered = step.Unanswered, IsPaused = step.IsPaused, OutcomeUnknown = step.OutcomeUnknown,
                DoneAt = step.DoneAt, FailureKind = step.FailureKind,
            Message = step.Message,
        };

        public Step ToStep(StepKey key, string name, StepPhase phase) => new()
        {
            Key = key, Name = name, Phase = phase, Status = Status, Attempt = Attempt, DueAt = DueAt, Deferrals = Deferrals,
            DeferredSince = DeferredSince, Unanswered = Unanswered, IsPaused = IsPaused, OutcomeUnknown = OutcomeUnknown, DoneAt =
                DoneAt, FailureKind = FailureKind,
            Message = Message,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ShippedDocuments.Shipped))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class ShippedJson : JsonSerializerContext;

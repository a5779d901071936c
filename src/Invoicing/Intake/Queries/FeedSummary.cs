using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Intake.Queries;

/// <summary>A feed as <c>feeds list</c> shows it.</summary>
/// <param name="Name">Under which its file is kept.</param>
/// <param name="Entries">That were taken so far.</param>
/// <param name="Percent">Of the file that was read.</param>
/// <param name="Outcomes">How many entries had which <see cref="FeedOutcome"/>.</param>
/// <param name="Problem">Why it was rejected, or that orders were not taken.</param>
/// <param name="Remark">Such as that it is the same as another.</param>
/// <param name="SettledAt">When all its orders had ended.</param>
internal sealed record FeedSummary(
    long Id,
    string Name,
    string UploadedAs,
    FeedState State,
    long Entries,
    long Percent,
    IReadOnlyDictionary<string, long> Outcomes,
    string? Problem,
    string? Remark,
    DateTimeOffset ClaimedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? SettledAt);

/// <param name="States">How many of its orders are in which state now.</param>
/// <param name="Problems">The first of them.</param>
internal sealed record FeedDetails(FeedSummary Feed, IReadOnlyDictionary<string, long> States, IReadOnlyList<FeedProblem> Problems);

internal sealed record FeedProblem(long Line, string? OrderNo, string Outcome, string? Reason);

/// <summary>How feeds are told to programs.</summary>
[JsonSerializable(typeof(IReadOnlyList<FeedSummary>), TypeInfoPropertyName = "Feeds")]
[JsonSerializable(typeof(FeedDetails))]
internal sealed partial class FeedsJson : JsonSerializerContext
{
    public static FeedsJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}

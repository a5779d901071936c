using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Torture;

/// <summary>One run, as a line of the results file.</summary>
/// <param name="Commit">With a <c>+</c> behind it: files differed from that commit.</param>
/// <param name="Fault">Several names with a plus between them for a mixture.</param>
/// <param name="Verdict"><c>held</c>, <c>violated</c>, <c>void</c> (a fault did not fire) or <c>broken</c> (the run itself failed).</param>
/// <param name="Fired">What happened how often.</param>
/// <param name="Measures">Largest figure of each name.</param>
/// <param name="Violations">The first ones.</param>
internal sealed record Result(
    DateTimeOffset At,
    string Commit,
    string Fault,
    int Seed,
    int Orders,
    string Verdict,
    IReadOnlyDictionary<string, int> Fired,
    IReadOnlyDictionary<string, double> Measures,
    IReadOnlyList<string> Violations,
    double Seconds)
{
    public const string Held = "held";
    public const string Violated = "violated";
    public const string Void = "void";
    public const string Broken = "broken";

    public override string ToString() =>
        $"{Verdict,-8} {Fault} --seed {Seed} --orders {Orders}  {Seconds:0} s  {string.Join(", ", Fired.Select(fired => $"{fired.Key} {fired.Value}"))}"
        + (Measures.Count == 0 ? "" : "  [" + string.Join(", ", Measures.Select(measure => $"{measure.Key} {measure.Value}")) + "]");

    public string ToJson() => JsonSerializer.Serialize(this, ResultJson.Default.Result);

    public static Result FromJson(string line) => JsonSerializer.Deserialize(line, ResultJson.Default.Result)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Result))]
internal sealed partial class ResultJson : JsonSerializerContext;

using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>What to run. The seed alone decides what happens.</summary>
/// <param name="IsHasty">
/// Persons also confirm what the program is still trying to find out, and at once: what the rules do not promise to survive.
/// </param>
internal sealed record RunOptions(int Seed, PlantedBug Bug = PlantedBug.None, bool KeepTrace = false, bool IsHasty = false);

/// <summary>How a run ended.</summary>
internal sealed record RunResult(
    RunOptions Options,
    string Mode,
    int Orders,
    int Events,
    IReadOnlyList<int> Fired,
    IReadOnlyList<string> Violations,
    IReadOnlyList<string> Trace)
{
    /// <summary>How many steps failed for each reason.</summary>
    public required IReadOnlyDictionary<FailureKind, int> Failures { get; init; }

    public required IReadOnlyDictionary<OrderState, int> States { get; init; }
}

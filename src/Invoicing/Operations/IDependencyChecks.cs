namespace Invoicing.Operations;

/// <summary>Whether all that the service depends on can be reached: <c>invoicing check</c>.</summary>
internal interface IDependencyChecks
{
    /// <summary>They run side by side, each for a bounded time; one that fails keeps no other from its say.</summary>
    IReadOnlyList<(string Name, Task<Finding> Finding)> Start(CancellationToken ct);
}

/// <summary>What the test of one dependency came to.</summary>
/// <param name="Text">Where it is, or what is wrong, which setting to look at and what to do. Free of secrets, one line.</param>
internal sealed record Finding(bool IsWell, string Text)
{
    public static Finding Well(string where) => new(true, where);

    public static Finding Wrong(string problem) => new(false, problem);

    public string ToLine(string name) => $"{name,-11} {(IsWell ? "ok   " : "WRONG")}  {Text.ReplaceLineEndings(" ")}";
}

namespace Invoicing.Harness.Oracle;

/// <summary>Something that must hold after every run and did not.</summary>
/// <param name="Invariant">Its tag, <c>I1</c> to <c>I18</c>; see <see cref="Invariants"/>.</param>
internal sealed record Violation(string Invariant, string Text)
{
    public override string ToString() => $"{Invariant}: {Text}";
}

namespace Invoicing.Simulators;

/// <summary>What the fault documents of a simulator can be about.</summary>
/// <param name="NumberNames">Its operations, each with its name for the number of the document; null where it has none.</param>
/// <param name="RefusesDuplicates">Unless the fault document says otherwise.</param>
/// <param name="Answers">What a rule can ask for by name.</param>
/// <param name="PickOdd">An answer that says no or is unclear; the same seed gives the same one.</param>
internal sealed record FaultSubject(
    IReadOnlyDictionary<string, string?> NumberNames,
    bool RefusesDuplicates,
    IReadOnlyDictionary<string, RawAnswer> Answers,
    Func<FaultKind, int, RawAnswer> PickOdd);

/// <summary>An answer as text.</summary>
/// <param name="Location">Where it sends the client, if it does.</param>
internal sealed record RawAnswer(int Status, string? ContentType, string Body, string? Location = null);

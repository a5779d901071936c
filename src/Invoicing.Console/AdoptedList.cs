using Invoicing.Storage;

namespace Invoicing.Pages;

/// <summary>A list of orders that somebody else has invoiced.</summary>
/// <param name="Results">What becomes of each, or has become.</param>
/// <param name="Orders">As the API takes them, to be sent when it is to be done; null: it is.</param>
/// <param name="Reason">That was given for it.</param>
internal sealed record AdoptedList(IReadOnlyList<AdoptionResult> Results, string? Orders, string? Reason)
{
    public bool IsDone => Orders is null;
}

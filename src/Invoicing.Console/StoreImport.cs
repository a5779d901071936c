using Invoicing.Operations;

namespace Invoicing.Pages;

/// <summary>A file of stores that somebody has sent.</summary>
/// <param name="Changes">What becomes of each of its rows, or has become.</param>
/// <param name="File">What it is called.</param>
/// <param name="Content">To be sent once more, when it is to be done; null: it is.</param>
/// <param name="Reason">That was given for it.</param>
internal sealed record StoreImport(IReadOnlyList<StoreChange> Changes, string File, string? Content, string? Reason)
{
    public bool IsDone => Content is null;
}

using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>Which orders are meant; what is null does not matter.</summary>
internal sealed record OrderFilter
{
    public IReadOnlyList<OrderState>? States { get; init; }

    /// <summary>Of a failed step.</summary>
    public FailureKind? Cause { get; init; }

    /// <summary>A step that has failed: <c>invoice</c>, <c>slip</c>, or a step of another system without its number; of the cause, if one
    /// is named.</summary>
    public string? FailedAt { get; init; }

    /// <summary>The invoicing store, or of a send sale the one that sold it; case is ignored.</summary>
    public string? Store { get; init; }

    /// <summary>The sales channel; case is ignored.</summary>
    public string? Channel { get; init; }

    /// <summary>Received then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Received earlier.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Number of a document of the customer who pays or receives, exactly. Personal data: never logged.</summary>
    public string? Document { get; init; }

    /// <summary>
    /// Part of an order number or id, or the whole code of a store, or the number of an invoice or of a slip that was sent; case is
    /// ignored.
    /// </summary>
    public string? Search { get; init; }

    /// <summary>Whether a person holds it.</summary>
    public bool? OnHold { get; init; }

    /// <summary>Who holds it, such as <see cref="ProcessRules.GoLiveHolds"/>.</summary>
    public string? HeldBy { get; init; }
}

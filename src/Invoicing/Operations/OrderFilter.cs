using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Operations;

/// <summary>Which orders are meant; what is null does not matter.</summary>
/// <param name="Cause">Of a failed step.</param>
/// <param name="Store">The invoicing store, or of a send sale the one that sold it.</param>
/// <param name="Search">As in <see cref="OrderViews.List"/>.</param>
/// <param name="OnHold">Whether a person holds it.</param>
internal sealed record OrderFilter(IReadOnlyList<OrderState>? States, FailureKind? Cause, string? Store, string? Search, bool? OnHold);

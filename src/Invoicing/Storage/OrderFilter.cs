using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>Which orders are meant; what is null does not matter.</summary>
/// <param name="Cause">Of a failed step.</param>
/// <param name="Store">The invoicing store, or of a send sale the one that sold it.</param>
/// <param name="Search">
/// Part of an order number or id, or the whole code of a store, or the number of a document or of a slip that was sent; case is ignored.
/// </param>
/// <param name="OnHold">Whether a person holds it.</param>
internal sealed record OrderFilter(IReadOnlyList<OrderState>? States, FailureKind? Cause, string? Store, string? Search, bool? OnHold);

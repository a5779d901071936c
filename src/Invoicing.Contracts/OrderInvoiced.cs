namespace Invoicing.Contracts;

/// <summary>Retail Pro has accepted the invoice of the order. Published by the invoice consumer; a fact in every state.</summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
/// <param name="Attempt">The attempt that this answers.</param>
/// <param name="DocumentNo">Retail Pro's document number, when its answer holds one.</param>
/// <param name="InvoicedAt">When Retail Pro's acceptance became known.</param>
/// <param name="MayBeOlder">
/// It may have been accepted before that, by a call of which nothing is known any more (after a restored backup).
/// </param>
public sealed record OrderInvoiced(string OrderNo, int Attempt, string? DocumentNo, DateTimeOffset InvoicedAt, bool MayBeOlder = false);

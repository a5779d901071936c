namespace Invoicing.Contracts;

/// <summary>
/// The saga asks for the order to be invoiced in Retail Pro at the elected store; the consumer reads everything else from the order's row.
/// </summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
/// <param name="Attempt">Number of this attempt; one that the order's row no longer names is dropped without a call.</param>
public sealed record InvoiceOrder(string OrderNo, int Attempt);

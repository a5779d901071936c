namespace Invoicing.Contracts;

/// <summary>
/// The saga asks for a step of an order in a system that has a queue of its own, <c>SYSTEM-steps</c>; the consumer reads everything else
/// from the order's row. Retail Pro's steps have messages of their own: <see cref="InvoiceOrder"/>, <see cref="TransferInventory"/>.
/// </summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
/// <param name="Step">System, operation and, where it has one, number: <c>vtex/invoice/INV-7</c>.</param>
/// <param name="Attempt">Number of this attempt; one that the order's row no longer names is dropped without a call.</param>
public sealed record RunStep(string OrderNo, string Step, int Attempt);

namespace Invoicing.Contracts;

/// <summary>The saga asks for one transfer slip, from a shipping store to the invoicing store.</summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
/// <param name="SlipNo">Number of the slip, allocated once for the order and the shipping store.</param>
/// <param name="Attempt">Number of this attempt; one that the order's row no longer names is dropped without a call.</param>
public sealed record TransferInventory(string OrderNo, string SlipNo, int Attempt);

namespace Invoicing.Contracts;

/// <summary>Retail Pro has accepted the transfer slip. Published by the transfer consumer; a fact in every state.</summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
/// <param name="SlipNo">Number of the slip.</param>
/// <param name="Attempt">The attempt that this answers.</param>
/// <param name="TransferredAt">When Retail Pro's acceptance became known.</param>
public sealed record InventoryTransferred(string OrderNo, string SlipNo, int Attempt, DateTimeOffset TransferredAt);

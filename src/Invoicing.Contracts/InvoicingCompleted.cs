namespace Invoicing.Contracts;

/// <summary>The order is invoiced and its stock is put right. Published by the saga, for the OMS; may come more than once.</summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
/// <param name="OrderId">The OMS's id of the order.</param>
/// <param name="InvoicingStore">The store that invoiced; of a send sale, the store that sold.</param>
/// <param name="DocumentNo">Retail Pro's document number, when it gave one.</param>
/// <param name="SlipNos">Numbers of the transfer slips.</param>
/// <param name="CompletedAt">When the last step was accepted.</param>
public sealed record InvoicingCompleted(
    string OrderNo, string OrderId, string? InvoicingStore, string? DocumentNo, IReadOnlyList<string> SlipNos, DateTimeOffset CompletedAt);

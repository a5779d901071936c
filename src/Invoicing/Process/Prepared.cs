using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>A request as far as it could be built from an order.</summary>
/// <param name="Body">The JSON to send; null when there are faults.</param>
/// <param name="Faults">All that must be corrected before it can be sent, found together. Free of personal data.</param>
/// <param name="Warnings">What was sent differently from the order, or looks wrong and was sent as it is. Free of personal data.</param>
internal sealed record Prepared(string? Body, IReadOnlyList<ValidationError> Faults, IReadOnlyList<string> Warnings);

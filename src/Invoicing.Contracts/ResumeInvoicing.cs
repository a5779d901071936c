namespace Invoicing.Contracts;

/// <summary>The order's due time has passed: look at its row and send what is outstanding. Sent by the recovery.</summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
public sealed record ResumeInvoicing(string OrderNo);

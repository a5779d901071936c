namespace Invoicing.Contracts;

/// <summary>The failure is stored for the mail to operations. Published by the notifier.</summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
/// <param name="Step">As in <see cref="InvoicingFailed.Step"/>.</param>
/// <param name="Attempt">As in <see cref="InvoicingFailed.Attempt"/>.</param>
/// <param name="Kind">As in <see cref="InvoicingFailed.Kind"/>: an attempt that is moved back may fail again, for another reason.</param>
public sealed record FailureNotified(string OrderNo, string Step, int Attempt, FailureKind Kind);

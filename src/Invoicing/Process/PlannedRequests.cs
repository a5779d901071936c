using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>A call that an order will lead to.</summary>
/// <param name="Step"><c>invoice</c> or <c>slip</c>.</param>
internal sealed record PlannedRequest(string Step, string? FromStore, string? ToStore, Prepared Built);

/// <summary>What an order will be sent as, should nothing change until then.</summary>
internal static class PlannedRequests
{
    public static IReadOnlyList<PlannedRequest> Of(OrderProcess process, IEnumerable<IStepPlanner> systems) =>
        [.. systems.SelectMany(system => system.Preview(process))];

    /// <summary>All that keeps an order from being sent, should nothing be known of it.</summary>
    public static IReadOnlyList<ValidationError> FaultsOf(Order order, InvoicingSettings settings, IReadOnlyList<IStepPlanner> systems) =>
        Faults(Of(OrderProcessor.Preview(order, settings, systems), systems));

    /// <summary>All that keeps them from being sent.</summary>
    public static IReadOnlyList<ValidationError> Faults(IEnumerable<PlannedRequest> requests) =>
        [.. requests.SelectMany(request => request.Built.Faults).Distinct()];
}

/// <summary>A request as far as it could be built from an order.</summary>
/// <param name="Body">The JSON to send; null when there are faults.</param>
/// <param name="Faults">All that must be corrected before it can be sent, found together. Free of personal data.</param>
/// <param name="Warnings">What was sent differently from the order, or looks wrong and was sent as it is. Free of personal data.</param>
internal sealed record Prepared(string? Body, IReadOnlyList<ValidationError> Faults, IReadOnlyList<string> Warnings);

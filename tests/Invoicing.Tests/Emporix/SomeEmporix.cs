using Invoicing.Emporix;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Tests.Emporix.Documents;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Emporix;

/// <summary>The order o-1 of acme: 74.90 EUR, of which one card pays all.</summary>
internal static class SomeEmporix
{
    public const string OrderNo = "emporix/acme/o-1";

    public static Order Order { get; } = new()
    {
        OrderNo = OrderNo, OrderName = OrderNo, SalesChannel = EmporixPlanner.JobChannel, CreatedAt = Some.Now, CompletedAt = Some.Now,
    };

    public static EmporixData Data { get; } = new()
    {
        SiteCode = "de-main", Currency = "EUR", Total = 74.90m, Payments = [new("t-1", 74.90m, 74.90m)],
        Personal = new(SomeInvoice.Of(), "rosa@example.test", null),
    };

    /// <summary>Its amounts are settled, and the capture is on its way.</summary>
    public static Flow Recalculated(Func<EmporixData, EmporixData>? change = null)
    {
        var flow = new Flow(others: new EmporixPlanner()).Arrives(Order);
        var found = change?.Invoke(Data) ?? Data;
        return flow.Decide(new StepAccepted("emporix/recalculate", null, flow.Now, Found: found.ToJson()));
    }
}

using System.Text.Json.Nodes;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Host;

/// <summary>Orders as the database would hold them.</summary>
internal static class Stored
{
    public static StoredOrder Of(Flow flow, params TimelineItem[] timeline) =>
        new(flow.Row, Some.Now.AddHours(-1), flow.Now, flow.Row.DueAt, timeline);

    public static TimelineItem Item(string what, string details = "{}", OrderState? state = null, int minute = 0) =>
        TimelineItem.Of(Some.Now.AddMinutes(minute), what, state?.ToString(), JsonNode.Parse(details)!.AsObject());

    public static TimelineItem Call() => Item("called", """
        {"operation":"invoice","number":"1042","attempt":1,"startedAt":"2026-03-06T12:00:00+00:00","elapsedMs":35,
         "request":{"OrderNo":"1042","CustomerBilling":{"Email":"rosa@example.test"}},"status":200,"answer":"{\"DocumentNo\":\"INV1\",\"Customer\":\"Rosa\"}",
         "outcome":"Done","message":"Order to Invoice was accepted (200).","warnings":["address1 was cut"],"tries":2}
        """);
}

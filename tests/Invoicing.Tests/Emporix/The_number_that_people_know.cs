using Invoicing.Contracts;
using Invoicing.Emporix;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Emporix;

public class The_number_that_people_know
{
    private const string Mixins = """{"id":"o-1","mixins":{"generalAttributes":{"orderNumber":"%"}}}""";

    private readonly EmporixPlanner _planner = new();

    [Theory]
    [InlineData("\"100042\"", "100042")]
    [InlineData("100042", "100042")]
    [InlineData("\" A\\u0000B\\n\"", "A B")]
    [InlineData("\" \"", null)]
    [InlineData("{}", null)]
    public void is_taken_from_the_order_as_one_line(string json, string? number) =>
        EmporixOrder.Read(Mixins.Replace("\"%\"", json, StringComparison.Ordinal))!.OrderNumber.ShouldBe(number);

    [Fact]
    public void stands_with_the_order_and_in_what_people_are_told_once()
    {
        var flow = SomeEmporix.Recalculated(data => data with { OrderNumber = "100042" });
        flow.Decide(new StepFailed("emporix/capture/t-1", 2, FailureKind.Refused, "card expired.", null));
        flow.Sent.OfType<InvoicingFailed>().Single().Message.ShouldBe("card expired. Its number in Emporix is 100042.");
        // The job tells its client no more than why.
        flow.Row.StepNamed("emporix/capture/t-1")!.Message.ShouldBe("card expired.");

        var details = OrderDetails.Of(new StoredOrder(flow.Row, Some.Now, Some.Now, null, []), [_planner]);
        details.Numbers.ShouldNotBeNull().ShouldBe(new Dictionary<string, string> { ["Emporix"] = "100042" });
    }

    [Fact]
    public void is_left_out_where_the_order_has_none()
    {
        var flow = SomeEmporix.Recalculated();
        flow.Decide(new StepFailed("emporix/capture/t-1", 2, FailureKind.Refused, "card expired.", null));

        flow.Sent.OfType<InvoicingFailed>().Single().Message.ShouldBe("card expired.");
        OrderDetails.Of(new StoredOrder(flow.Row, Some.Now, Some.Now, null, []), [_planner]).Numbers.ShouldBeNull();
    }
}

using System.Text.Json.Nodes;
using Invoicing.Host.Commands.Feeds;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Tests.RetailPro;

namespace Invoicing.Tests.Intake;

public class A_preview
{
    [Fact]
    public void shows_the_store_and_both_documented_bodies()
    {
        var order = Of(Samples.SplitHome);

        (order.OrderNo, order.Outcome, order.Store).ShouldBe(("1042", FeedOutcome.Accepted, "SVA40"));
        order.StoreReason!.ShouldStartWith("first to ship");
        order.Requests.Select(request => (request.Step, request.FromStore, request.ToStore))
            .ShouldBe([("invoice", null, null), ("slip", "SVA11", "SVA40")]);
        var (invoice, slip) = (JsonNode.Parse(order.Requests[0].Built.Body!)!, JsonNode.Parse(order.Requests[1].Built.Body!)!);
        ((string?)invoice["OrderNo"], (string?)invoice["InvoicingStore"]).ShouldBe(("1042", "SVA40"));
        ((string?)slip["SlipNo"], (decimal)slip["TotalQty"]!).ShouldBe((OrderProcessor.PreviewSlipNo, 3m));
    }

    [Fact]
    public void shows_the_slips_alone_of_a_send_sale()
    {
        var order = Of(Samples.SendSale);

        (order.Outcome, order.Store, order.StoreReason).ShouldBe((FeedOutcome.AlreadyInvoiced, "SVA32", "where it was sold"));
        order.Requests.ShouldAllBe(request => request.Step == "slip");
    }

    [Fact]
    public void names_every_fault_and_every_warning()
    {
        var order = Of(Samples.SplitHome.Replace("rosa@example.test", "").Replace("\"total\": 152.50", "\"total\": 1"));

        (order.Outcome, order.IsWrong).ShouldBe((FeedOutcome.Invalid, true));
        order.Reason.ShouldBe("deliverTo.email is missing; billing.email is missing");
        order.Faults.Count.ShouldBe(2);
        order.Warnings.ShouldNotBeEmpty();
        order.Requests[0].Built.Body.ShouldBeNull();
        PreviewPage.Page(order).ShouldContain("  Wrong: billing.email is missing\n");
    }

    [Fact]
    public void names_both_numbers_of_an_order_that_stands_in_the_file_under_two()
    {
        var numbers = new Dictionary<string, string>();
        Of(Samples.SplitHome).Among(numbers).IsWrong.ShouldBeFalse();
        Of(Samples.SplitHome).Among(numbers).IsWrong.ShouldBeFalse();

        var second = Of(Samples.SplitHome.Replace("#1042", "#1043")).Among(numbers);

        (second.Outcome, second.IsWrong, second.Requests.Count).ShouldBe((FeedOutcome.Conflict, true, 0));
        PreviewPage.Page(second).ShouldSatisfyAllConditions(
            page => page.ShouldContain("order 1043: conflict"),
            page => page.ShouldContain("the orderId of order 1042 (M100002)"));
        Of(Samples.SplitHome.Replace("#1042", "#1044").Replace("\"orderId\": \"M100002\", ", "")).Among(numbers).Outcome
            .ShouldBe(FeedOutcome.Invalid);
    }

    [Fact]
    public void says_what_is_waited_for() => Of(Samples.SplitHome.Replace("\"Cancelled\"", "\"Open\"")).ShouldSatisfyAllConditions(
        order => order.Outcome.ShouldBe(FeedOutcome.Held),
        order => order.Reason.ShouldBe("1 of 4 items are open"),
        order => order.Requests.ShouldBeEmpty());

    [Theory]
    [InlineData("{\"orderId\":\"M1\"}", "orderNo is missing")]
    [InlineData("[1]", "the message is an array")]
    public void says_why_an_order_is_none(string json, string told)
    {
        var order = Of(json);

        (order.Outcome, order.IsWrong).ShouldBe((FeedOutcome.Unreadable, true));
        order.Reason!.ShouldStartWith(told);
    }

    [Fact]
    public void is_one_line_for_programs() =>
        JsonNode.Parse(PreviewPage.Json(Of(Samples.SplitHome)))!["requests"]![0]!["body"]!["OrderNo"]!.GetValue<string>().ShouldBe("1042");

    private static OrderPreview Of(string json) => OrderPreview.Of(
        new OrderText("f:1", System.Text.Encoding.UTF8
            .GetBytes(json)), new InvoicingSettings(), [new RetailProPlanner(new(), new())], DateTimeOffset.MaxValue);
}

using System.Text.Json.Nodes;
using Invoicing.Contracts;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Tests.RetailPro;

namespace Invoicing.Tests.Intake;

public class What_became_of_an_order
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 7, 12, 0, 0, TimeSpan.Zero);

    private readonly ProcessRules _decisions = new(
        new InvoicingSettings(),
        [new RetailProPlanner(new InvoicingSettings(), new RetailProSettings())],
        () => null);
    private OrderProcess? _row;

    [Fact]
    public void that_comes_again() => (Arrives(), Arrives()).ShouldBe((new(FeedOutcome.Accepted), new(FeedOutcome.Duplicate)));

    [Fact]
    public void that_comes_again_under_another_id()
    {
        Arrives();

        Arrives(order => order["orderId"] = "S1").Outcome.ShouldBe(FeedOutcome.Duplicate);
    }

    [Fact]
    public void that_comes_with_newer_content()
    {
        Arrives();

        Arrives(order => order["total"] = 152.51).ShouldBe(new(FeedOutcome.Accepted, "newer content"));
    }

    [Fact]
    public void that_comes_corrected()
    {
        Arrives(order => order["billing"]!["email"] = "").ShouldBe(new(FeedOutcome.Invalid, "billing.email is missing"));

        Arrives().ShouldBe(new(FeedOutcome.Accepted, "newer content"));
    }

    [Fact]
    public void that_comes_with_older_content()
    {
        Arrives();

        Arrives(order => order["completedAt"] = "2026-03-06T16:30:00-06:00").Outcome.ShouldBe(FeedOutcome.Older);
    }

    [Fact]
    public void that_comes_with_newer_content_while_a_call_is_open()
    {
        Arrives();

        Arrives(order => order["total"] = 152.51, callOpen: true).ShouldBe(
            new(FeedOutcome.Accepted, "newer content; kept until the open call is settled"));
    }

    [Fact]
    public void that_comes_with_newer_content_after_its_invoice()
    {
        Arrives();
        _row = _decisions.Decide(_row, new StepAccepted(RetailProSteps.Invoice, "INV1", s_now), s_now, new NumberPool(["00000001"]));

        Arrives(order => order["total"] = 152.51).Outcome.ShouldBe(FeedOutcome.TooLate);
    }

    [Fact]
    public void that_was_dismissed()
    {
        Arrives();
        _row = _decisions.Decide(_row, new DismissOrder("ana", "test"), s_now, new NumberPool([]));

        Arrives(order => order["total"] = 152.51).Outcome.ShouldBe(FeedOutcome.Dismissed);
    }

    [Fact]
    public void that_has_nothing_to_invoice() => Arrives(order =>
    {
        foreach (var item in order["items"]!.AsArray())
        {
            item!["status"] = "Cancelled";
        }
    }).Outcome.ShouldBe(FeedOutcome.NothingToInvoice);

    private IntakeResult Arrives(Action<JsonNode>? change = null, bool callOpen = false)
    {
        var json = JsonNode.Parse(Samples.SplitHome)!;
        change?.Invoke(json);
        var order = OrderReader.Read(
            System.Text.Json.JsonDocument.Parse(json.ToJsonString()).RootElement,
            TimeZoneInfo.Utc,
            DateTimeOffset.MaxValue);
        var before = _row;
        _row = _decisions.Decide(before, new OrderArrived(order) { CallOpen = callOpen }, s_now, new NumberPool([]));
        return IntakeResult.Of(before, order, _row, new OrderText("f:1", default), [new RetailProPlanner(new(), new())]);
    }
}

using Invoicing.Contracts;
using Invoicing.Host.Commands;
using Invoicing.Host.Commands.Orders;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Host;

public class The_page_of_an_order
{
    private readonly Flow _flow = new();

    [Fact]
    public void tells_stores_steps_and_times()
    {
        var page = Page(
            _flow.Arrives(Some.SplitOrder).Invoiced("INV1"),
            [Stored.Item("received", """{"orderId":"M1"}""", OrderState.Invoicing)]);

        page.ShouldBe("""
            Order 1042  Transferring
              OMS        M1, ECOM
              Store      SVA11, first to ship (2026-03-05 20:00 UTC)
              Received   2026-03-06 11:00:00, changed 2026-03-06 12:00:00 (times are UTC)
              Next look  2026-03-06 12:00:30 (in 30 s)

            Steps
              invoice        accepted 2026-03-06 12:00:00  document INV1
              slip/00000731  under way  SVA40 → SVA11: 1 × 8720116120028

            Timeline
              2026-03-06 12:00:00  received → Invoicing  orderId M1

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void tells_what_to_do_about_a_failure()
    {
        var page = Page(_flow.Arrives(Some.Order()).InvoiceFails(FailureKind.OutcomeUnknown), []);

        page.ShouldContain("Failed: invoice at store SVA11");
        page.ShouldContain("OutcomeUnknown, 2026-03-06 12:00:00, 1 attempt");
        page.ShouldContain("What to do:");
        page.ShouldContain("invoicing orders confirm 1042");
    }

    [Fact]
    public void personal_data_is_shown_on_demand_only()
    {
        _flow.Arrives(Some.Order());

        Page(_flow, [Stored.Call()]).ShouldNotContain("Rosa", Case.Insensitive);
        Page(_flow, [Stored.Call()]).ShouldContain("called  invoice 1042: Done (HTTP 200, 35 ms, call 2), attempt 1");
        var full = Page(_flow, [Stored.Call()], full: true);
        full.ShouldContain("\"Email\": \"rosa@example.test\"");
        full.ShouldContain("\"Customer\": \"Rosa\"");
    }

    [Fact]
    public void warnings_are_shown() => Page(_flow.Arrives(Some.Order()), [Stored.Call()]).ShouldContain("Warnings\n  address1 was cut\n");

    [Fact]
    public void a_dismissal_is_told_with_its_reason() =>
        Page(_flow.Arrives(Some.Order()).Decide(new DismissOrder("ana", "test order")), []).ShouldContain(
            "Dismissed  2026-03-06 12:00:00 by ana: test order");

    [Fact]
    public void text_from_outside_cannot_move_the_cursor()
    {
        var page = Page(
            _flow.Arrives(Some.Order() with { OrderId = "M1\u001b[2J[red]" }),
            [Stored.Item("deferred", """{"reason":"a\u001b[2J\u0007"}""")],
            full: true);

        page.ShouldNotContain('\u001b');
        page.ShouldNotContain('\u0007');
        page.ShouldContain("[red]");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public void no_line_is_wider_than_the_screen(int width) =>
        Page(_flow.Arrives(Some.SplitOrder).InvoiceFails(FailureKind.InvalidData), [Stored.Call()], full: true, width).Split('\n')
            .Max(line => line.Length)
            .ShouldBeLessThanOrEqualTo(width);

    private static string Page(Flow flow, TimelineItem[] timeline, bool full = false, int width = 120) =>
        ConsoleOutput.Plain(
            width,
            console => new OrderPage(console, flow.Now, full).Write(Stored.Of(flow, timeline), [new RetailProPlanner(new(), new())]));
}

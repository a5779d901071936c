using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Reconciliation;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Tests.Process;
using Invoicing.Tests.Vtex;
using Invoicing.Vtex;

namespace Invoicing.Tests.Reconciliation;

/// <summary>Each difference by itself, and none where there is none. The judge is the kind, and the figures in the text.</summary>
public class When_an_order_is_compared
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private readonly Flow _flow = new Flow().Arrives(Some.SplitOrder);

    [Fact]
    public void all_agrees_where_it_is_invoiced_as_the_list_says()
    {
        Completed();

        Kinds(Listed(total: 60, store: "sva11", id: "M1")).ShouldBeEmpty();
        Kinds(null).ShouldBeEmpty();
    }

    [Fact]
    public void one_that_never_came_is_told_unless_it_was_completed_a_moment_ago()
    {
        Differences(new(Listed(at: Some.Now - s_day), null)).Single().Kind.ShouldBe(DifferenceKind.NeverReceived);
        Differences(new(Listed(at: null), null)).Single().Kind.ShouldBe(DifferenceKind.NeverReceived);
        Differences(new(Listed(at: Some.Now - TimeSpan.FromMinutes(5)), null)).ShouldBeEmpty();
        Differences(new(Listed(at: Some.Now - s_day) with { IsOpen = true }, null)).ShouldBeEmpty();
        Differences(new(Listed(at: Some.Now - s_day) with { IsCancelled = true }, null)).ShouldBeEmpty();
    }

    [Fact]
    public void one_whose_id_came_under_another_number_is_told_with_that()
    {
        var found = Differences(new(Listed(id: "M7", at: Some.Now - s_day), null, OwnerOfId: "1007")).Single();

        found.Kind.ShouldBe(DifferenceKind.TwoNumbers);
        found.Text.ShouldContain("1007");
    }

    [Fact]
    public void another_total_is_told_with_both_figures_and_what_is_between_them()
    {
        Completed();

        var found = Rows(Listed(total: 59.99m)).ShouldHaveSingleItem();
        found.Kind.ShouldBe(DifferenceKind.TotalDiffers);
        found.Text.ShouldContain("60.00");
        found.Text.ShouldContain("59.99");
        found.Amount.ShouldBe(0.01m);
        // The same to the last digit that is ever sent.
        Kinds(Listed(total: 60.00004m)).ShouldBeEmpty();
        Kinds(Listed(total: null)).ShouldBeEmpty();
    }

    [Fact]
    public void an_order_that_is_not_invoiced_yet_has_no_other_total() => Kinds(Listed(total: 59)).ShouldBeEmpty();

    [Theory]
    [InlineData("SVA11", true)]
    [InlineData("FAC_11", true)]
    [InlineData("SVA40", false)]
    [InlineData("FAC_99", false)]
    public void the_store_is_compared_by_its_code_and_by_the_name_that_the_OMS_has_for_it(string written, bool isSame)
    {
        var settings = new RetailProSettings { Stores = { ["FAC_11"] = "SVA11", ["*"] = "*" } };
        var flow = new Flow(retailPro: settings).Arrives(Some.SplitOrder).Invoiced().Transferred();

        var found = new OrderComparison([new RetailProPlanner(new(), settings)], s_day, flow.Now)
            .Of(new(Listed(store: written), new(flow.Row, Some.Now)), []);

        found.Select(row => row.Kind).ShouldBe(isSame ? [] : [DifferenceKind.StoreDiffers]);
    }

    [Fact]
    public void two_ids_of_the_OMS_are_told_with_both()
    {
        Completed();

        var found = Rows(Listed(id: "M2")).ShouldHaveSingleItem();
        found.Kind.ShouldBe(DifferenceKind.TwoIds);
        found.Text.ShouldContain("M2");
        found.Text.ShouldContain("M1");
        // It came twice by itself: the same purchase, imported again.
        _flow.Arrives(Some.SplitOrder with { OrderId = "M3" });
        Kinds(Listed(id: "M1")).ShouldBe([DifferenceKind.TwoIds]);
        Kinds(null).ShouldBe([DifferenceKind.TwoIds]);
    }

    [Fact]
    public void one_that_is_not_finished_is_told_when_it_lasts()
    {
        Kinds(Listed()).ShouldBeEmpty();

        Late();

        var found = Rows(Listed()).ShouldHaveSingleItem();
        (found.Kind, found.Step).ShouldBe((DifferenceKind.NotFinished, "invoice"));
    }

    [Fact]
    public void one_that_came_with_open_items_is_late_from_its_completion_on()
    {
        var flow = new Flow().Arrives(Some.SplitOrder with { CompletedAt = Some.Now - TimeSpan.FromHours(1) });

        Differences(new(Listed(), new(flow.Row, Some.Now - 3 * s_day)), Some.Now).ShouldBeEmpty();
        Differences(new(Listed(), new(flow.Row, Some.Now - 3 * s_day)), Some.Now + s_day).Single().Kind
            .ShouldBe(DifferenceKind.NotFinished);
    }

    [Fact]
    public void one_of_unknown_outcome_is_settled_by_saying_what_became_of_it()
    {
        _flow.InvoiceFails(FailureKind.OutcomeUnknown);
        Late();

        Rows(Listed()).ShouldHaveSingleItem().ToDo.ShouldContain("orders confirm 1042 --step invoice");
        // Completed or not at the OMS: it is not finished here.
        Rows(Listed() with { IsOpen = true }).ShouldHaveSingleItem().Kind.ShouldBe(DifferenceKind.NeedsPerson);
    }

    [Fact]
    public void one_that_waits_for_a_person_is_told_when_it_lasts()
    {
        _flow.InvoiceFails();
        Kinds(Listed()).ShouldBeEmpty();

        Late();

        Rows(Listed()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => row.Kind.ShouldBe(DifferenceKind.NeedsPerson), row => row.ToDo.ShouldContain("orders retry 1042"));
    }

    [Fact]
    public void one_that_is_held_is_told_when_it_lasts_whoever_holds_it()
    {
        _flow.Decide(new HoldOrder("ana", "customer called"));
        Late();
        Rows(Listed()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => row.Kind.ShouldBe(DifferenceKind.OnHold), row => row.Text.ShouldContain("by ana"),
            row => row.ToDo.ShouldContain("orders release 1042"));

        var open = new Flow().Arrives(Some.Order(Some.Line(1, null, "Open")));
        Differences(new(Listed(), new(open.Row, open.Now)), open.Now + s_day).Single().Kind.ShouldBe(DifferenceKind.OnHold);
    }

    [Fact]
    public void one_that_was_dismissed_is_settled()
    {
        _flow.Decide(new DismissOrder("ana", "test order"));
        Late();

        Kinds(Listed(total: 1)).ShouldBeEmpty();
        OrderComparison.IsSettled(new(Listed(), new(_flow.Row, Some.Now))).ShouldBeTrue();
    }

    [Fact]
    public void one_of_which_everything_is_cancelled_here_is_told_where_the_list_has_a_total()
    {
        var flow = new Flow().Arrives(Some.Order(Some.Line(1, null, "Cancelled")));

        Differences(new(Listed(total: 60), new(flow.Row, flow.Now))).Single().Kind.ShouldBe(DifferenceKind.NothingToInvoice);
        Differences(new(Listed(total: 0), new(flow.Row, flow.Now))).ShouldBeEmpty();
        Differences(new(Listed(total: 60) with { IsCancelled = true }, new(flow.Row, flow.Now))).ShouldBeEmpty();
    }

    [Fact]
    public void a_change_after_the_invoice_is_told()
    {
        Completed();
        _flow.Arrives(Some.SplitOrder with { Total = 61, CompletedAt = Some.Now });

        Kinds(Listed(total: 60)).ShouldBe([DifferenceKind.ChangedSince]);
        Kinds(Listed(total: 61)).ShouldBe([DifferenceKind.TotalDiffers, DifferenceKind.ChangedSince]);
    }

    [Fact]
    public void totals_that_do_not_add_up_are_told()
    {
        var flow = new Flow().Arrives(Some.SplitOrder with { Total = 61 }).Invoiced().Transferred();

        Differences(new(Listed(total: 61), new(flow.Row, flow.Now))).Select(row => row.Kind).Distinct()
            .ShouldBe([DifferenceKind.DoesNotAddUp]);
    }

    [Fact]
    public void stock_that_was_not_moved_is_told_with_its_slip_and_not_a_second_time()
    {
        _flow.Invoiced().TransferFails();
        Kinds(Listed()).ShouldBeEmpty();

        Late();

        Rows(Listed()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => row.Kind.ShouldBe(DifferenceKind.TransferMissing), row => row.Step.ShouldBe("slip/00000731"),
            row => row.Text.ShouldContain("SVA40"), row => row.ToDo.ShouldContain("--step slip/00000731"));
    }

    [Fact]
    public void a_slip_that_is_not_there_at_all_is_told_at_once()
    {
        Completed();
        var without = _flow.Row with { Steps = [.. _flow.Row.Steps.Where(step => step.Phase != StepPhase.Transfer)] };

        Differences(new(Listed(), new(without, Some.Now))).Single().Kind.ShouldBe(DifferenceKind.TransferMissing);
    }

    [Fact]
    public void a_slip_that_moves_stock_elsewhere_is_told_at_once()
    {
        Completed();
        var elsewhere = _flow.Row with
        {
            Steps = [.. _flow.Row.Steps.Select(step => step.Phase == StepPhase.Transfer ? step with { ToStore = "SVA77" } : step)],
        };

        Differences(new(Listed(), new(elsewhere, Some.Now))).Single().Kind.ShouldBe(DifferenceKind.TransferUnbalanced);
    }

    [Fact]
    public void what_a_marketplace_was_not_told_of_is_told_when_it_lasts()
    {
        var flow = SomeVtex.FlowOf().Arrives(SomeVtex.Order()).Invoiced();
        var seen = new OrderSeen(Listed(total: 73.50m), new(flow.Row, flow.Now));

        Differences(seen, flow.Now, Vtex).ShouldBeEmpty();
        Differences(seen, flow.Now + s_day, Vtex).Single().ShouldSatisfyAllConditions(
            row => row.Kind.ShouldBe(DifferenceKind.MarketplaceNotTold), row => row.Text.ShouldContain("INV1"));
    }

    [Theory]
    [InlineData(7350, true)]
    [InlineData(7000, false)]
    public void invoices_that_the_marketplace_has_must_add_up_to_the_order(int invoiced, bool doAddUp)
    {
        var flow = SomeVtex.FlowOf().Arrives(SomeVtex.Order()).Invoiced();
        while (!flow.Row.IsFinished)
        {
            flow.Decide(new StepAccepted(flow.Row.Steps.First(step => step.Status == StepStatus.Sent).Name, null, flow.Now));
        }

        var seen = new OrderSeen(Listed(total: 73.50m), new(flow.Row, flow.Now), new()
        {
            Id = flow.Row.MarketplaceId!, Account = "acme", OrderId = SomeVtex.OrderId, Status = "invoiced", Value = 7350,
            Invoiced = invoiced, Invoices = ["INV1"], LookedAt = flow.Now.AddMinutes(1),
        });

        Differences(seen, flow.Now, Vtex).Select(row => row.Kind).ShouldBe(doAddUp ? [] : [DifferenceKind.MarketplaceDiffers]);
        // Shown before it was told of the invoice.
        Differences(seen with { Marketplace = seen.Marketplace! with { LookedAt = flow.Now.AddHours(-1) } }, flow.Now, Vtex).ShouldBeEmpty();
    }

    private static IReadOnlyList<IStepPlanner> Vtex =>
        [new RetailProPlanner(new(), new()), new VtexPlanner(SomeVtex.Settings(), SomeVtex.Zone)];

    private void Completed() => _flow.Invoiced().Transferred().Row.State.ShouldBe(OrderState.Completed);

    private void Late() => _flow.Later(s_day);

    private IEnumerable<DifferenceKind> Kinds(ListedOrder? listed) => Rows(listed).Select(row => row.Kind);

    private IReadOnlyList<ReconciledRow> Rows(ListedOrder? listed) => Differences(new(listed, new(_flow.Row, Some.Now)), _flow.Now);

    private static IReadOnlyList<ReconciledRow> Differences(
        OrderSeen seen, DateTimeOffset? now = null, IReadOnlyList<IStepPlanner>? systems = null) =>
        new OrderComparison(systems ?? [new RetailProPlanner(new(), new())], s_day, now ?? Some.Now).Of(seen, []);

    private static ListedOrder Listed(
        decimal? total = 60, string? store = null, string? id = null, DateTimeOffset? at = null) =>
        new("completed.csv:2", "1042", id, total, null, null, store, at, IsCancelled: false, IsOpen: false);
}

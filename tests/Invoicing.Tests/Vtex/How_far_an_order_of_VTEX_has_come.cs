using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Vtex.Intake;

namespace Invoicing.Tests.Vtex;

public class How_far_an_order_of_VTEX_has_come
{
    private static readonly DateTimeOffset s_now = SomeVtex.InvoicedAt;

    [Theory]
    [InlineData("ready-for-handling", "Seen")]
    [InlineData("handling", "Seen")]
    [InlineData("brand-new-status", "Seen")]
    [InlineData("invoice", "InvoicedElsewhere")]
    [InlineData("invoiced", "InvoicedElsewhere")]
    [InlineData("cancellation-requested", "Cancelled")]
    [InlineData("canceled", "Cancelled")]
    public void follows_from_its_status_while_the_OMS_has_not_sent_it(string status, string expected) =>
        Integration.Of(InVtex(status), []).ToString().ShouldBe(expected);

    [Fact]
    public void it_is_being_handled_once_the_OMS_has_sent_it_until_VTEX_is_told_of_the_invoice()
    {
        var flow = SomeVtex.FlowOf().Arrives(SomeVtex.Order());
        Integration.Of(InVtex("ready-for-handling"), [flow.Row]).ShouldBe(IntegrationStatus.Handling);

        flow.Invoiced("INV000001");
        Integration.Of(InVtex("handling"), [flow.Row]).ShouldBe(IntegrationStatus.Handling);

        Integration.Of(InVtex("handling"), [Told(flow.Row)]).ShouldBe(IntegrationStatus.InvoicedHere);
        Integration.Of(InVtex("canceled"), [Told(flow.Row)]).ShouldBe(IntegrationStatus.Cancelled);
    }

    [Fact]
    public void an_invoice_counts_as_ours_by_its_number_whatever_became_of_the_call()
    {
        var ours = SomeVtex.FlowOf().Arrives(SomeVtex.Order()).Invoiced("INV000001").Row;

        Integration.Of(InVtex("invoiced", 7350, "INV000001"), [ours]).ShouldBe(IntegrationStatus.InvoicedHere);
        Integration.Of(InVtex("invoiced", 7350, "OTHER1"), [ours]).ShouldBe(IntegrationStatus.InvoicedElsewhere);
    }

    [Fact]
    public void a_part_that_is_told_leaves_the_order_to_be_handled()
    {
        var ours = Told(SomeVtex.FlowOf().Arrives(SomeVtex.Order()).Invoiced("INV000001").Row);

        Integration.Of(InVtex("payment-approved", 4000, "INV000001"), [ours]).ShouldBe(IntegrationStatus.Handling);
        Integration.Of(InVtex("handling", 7350, "INV000001"), [ours]).ShouldBe(IntegrationStatus.InvoicedHere);
    }

    [Fact]
    public void nothing_is_known_of_what_VTEX_does_not_show() =>
        Integration.Of(InVtex(null), []).ShouldBe(IntegrationStatus.Unknown);

    [Fact]
    public void an_order_of_the_OMS_is_found_by_account_and_id_and_not_by_the_account_s_case()
    {
        var order = SomeVtex.FlowOf().Arrives(SomeVtex.Order() with { Vtex = new() { Account = "ACME", OrderId = SomeVtex.OrderId } }).Row;

        order.MarketplaceId.ShouldBe(MarketplaceEvent.Of(EventSource.Feed, "acme", SomeVtex.OrderId, "handling", null, s_now).Key);
        SomeVtex.FlowOf().Arrives(SomeVtex.Order() with { Vtex = new() { Account = "acme" } }).Row.MarketplaceId.ShouldBeNull();
    }

    [Fact]
    public void a_trouble_is_told_once_and_again_only_when_it_was_over_for_an_hour_or_another_takes_its_place()
    {
        var (account, now) = (new MarketplaceAccount { Id = "acme" }, s_now);
        Told("missing").ShouldBeTrue();
        Told("missing").ShouldBeFalse();
        Told("other").ShouldBeTrue();
        Told(null).ShouldBeFalse();
        account.Troubles.ShouldAllBe(trouble => trouble.ClearedAt == now);
        now = now.AddMinutes(59);
        Told("missing").ShouldBeFalse();
        Told(null).ShouldBeFalse();
        now = now.AddHours(1);
        Told(null).ShouldBeFalse();
        account.Troubles.ShouldBeEmpty();
        Told("missing").ShouldBeTrue();

        bool Told(string? name)
        {
            (account, var tell) = account.With("vtex", "feed", name is null ? null : (name, "text", TimeSpan.Zero), now);
            return tell is not null;
        }
    }

    [Fact]
    public void a_trouble_that_may_pass_is_told_when_it_lasts()
    {
        var account = new MarketplaceAccount { Id = "acme" };
        TellAt(s_now).ShouldBeNull();
        TellAt(s_now.AddMinutes(59)).ShouldBeNull();
        TellAt(s_now.AddHours(1)).ShouldNotBeNull().Message.ShouldBe("acme, calls: text");
        TellAt(s_now.AddHours(2)).ShouldBeNull();

        Invoicing.Storage.Notice? TellAt(DateTimeOffset now)
        {
            (account, var tell) = account.With("vtex", "calls", ("NoEffect", "text", TimeSpan.FromHours(1)), now);
            return tell;
        }
    }

    private static MarketplaceOrder InVtex(string? status, decimal invoiced = 0, params string[] invoices) => new()
    {
        Account = "acme", OrderId = SomeVtex.OrderId, Status = status, Value = 7350, Invoiced = invoiced, Invoices = invoices,
    };

    private static OrderProcess Told(OrderProcess process) => process with
    {
        Steps = [.. process.Steps.Select(step => step.Key.System == "vtex" ? step with { Status = StepStatus.Done } : step)],
    };
}

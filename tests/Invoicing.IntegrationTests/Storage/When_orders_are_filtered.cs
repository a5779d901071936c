using Invoicing.Contracts;
using Invoicing.IntegrationTests.Operations;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Storage;

public class When_orders_are_filtered : OrderTest
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, OrderFilter> s_filters = new()
    {
        ["all"] = new(),
        ["state"] = new() { States = [OrderState.Completed, OrderState.Failed, OrderState.Failed] },
        ["cause"] = new() { Cause = FailureKind.Refused },
        ["other cause"] = new() { Cause = FailureKind.GaveUp },
        ["store that invoices"] = new() { Store = "sva40" },
        ["store that sold"] = new() { Store = "SVB02" },
        ["channel"] = new() { Channel = "pos" },
        ["part of a channel"] = new() { Channel = "po" },
        ["since"] = new() { Since = s_noon },
        ["until"] = new() { Until = s_noon },
        ["between"] = new() { Since = s_noon.AddHours(-1), Until = s_noon.AddMicroseconds(1) },
        ["document of who pays"] = new() { Document = "01234567-8" },
        ["document of who receives"] = new() { Document = "P 77" },
        ["part of a document"] = new() { Document = "01234567" },
        ["search"] = new() { Search = "04" },
        ["document is not searched"] = new() { Search = "01234567-8" },
        ["all at once"] = new()
        {
            States = [OrderState.Failed], Cause = FailureKind.Refused, Store = "SVA11", Channel = "ECOM", Since = s_noon, Search = "104",
            Until = s_noon.AddDays(1), Document = "01234567-8", OnHold = false,
        },
        ["on hold"] = new() { OnHold = true },
        ["quote"] = new() { Store = "'", Channel = "'", Document = "'", Search = "'" },
    };

    [Theory]
    [InlineData("all", "104 103 102 101")]
    [InlineData("state", "104 102")]
    [InlineData("cause", "104")]
    [InlineData("other cause", "")]
    [InlineData("store that invoices", "103")]
    [InlineData("store that sold", "102")]
    [InlineData("channel", "102")]
    [InlineData("part of a channel", "")]
    [InlineData("since", "104 103")]
    [InlineData("until", "102 101")]
    [InlineData("between", "103 102")]
    [InlineData("document of who pays", "104 101")]
    [InlineData("document of who receives", "101")]
    [InlineData("part of a document", "")]
    [InlineData("search", "104")]
    [InlineData("document is not searched", "")]
    [InlineData("all at once", "104")]
    [InlineData("on hold", "")]
    [InlineData("quote", "")]
    public async Task those_are_found_that_are_meant_and_no_others(string name, string found)
    {
        await Receive("101", order => order with
        {
            Billing = new() { DocumentNo = "01234567-8" }, DeliverTo = new() { DocumentNo = "P 77" },
        });
        await Receive("102", order => order with { SalesChannel = "POS", SoldAtStore = "SVB02", Items = [Line(1, "SVB02", 8)] });
        await Receive("103", order => order with { Items = [Line(1, "SVA40", 8)] });
        await Receive("104", order => order with { Billing = new() { DocumentNo = "01234567-8" } });
        await Failed("104", FailureKind.Refused);
        await Execute($"""
            update mt_doc_order
            set mt_created_at = timestamptz '{s_noon:O}' + (order_no::int - 103) * interval '1 hour'
            """);
        var filter = s_filters[name];

        var page = await Orders.List(filter, null, 50, CancellationToken.None);

        string.Join(' ', page.Orders.Select(order => order.Row.OrderNo)).ShouldBe(found);
        (page.Next, page.Exceeded.Count).ShouldBe((null, 0));
        page.Totals.Where(total => filter.States?.Contains(total.Key) ?? true).Sum(total => total.Value).ShouldBe(page.Orders.Count);
        string.Join(' ', (await Orders.Numbers(filter, CancellationToken.None)).Reverse()).ShouldBe(found);
    }

    [Fact]
    public async Task a_customers_document_is_not_known_any_more_once_it_was_erased()
    {
        await Receive("1", order => order with
        {
            SalesChannel = "POS", SoldAtStore = "SVA11", Items = [Line(1, "SVA11", 8)], Billing = new() { DocumentNo = "01234567-8" },
        });
        var filter = new OrderFilter { Document = "01234567-8" };
        (await Orders.Numbers(filter, CancellationToken.None)).ShouldBe(["1"]);

        (await Erase()).ShouldBe(1);

        (await Orders.Numbers(filter, CancellationToken.None)).ShouldBeEmpty();
        (await Orders.List(filter, null, 50, CancellationToken.None)).Totals.ShouldBeEmpty();
    }
}

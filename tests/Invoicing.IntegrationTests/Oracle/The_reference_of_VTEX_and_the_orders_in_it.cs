using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>
/// Whoever puts orders into VTEX knows what is the matter with each; the reference finds out from the order and from what VTEX has.
/// </summary>
public sealed class The_reference_of_VTEX_and_the_orders_in_it
{
    private static readonly Marketplace s_marketplace = Marketplace.Of(OrderSet.Generated(3000, seed: 7).Messages, seed: 7, share: 0.7);
    private static readonly ExpectedEnd s_end = VtexReference.Compute(s_marketplace.Stream, s_marketplace.Orders);

    [Fact]
    public void agree_on_what_becomes_of_each()
    {
        foreach (var (orderNo, kind) in s_marketplace.Kinds)
        {
            var order = s_end.Orders[orderNo];
            var told = order.Vtex.ShouldNotBeNull($"{kind} {orderNo}");
            // What costs nothing, or less than its lines do together, is what VTEX cannot be told of, whatever else is the matter with it.
            // So is what the OMS says of parcels that nobody can know.
            if (told.Trouble is { Says: ["total", ..] or [_, "the order's invoices are"] }
                || (kind == MarketplaceKind.InParts && told.Trouble is { Says: ["would be too much"] }))
            {
                continue;
            }

            var (parts, trouble) = kind switch
            {
                MarketplaceKind.Whole or MarketplaceKind.AddressInVtex or MarketplaceKind.TwoOrders => (1, null),
                MarketplaceKind.InParts => (told.Parts.Count, null),
                MarketplaceKind.AlreadyTold or MarketplaceKind.NotInvoiced or MarketplaceKind.NothingToInvoice => (0, null),
                MarketplaceKind.OddNumber => (told.Parts.Count, "InvalidData"),
                MarketplaceKind.UnknownUpc or MarketplaceKind.AmbiguousUpc or MarketplaceKind.WrongAccount or MarketplaceKind.NoId
                    or MarketplaceKind.SendSale or MarketplaceKind.NoAddress => (0, "InvalidData"),
                MarketplaceKind.FractionOfAUnit => (0, told.Trouble is null ? null : "InvalidData"),
                MarketplaceKind.NumberTaken => (0, "NumberTaken"),
                _ => (0, "Refused"),
            };
            told.Trouble?.Kind.ShouldBe(trouble, $"{kind} {orderNo}");
            (told.Trouble is null).ShouldBe(trouble is null, $"{kind} {orderNo}");
            (kind == MarketplaceKind.FractionOfAUnit || told.Parts.Count == parts).ShouldBeTrue($"{kind} {orderNo}");
            order.State.ShouldBe(
                trouble is not null || kind == MarketplaceKind.NotInvoiced ? "Failed" : s_end.Orders[orderNo].State, $"{kind} {orderNo}");
        }
    }

    [Fact]
    public void have_every_kind_also_where_orders_are_few()
    {
        var few = Marketplace.Of(OrderSet.Generated(500, seed: 3).Messages, seed: 3, share: 0.6);

        few.Kinds.Values.Distinct().ShouldBe(Enum.GetValues<MarketplaceKind>(), ignoreOrder: true);
        few.Kinds.Values.Count(kind => kind <= MarketplaceKind.TwoOrders).ShouldBeGreaterThan(few.Kinds.Count / 2);
    }

    [Fact]
    public void add_up_to_the_value_of_every_order_that_is_invoiced_as_a_whole()
    {
        foreach (var there in s_marketplace.Orders)
        {
            var orders = s_end.Orders.Values.Where(order => order.Vtex?.Key == there.Key).ToList();
            if (orders.Count > 0 && orders.All(order => order is { State: "Completed", Vtex.Parts.Count: > 0 }))
            {
                orders.SelectMany(order => order.Vtex!.Parts).Sum(part => part.Value).ShouldBe(there.Value, there.Key);
            }
        }
    }

    [Fact]
    public void have_updates_of_every_kind_also_where_orders_are_few()
    {
        var few = Marketplace.Of(OrderSet.Generated(300, seed: 3).Messages, seed: 3, share: 0.6, withLostEvents: true);
        var end = VtexReference.Compute(few.Stream, few.Orders);
        var told = end.Orders.Values.Select(order => order.Vtex).OfType<ExpectedInVtex>().ToList();

        told.Sum(order => order.Parcels.Count).ShouldBeGreaterThan(20);
        told.Sum(order => order.Events.Count).ShouldBeGreaterThan(20);
        told.Sum(order => order.Returns.Count).ShouldBeGreaterThan(10);
        told.ShouldContain(order => order.Returns.Count == 2);
        told.ShouldContain(order => order.Parcels.Count == 2 && order.Parts.Count > 1);
        told.ShouldContain(order => order.Trouble != null && order.Trouble.Kind == "GaveUp");
        told.ShouldContain(order => order.Trouble != null && order.Trouble.Says.Contains("the order's invoices are"));
        end.Refusals.Select(refusal => refusal.Says).Distinct().ShouldBe(["with all returns", "by is missing"], ignoreOrder: true);
        few.Updates.Count.ShouldBeGreaterThan(few.Updates.Distinct().Count());
        few.Stream.ShouldBe(few.Messages.Concat(few.Updates), ignoreOrder: true);
    }

    [Fact]
    public void have_the_address_of_VTEX_on_the_invoice_where_the_OMS_says_none()
    {
        foreach (var (orderNo, _) in s_marketplace.Kinds.Where(order => order.Value == MarketplaceKind.AddressInVtex))
        {
            s_end.Orders[orderNo].Invoice!.Billing.Address1.ShouldStartWith($"Boulevard {orderNo}");
        }
    }

    [Fact]
    public void leave_the_rest_of_the_orders_as_they_were()
    {
        var before = OrderSet.Generated(3000, seed: 7);
        var others = before.Expected.Orders.Keys.Except(s_marketplace.Kinds.Keys).ToList();

        s_marketplace.Messages.Count.ShouldBe(before.Messages.Count);
        s_marketplace.Messages.Zip(before.Messages).Count(pair => pair.First != pair.Second).ShouldBeGreaterThan(1000);
        others.ShouldAllBe(orderNo => s_end.Orders[orderNo].Vtex == null
            && s_end.Orders[orderNo].State == before.Expected.Orders[orderNo].State);
        Marketplace.Of(before.Messages, seed: 7, share: 0).Messages.ShouldBe(before.Messages);
    }
}

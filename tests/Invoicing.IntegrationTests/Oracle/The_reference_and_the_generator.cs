using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Oms;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>Two programs that know nothing of each other must agree on what generated orders are.</summary>
public sealed class The_reference_and_the_generator
{
    private static readonly List<GeneratedOrder> s_messages = [.. OrderGenerator.Generate(
        4000,
        seed: 7,
        includeUnreadable: true,
        includeLater: true)];
    private static readonly ExpectedEnd s_end = Reference.Compute(s_messages.Select(message => message.Json));

    [Fact]
    public void agree_on_the_end_of_every_kind()
    {
        foreach (var (order, kind) in Orders())
        {
            order.State.ShouldBe(kind switch
            {
                OrderKind.Held => "Held",
                OrderKind.AllCancelled => "NothingToInvoice",
                // A fault in what a send sale's own store handed over is in nobody's way.
                OrderKind.InvalidField when order.IsSendSale && order.Faults.Count == 0 => "Completed",
                OrderKind.UnknownChannel or OrderKind.InvalidField or OrderKind.SeveralInvalidFields or OrderKind.WrongJsonType
                    or OrderKind.Nonsense => "Failed",
                _ => "Completed",
            }, $"{kind} {order.OrderNo}");
            order.Conflicts.ShouldBe(kind == OrderKind.OtherContentUnderAnotherId ? 1 : 0, $"{kind} {order.OrderNo}");
        }

        s_end.Unreadable.ShouldBe(s_messages.Count(message => message.Kind is OrderKind.WithoutOrderNo or OrderKind.BrokenJson));
        s_end.Orders.Count.ShouldBe(4000 - s_end.Unreadable);
    }

    [Fact]
    public void agree_on_who_invoices_and_who_sends_slips()
    {
        foreach (var (order, kind) in Orders().Where(order => order.Order.State == "Completed" && order.Kind != OrderKind.InvalidField))
        {
            var isSendSale = kind is OrderKind.SendSale or OrderKind.SendSaleFromSellingStore or OrderKind.SendSaleWithPoorCustomer;
            (order.Invoice is null).ShouldBe(isSendSale, $"{kind} {order.OrderNo}");
            (kind switch
            {
                OrderKind.SingleStore or OrderKind.SendSaleFromSellingStore or OrderKind.AtTheLimits => order.Slips.Count == 0,
                OrderKind.SplitOrder => order.Slips.Count is >= 1 and <= 4,
                OrderKind.SendSale => order.Slips.Count >= 1,
                _ => true,
            }).ShouldBeTrue($"{kind} {order.OrderNo}: {order.Slips.Count} slips");
        }
    }

    [Fact]
    public void agree_on_what_is_wrong()
    {
        var orders = Orders().ToDictionary(order => order.Order.OrderNo, order => order.Order);
        foreach (var message in s_messages.Where(message => message.Detail.Length > 0 && message.Kind != OrderKind.WithoutOrderNo))
        {
            var order = orders[message.OrderNo.Trim().TrimStart('#')];
            var paths = message.Detail.Split("; ").Select(detail => detail.Split(' ')[0])
                .Select(path => path == "items[0].lineNo" && message.Detail.Contains("unique") ? "items[].lineNo" : path);
            if (order.State == "Completed")
            {
                order.IsSendSale.ShouldBeTrue();
                continue;
            }

            order.Faults.ShouldBe(paths, ignoreOrder: true, $"{message.OrderNo}: {message.Detail}");
        }
    }

    [Fact]
    public void find_no_difference_where_there_is_none() =>
        LedgerComparison.Compare(s_end, PerfectLedger.Of(s_end).ToJsonString()).ShouldBeEmpty();

    private static IEnumerable<(ExpectedOrder Order, OrderKind Kind)> Orders()
    {
        var kinds = s_messages.Where(message => message.OrderNo.Length > 0).GroupBy(message => message.OrderNo.Trim().TrimStart('#'))
            .ToDictionary(same => same.Key, same => same.First().Kind);
        return s_end.Orders.Values.Select(order => (order, kinds[order.OrderNo]));
    }
}

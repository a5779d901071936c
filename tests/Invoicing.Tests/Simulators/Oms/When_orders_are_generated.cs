using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Invoicing.Simulators.Oms;

namespace Invoicing.Tests.Simulators.Oms;

public sealed class When_orders_are_generated
{
    private const int Seed = 7;

    private static readonly OrderKind[] s_refused =
        [OrderKind.UnknownChannel, OrderKind.InvalidField, OrderKind.SeveralInvalidFields, OrderKind.WrongJsonType, OrderKind.SendSaleWithPoorCustomer];

    private static readonly IReadOnlyList<GeneratedOrder> s_orders = [.. OrderGenerator.Generate(2000, Seed, includeUnreadable: true)];

    private static readonly IReadOnlyList<GeneratedOrder> s_later = [.. OrderGenerator.Generate(1000, Seed, includeLater: true)];

    private static IEnumerable<GeneratedOrder> Readable =>
        s_orders.Where(order => order.Kind is not (OrderKind.WithoutOrderNo or OrderKind.BrokenJson));

    [Fact]
    public void the_same_seed_gives_the_same_messages()
    {
        OrderGenerator.Generate(300, 3).ShouldBe(OrderGenerator.Generate(300, 3));
        OrderGenerator.Generate(300, 3).ShouldNotBe(OrderGenerator.Generate(300, 4));
    }

    // Changes that alter the messages of a seed make the seeds in old bug reports worthless; this makes them a decision.
    [Fact]
    public void the_messages_of_a_seed_never_change()
    {
        var text = string.Concat(OrderGenerator.Generate(2000, seed: 1, includeUnreadable: true).Select(order => order.Json));

        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16].ShouldBe("3406214758FB8F09");
    }

    [Fact]
    public void every_kind_occurs()
    {
        s_orders.Concat(s_later).Select(order => order.Kind).Distinct().Order().ShouldBe(Enum.GetValues<OrderKind>());
    }

    [Fact]
    public void unreadable_messages_come_on_request_only()
    {
        OrderGenerator.Generate(2000, Seed)
            .ShouldAllBe(order => order.Kind != OrderKind.WithoutOrderNo && order.Kind != OrderKind.BrokenJson);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void there_are_so_many_order_numbers(int orders)
    {
        OrderGenerator.Generate(orders, Seed).Select(order => GeneratedOrderFaults.Number(order.OrderNo)).Distinct().Count()
            .ShouldBe(orders);
    }

    [Fact]
    public void every_way_to_be_invalid_occurs()
    {
        Details(OrderKind.InvalidField).Count().ShouldBe(InvalidFields.All.Select(spoiling => spoiling.ToString()).Distinct().Count());
        Details(OrderKind.WrongJsonType).Count().ShouldBe(WrongTypes.All.Select(spoiling => spoiling.ToString()).Distinct().Count());
        Details(OrderKind.WithoutOrderNo).Count().ShouldBe(5);

        static IEnumerable<string> Details(OrderKind kind) =>
            s_orders.Where(order => order.Kind == kind).Select(order => order.Detail).Distinct();
    }

    [Fact]
    public void every_nonsense_occurs_and_is_nothing_worse()
    {
        var nonsense = s_later.Where(order => order.Kind == OrderKind.Nonsense).ToList();

        nonsense.Select(order => order.Detail).Distinct().Count().ShouldBe(NonsenseFields.All.Count);
        nonsense.ShouldAllBe(order => GeneratedOrderFaults.Of(order.Json).Count == 0, "of the right type and length");
        s_later.Where(order => order.Kind == OrderKind.MixedCase).ShouldAllBe(order => GeneratedOrderFaults.Of(order.Json).Count == 0);
    }

    [Fact]
    public void sound_orders_break_no_rule()
    {
        foreach (var order in Readable.Where(order => !s_refused.Contains(order.Kind)))
        {
            GeneratedOrderFaults.Of(order.Json).ShouldBeEmpty($"{order.Kind} {order.OrderNo}: {order.Json}");
        }
    }

    [Fact]
    public void refused_orders_break_as_many_rules_as_they_say()
    {
        foreach (var order in Readable.Where(order => s_refused.Contains(order.Kind)))
        {
            var faults = GeneratedOrderFaults.Of(order.Json);
            var announced = order.Detail == "" ? 1 : order.Detail.Split("; ").Length;
            if (order.Kind is OrderKind.InvalidField or OrderKind.WrongJsonType)
            {
                faults.ShouldNotBeEmpty($"{order.Detail}: {order.Json}");
            }
            else
            {
                faults.Select(fault => fault.Replace("deliverTo", "billing", StringComparison.Ordinal)).Distinct().Count()
                    .ShouldBeInRange(
                        order.Kind == OrderKind.SeveralInvalidFields ? 1 : announced,
                        announced,
                        $"{order.Kind} {order.Detail}: {order.Json}");
            }
        }
    }

    [Fact]
    public void totals_add_up_but_for_declared_mismatches()
    {
        foreach (var order in Readable.Where(order => !s_refused.Contains(order.Kind)))
        {
            using var document = JsonDocument.Parse(order.Json);
            var json = document.RootElement;
            var lines = GeneratedOrderFaults.Counting(json).Select(line => (
                Quantity: GeneratedOrderFaults.Amount(line, "quantity"),
                Price: GeneratedOrderFaults.Amount(line, "price"),
                Original: GeneratedOrderFaults.Amount(line, "originalPrice"))).ToList();
            var total = lines.Sum(line => line.Price * line.Quantity) + GeneratedOrderFaults.Amount(json, "shipping");
            var discount = lines.Sum(line => (line.Original - line.Price) * line.Quantity);

            var error = Math.Max(
                Math.Abs(total - GeneratedOrderFaults.Amount(json, "total")),
                Math.Abs(discount - GeneratedOrderFaults.Amount(json, "discount")));

            (error > 0.0001m).ShouldBe(order.Kind == OrderKind.TotalMismatch, $"{order.Kind} {order.OrderNo}: off by {error}");
        }
    }

    [Fact]
    public void further_messages_lie_far_behind_the_first()
    {
        var places = s_orders.Select((order, place) => (Number: GeneratedOrderFaults.Number(order.OrderNo), place))
            .Where(entry => entry.Number != "").GroupBy(entry => entry.Number, entry => entry
                .place).Where(group => group.Count() > 1).ToList();

        places.Count.ShouldBeGreaterThan(200);
        places.ShouldAllBe(group => group.Zip(group.Skip(1), (earlier, later) => later - earlier).All(gap => gap > 90));
    }

    [Fact]
    public void two_messages_keep_their_order()
    {
        foreach (var group in Readable.GroupBy(order => GeneratedOrderFaults.Number(order.OrderNo)))
        {
            var open = group.Select(order => order.Json.Contains("\"status\":\"Open\"", StringComparison.Ordinal)).ToArray();
            open.ShouldBe(group.First().Kind switch
            {
                OrderKind.Held => [true],
                OrderKind.HeldThenCompleted => [true, false],
                OrderKind.CompletedThenHeld => [false, true],
                _ => new bool[group.Count()],
            });
        }
    }

    [Fact]
    public void ties_are_ties_of_instants_and_not_of_texts()
    {
        foreach (var order in s_orders.Where(order => order.Kind == OrderKind.Tie))
        {
            using var document = JsonDocument.Parse(order.Json);
            var shipped = document.RootElement.GetProperty("items").EnumerateArray()
                .Select(item => (Store: item.GetProperty("shippedFrom").GetString(), At: item.GetProperty("shippedAt"))).ToList();
            var first = shipped.Min(item => item.At.GetDateTimeOffset());

            var tied = shipped.Where(item => item.At.GetDateTimeOffset() == first).ToList();

            tied.Select(item => item.Store).Distinct().Count().ShouldBe(2);
            tied.Select(item => item.At.GetString()).Distinct().Count().ShouldBe(2);
        }
    }
}

using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Operations;

public sealed class When_an_id_comes_under_two_numbers : OrderTest
{
    [Fact]
    public async Task the_second_is_not_stored_and_both_numbers_are_named()
    {
        await Receive("1042");

        var conflict = await Conflicts(() => Arrives(OrderOf("NN1042") with { OrderId = "M1042" }));

        conflict.ShouldStartWith("Order NN1042 has the orderId of order 1042 (M1042), and is not invoiced");
        (await Query("select count(*) from mt_doc_order"))[0].ShouldBe(1L);
        (await Query("select count(*) from timeline where what = 'received'"))[0].ShouldBe(1L);
        // One without an id is nobody's, and an exchange has its own.
        await Arrives(OrderOf("1043") with { OrderId = null });
        await Arrives(OrderOf("1044") with { OrderId = null });
        await Arrives(OrderOf("1045"));
    }

    [Fact]
    public async Task an_id_of_any_length_is_told_from_one_that_begins_like_it()
    {
        var id = string.Concat(Enumerable.Range(0, 2000).Select(number => $"{number:x8}"));
        await Arrives(OrderOf("1") with { OrderId = id + "a" });
        await Arrives(OrderOf("2") with { OrderId = id + "b" });
        await Conflicts(() => Arrives(OrderOf("3") with { OrderId = id + "a" }));
    }

    [Fact]
    public async Task of_those_that_come_together_one_is_stored_and_no_other_order_suffers()
    {
        // All of them in few statements, each with a conflict within.
        var all = await Task.WhenAll(Enumerable.Range(0, 300).SelectMany(i => new[] { $"A{i}", $"B{i}", $"C{i}" }.Select(
            number => Outcome(OrderOf(number) with { OrderId = number[0] == 'C' ? null : $"M{i}" }))));

        all.Count(conflict => conflict is null).ShouldBe(600);
        (await Query("select count(*), count(*) filter (where oms_id is not null), count(distinct oms_id) from mt_doc_order")).ShouldBe(
            [600L, 300L, 300L]);
    }

    [Fact]
    public async Task of_two_processes_one_wins_each()
    {
        await using var one = Process();
        await using var other = Process();
        var races = await Task.WhenAll(Enumerable.Range(0, 300).SelectMany(i => new[]
        {
            Outcome(OrderOf($"A{i}") with { OrderId = $"M{i}" }, one), Outcome(OrderOf($"B{i}") with { OrderId = $"M{i}" }, other),
        }));

        races.Count(conflict => conflict is null).ShouldBe(300);
        (await Query("select count(*), count(distinct oms_id) from mt_doc_order")).ShouldBe([300L, 300L]);
    }

    [Fact]
    public async Task two_orders_that_get_the_same_id_later_do_not_share_it()
    {
        await Arrives(OrderOf("1") with { OrderId = null });
        await Arrives(OrderOf("2") with { OrderId = null });
        await using var other = Process();
        Order Later(string number) =>
            OrderOf(number) with { OrderId = "M9", Total = 61, CompletedAt = DateTimeOffset.UtcNow.AddMinutes(1) };

        var outcomes = await Task.WhenAll(Outcome(Later("1")), Outcome(Later("2"), other));

        outcomes.Count(conflict => conflict is null).ShouldBe(1);
        (await Query("select count(*) from mt_doc_order where oms_id = 'M9'"))[0].ShouldBe(1L);
        await Conflicts(() => Arrives(OrderOf("3") with { OrderId = "M9" }));
    }

    [Fact]
    public async Task the_id_of_a_second_import_belongs_to_the_order_too()
    {
        var order = OrderOf("1042");
        await Arrives(order);
        await Arrives(order with { OrderId = "S1042" });
        await Conflicts(() => Arrives(OrderOf("NN1042") with { OrderId = "S1042" }));

        // And the other way round: what is another order already is no copy of this one.
        await Arrives(OrderOf("1043") with { OrderId = "S1043" });
        await Conflicts(() => Arrives(order with { OrderId = "S1043" }));
    }

    [Fact]
    public async Task taking_the_wrong_one_out_sets_its_ids_free_for_good()
    {
        var order = OrderOf("NN1042") with { OrderId = "M1042" };
        await Arrives(order);
        await Arrives(order with { OrderId = "S1042" });
        await Conflicts(() => Arrives(OrderOf("1042")));

        await Commands.Dismiss("NN1042", "ana", "wrong number", CancellationToken.None);
        await Arrives(OrderOf("1042"));
        await Arrives(OrderOf("1043") with { OrderId = "S1042" });

        // It comes once more, as it was and newer: taken out, it claims nothing.
        await Arrives(order);
        (await Arrives(order with { Total = 70, CompletedAt = DateTimeOffset.UtcNow.AddMinutes(1) })).State.ShouldBe(OrderState.Dismissed);
        await Conflicts(() => Arrives(OrderOf("NN1043") with { OrderId = "M1042" }));
    }

    [Fact]
    public async Task an_order_of_which_something_was_accepted_keeps_its_id()
    {
        await Receive("1042");
        await Told("1042", _ => new StepAccepted(RetailProSteps.Invoice, "INV1", DateTimeOffset.UtcNow));
        await Commands.Dismiss("1042", "ana", "slips by hand", CancellationToken.None);
        await Conflicts(() => Arrives(OrderOf("NN1042") with { OrderId = "M1042" }));
    }

    [Fact]
    public async Task an_answer_that_comes_late_for_one_that_was_taken_out_claims_the_id_again_unless_it_is_given_away()
    {
        await Receive("1042");
        await Receive("1043");
        await Commands.Dismiss("1042", "ana", "wrong number", CancellationToken.None);
        await Commands.Dismiss("1043", "ana", "wrong number", CancellationToken.None);
        await Arrives(OrderOf("NN1043") with { OrderId = "M1043" });

        foreach (var number in new[] { "1042", "1043" })
        {
            (await ToldUnderLock(number, _ => new StepAccepted(RetailProSteps.Invoice, "INV1", DateTimeOffset.UtcNow))).HasStarted
                .ShouldBeTrue();
        }

        await Conflicts(() => Arrives(OrderOf("NN1042") with { OrderId = "M1042" }));
        await Conflicts(() => Arrives(OrderOf("X1043") with { OrderId = "M1043" }));
    }

    [Fact]
    public async Task an_order_whose_personal_data_was_erased_keeps_its_ids()
    {
        var order = OrderOf("1042") with { Items = [Line(1, "SVA11", 8)] };
        await Arrives(order);
        await Arrives(order with { OrderId = "S1042" });
        await Told("1042", _ => new StepAccepted(RetailProSteps.Invoice, "INV1", DateTimeOffset.UtcNow));
        (await Erase()).ShouldBe(1);

        await Conflicts(() => Arrives(OrderOf("NN1042") with { OrderId = "M1042" }));
        await Conflicts(() => Arrives(OrderOf("NN1042") with { OrderId = "S1042" }));
    }

    private static async Task<string> Conflicts(Func<Task> arrival) => (await Should.ThrowAsync<OrderIdConflictException>(arrival)).Message;

    private async Task<string?> Outcome(Order order, OrderStore? by = null)
    {
        try
        {
            await Arrives(order, by);
            return null;
        }
        catch (OrderIdConflictException conflict)
        {
            return conflict.Message;
        }
    }
}

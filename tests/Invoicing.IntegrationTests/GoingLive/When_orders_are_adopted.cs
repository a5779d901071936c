using Invoicing.IntegrationTests.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.IntegrationTests.GoingLive;

/// <summary>Orders that another process has invoiced: before they come, after, and at the moment when they do.</summary>
public sealed class When_orders_are_adopted : OrderTest
{
    private static readonly OperatorDecision s_ana = new("ana", "list of the old process");

    [Fact]
    public async Task each_is_told_by_what_it_was_and_all_are_one_entry_of_the_audit()
    {
        await Receive("1");
        await Receive("2");
        await Called("2", null);
        var run = Adoptions.Begin("old.csv", s_ana);

        (await Adopt(run, "1", "2", "3")).ShouldBe(
            [AdoptionOutcome.Adopted, AdoptionOutcome.Refused, AdoptionOutcome.AdoptedBeforeItCame]);
        (await Adopt(run, "4")).ShouldBe([AdoptionOutcome.AdoptedBeforeItCame]);
        (await Adopt(Adoptions.Begin("old.csv", s_ana), "1", "3", "4")).ShouldBe(
            [AdoptionOutcome.AlreadyAdopted, AdoptionOutcome.AlreadyAdopted, AdoptionOutcome.AlreadyAdopted]);

        (await Query("select count(*), max(data ->> 'target'), max((data ->> 'count')::int) from mt_doc_audit")).ShouldBe([1L, "old.csv", 3]);
        (await Query("select count(*) from timeline where what like 'adopted%'"))[0].ShouldBe(3L);
        (await Query("select count(*) from mt_doc_order where state = 'Dismissed' and due_at is null"))[0].ShouldBe(3L);
    }

    [Fact]
    public async Task without_a_write_the_same_is_told()
    {
        await Receive("1");

        (await Adopt(Adoptions.Begin("old.csv", s_ana, isDryRun: true), "1", "2")).ShouldBe(
            [AdoptionOutcome.Adopted, AdoptionOutcome.AdoptedBeforeItCame]);

        (await Query("select count(*) filter (where state = 'Dismissed'), (select count(*) from mt_doc_audit) from mt_doc_order"))
            .ShouldBe([0L, 0L]);
    }

    [Fact]
    public async Task no_call_can_be_claimed_any_more()
    {
        var row = await Receive("1");
        await Adopt(Adoptions.Begin("1", s_ana), "1");

        (await Claim(row)).Kind.ShouldBe(ClaimKind.Stale);
    }

    [Fact]
    public async Task an_id_in_the_list_is_recognised_under_another_number()
    {
        await Adoptions.Begin("1", s_ana).Adopt([new("1", "M7")], CancellationToken.None);

        (await Should.ThrowAsync<OrderIdConflictException>(() => Arrives(OrderOf("NN1") with { OrderId = "M7" })))
            .Message.ShouldStartWith("Order NN1 has the orderId of order 1");
        (await Arrives(OrderOf("1") with { OrderId = "M7" })).State.ShouldBe(OrderState.Dismissed);
        // It came without one in the list, and its id is its own from then on.
        await Adopt(Adoptions.Begin("2", s_ana), "2");
        await Arrives(OrderOf("2"));
        await Should.ThrowAsync<OrderIdConflictException>(() => Arrives(OrderOf("NN2") with { OrderId = "M2" }));
    }

    [Fact]
    public async Task an_id_that_belongs_to_another_order_is_refused_by_both_numbers()
    {
        await Receive("1");
        await Receive("2");
        await Commands.Dismiss("2", "ana", "test", CancellationToken.None);
        await Arrives(OrderOf("NN2") with { OrderId = "M2" });

        var results = await Adoptions.Begin("old.csv", s_ana).Adopt([new("9", "M1"), new("2"), new("3")], CancellationToken.None);

        results.Select(result => result.Outcome).ShouldBe(
            [AdoptionOutcome.Refused, AdoptionOutcome.Refused, AdoptionOutcome.AdoptedBeforeItCame]);
        results[0].Why.ShouldBe("Order 9 is not adopted: its orderId belongs to order 1 here. If both are the same purchase, adopt 1; else "
            + "mend the list.");
        results[1].Why.ShouldNotBeNull().ShouldContain("belongs to order NN2");
    }

    /// <summary>Orders arrive by two processes while a third one adopts them, and calls are claimed for those that are there.</summary>
    [Fact]
    public async Task while_they_arrive_each_ends_adopted_or_has_its_call_and_never_both()
    {
        const int Count = 400;
        var all = Enumerable.Range(0, Count).ToList();
        await using var one = Process();
        await using var other = Process();
        var claimed = new System.Collections.Concurrent.ConcurrentBag<string>();

        var arriving = all.Select(async i =>
        {
            var row = await Arrives(OrderOf($"{i}"), i % 2 == 0 ? one : other);
            if (row.Dismissed is null && (await Claim(row)).Kind == ClaimKind.Granted)
            {
                claimed.Add($"{i}");
            }
        });
        var run = Adoptions.Begin("old.csv", s_ana);
        var adopting = all.Select(i => new AdoptedOrder($"{i}")).Chunk(20).Select(part => run.Adopt(part, CancellationToken.None));
        var (results, arrived) = (Task.WhenAll(adopting), Task.WhenAll(arriving));
        await Task.WhenAll(results, arrived);

        var refused = (await results).SelectMany(part => part).Where(result => result.Outcome == AdoptionOutcome.Refused)
            .Select(result => result.OrderNo);
        refused.Order().ShouldBe(claimed.Order(), "whatever is not adopted has its call, and nothing else has");
        (await Query("select count(*), count(*) filter (where state = 'Dismissed') from mt_doc_order")).ShouldBe(
            [(long)Count, (long)(Count - claimed.Count)]);
    }

    private static async Task<IReadOnlyList<AdoptionOutcome>> Adopt(AdoptionRun run, params string[] numbers) =>
        [.. (await run.Adopt([.. numbers.Select(number => new AdoptedOrder(number))], CancellationToken.None)).Select(result => result.Outcome)];
}

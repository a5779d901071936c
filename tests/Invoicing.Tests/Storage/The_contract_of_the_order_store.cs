using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Storage;

public abstract class The_contract_of_the_order_store : StorageContract
{
    [Fact]
    public async Task an_order_is_loaded_as_it_was_inserted()
    {
        var row = await New();
        (await Orders.Insert(Id(), row, null, default)).ShouldBeTrue();

        var loaded = await Load();
        (loaded.Version, loaded.State, loaded.Attempt, loaded.Content.Total).ShouldBe((1, row.State, row.Attempt, row.Content.Total));
        loaded.NewTimelineEntries.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_order_that_is_not_known_is_neither_loaded_nor_locked()
    {
        (await Orders.Load(Id(), default)).ShouldBeNull();
        (await Orders.Lock(Id(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task a_second_insert_is_refused()
    {
        await Stored();

        (await Orders.Insert(Id(), await New() with { Warnings = ["second"] }, null, default)).ShouldBeFalse();
        (await Load()).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_update_is_written_if_the_version_is_the_one_that_was_loaded()
    {
        var row = await Stored();

        (await Orders.Update(Id(), row with { Warnings = ["first"] }, null, default)).ShouldBeTrue();
        (await Orders.Update(Id(), (row with { Warnings = ["second"] }).AddToTimeline("lost"), null, default)).ShouldBeFalse();

        var loaded = await Load();
        loaded.Version.ShouldBe(2);
        loaded.Warnings.ShouldBe(["first"]);
        (await Storage.Timeline("1042")).ShouldBe(["received"]);
    }

    [Fact]
    public async Task what_another_process_wrote_is_loaded()
    {
        var row = await Stored();
        var other = Storage.OrdersOfAnotherProcess;
        (await other.Update(Id(), (await other.Load(Id(), default))! with { Warnings = ["other"] }, null, default)).ShouldBeTrue();

        (await Load()).Warnings.ShouldBe(["other"]);
        (await Orders.Update(Id(), row, null, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task the_due_time_is_written_with_the_row()
    {
        var row = await Stored(dueIn: TimeSpan.FromMinutes(5));
        (await Storage.DueIn("1042")).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));

        await Orders.Update(Id(), row, null, default);
        (await Storage.DueIn("1042")).ShouldBeNull();

        await using var held = await Lock();
        await held.Save(held.Row, TimeSpan.FromHours(1), default);
        (await Storage.DueIn("1042")).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task the_timeline_is_written_with_the_row()
    {
        var row = await Stored();
        await Orders.Update(Id(), row.AddToTimeline("first").AddToTimeline("second"), null, default);
        await using (var held = await Lock())
        {
            await held.Save(held.Row.AddToTimeline("third"), null, default);
        }

        (await Storage.Timeline("1042")).ShouldBe(["received", "first", "second", "third"]);
    }

    [Fact]
    public async Task a_lock_writes_its_row_and_ends()
    {
        var row = await Stored();
        await using (var held = await Lock())
        {
            (held.Row.Version, held.CallOpen).ShouldBe((1, false));
            await held.Save(held.Row with { Warnings = ["held"] }, null, default);
        }

        (await Load()).Warnings.ShouldBe(["held"]);
        (await Orders.Update(Id(), row, null, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task a_lock_that_is_only_let_go_writes_nothing()
    {
        await Stored();
        await (await Lock()).DisposeAsync();

        (await Load()).Version.ShouldBe(1);
        await (await Lock()).DisposeAsync();
    }

    [Fact]
    public async Task others_wait_for_a_lock_and_see_what_it_has_written()
    {
        var row = await Stored();
        Task<IOrderLock?> second;
        Task<bool> update;
        await using (var first = await Lock())
        {
            (second, update) = (Orders.Lock(Id(), default), Storage.OrdersOfAnotherProcess.Update(Id(), row, null, default));
            await first.Save(first.Row with { Warnings = ["first"] }, null, default);
        }

        // The second lock may have come before the update, which then waits for it, too.
        await using (var held = (await second).ShouldNotBeNull())
        {
            held.Row.Warnings.ShouldBe(["first"]);
        }

        (await update).ShouldBeFalse();
    }

    [Fact]
    public async Task an_id_of_the_OMS_belongs_to_one_order()
    {
        await Stored("1042", "M1");

        var row = await New("1043", "M1");
        (await Should.ThrowAsync<OrderIdConflictException>(() => Orders.Insert(Id("1043"), row, null, default)))
            .Message.ShouldContain("1042");
        (await Orders.Load(Id("1043"), default)).ShouldBeNull();
    }

    [Fact]
    public async Task an_order_without_an_id_of_the_OMS_is_in_nobodys_way()
    {
        await Stored("1042", omsId: null);

        await Stored("1043", omsId: null);
    }

    [Fact]
    public async Task an_id_that_an_order_gets_later_belongs_to_it_too()
    {
        await Stored("1042", "M1");
        await Stored("1043", "M3");
        await using (var held = await Lock("1043"))
        {
            await held.Save(held.Row with { OtherIds = ["M4"] }, null, default);
        }

        await using (var second = await Lock("1042"))
        {
            var row = second.Row with { OtherIds = ["M4"], Warnings = ["?"] };
            (await Should.ThrowAsync<OrderIdConflictException>(() => second.Save(row, null, default))).Message.ShouldContain("1043");
        }

        (await Load("1042")).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_order_that_is_taken_out_gives_its_id_back()
    {
        await Stored("1042", "M1");
        await Happens(new DismissOrder("ana", "wrong number"));

        await Stored("1043", "M1");
    }

    [Fact]
    public async Task what_becomes_known_of_an_order_that_was_taken_out_is_stored_whoever_has_its_id()
    {
        await Stored("1042", "M1");
        await Happens(new DismissOrder("ana", "wrong number"));
        await Stored("1043", "M1");

        (await Happens(new StepAccepted(RetailProSteps.Invoice, "INV1", Storage.Clock.GetUtcNow()))).HasStarted.ShouldBeTrue();
        (await Load("1042")).DocumentNo.ShouldBe("INV1");
    }

    [Fact]
    public async Task slip_numbers_have_eight_digits_and_come_once()
    {
        var other = Storage.OrdersOfAnotherProcess;
        var taken = await Task.WhenAll(
            Orders.TakeSlipNumbers(3, default),
            other.TakeSlipNumbers(2, default),
            Orders.TakeSlipNumbers(0, default));
        var numbers = taken.SelectMany(some => some).ToList();

        numbers.Count.ShouldBe(5);
        numbers.Distinct().Count().ShouldBe(5);
        numbers.ShouldAllBe(number => number.Length == 8 && number.All(char.IsAsciiDigit));
    }
}

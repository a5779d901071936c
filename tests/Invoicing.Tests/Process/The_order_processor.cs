using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Tests.Storage;

namespace Invoicing.Tests.Process;

public class The_order_processor : StorageContract
{
    internal override IStorage NewStorage() => new MemoryStorage();

    [Fact]
    public async Task opens_an_order_under_its_lock_where_open_calls_matter()
    {
        await Stored();

        await using (var arrives = (await Processor.Open(Id(), typeof(ReceivedOrder), default)).ShouldNotBeNull())
        {
            arrives.Lock.ShouldNotBeNull();
        }

        await using var answered = (await Processor.Open(Id(), typeof(OrderInvoiced), default)).ShouldNotBeNull();
        answered.Lock.ShouldBeNull();
    }

    [Fact]
    public async Task knows_nothing_of_an_order_that_never_came()
    {
        (await Processor.Open(Id(), typeof(ReceivedOrder), default)).ShouldBeNull();
        (await Processor.CarryOut("1042", new HoldOrder("ana", "wait"), null, default)).ShouldBeNull();
    }

    [Fact]
    public async Task saves_nothing_over_what_another_has_written()
    {
        await Stored();
        await using var open = await Processor.Open(Id(), typeof(OrderInvoiced), default);
        var decision = await Processor.Decide(
            open!.Row,
            new StepAccepted(RetailProSteps.Invoice, "INV1", Storage.Clock.GetUtcNow()),
            default);
        await Happens(new HoldOrder("ana", "wait"));

        (await Processor.Save(Id(), open, decision, default)).ShouldBeFalse();
        (await Load()).DocumentNo.ShouldBeNull();
    }

    [Fact]
    public async Task writes_nothing_for_a_stale_event()
    {
        await Stored();
        await using var open = await Processor.Open(Id(), typeof(InvoiceDeferred), default);
        var stale = await Processor.Decide(open!.Row, new StepDeferred(RetailProSteps.Invoice, 7, "late", null, false), default);

        stale.IsChange.ShouldBeFalse();
        (await Processor.Save(Id(), open, stale, default)).ShouldBeTrue();
        (await Load()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task tells_a_command_of_a_call_that_is_open()
    {
        await Stored();
        await Storage.Journal.Claim(
            new(
                "retailpro/invoice/1042",
                "1042",
                RetailProSteps.Invoice,
                1,
                Guid.NewGuid(),
                false,
                false,
                TimeSpan.FromMinutes(1)), default);

        await Should.ThrowAsync<CommandRefusedException>(() => Processor.CarryOut("1042", new DismissOrder("ana", "test"), null, default));
        (await Load()).Dismissed.ShouldBeNull();
    }

    [Fact]
    public async Task makes_an_order_due_that_a_command_lets_go_on()
    {
        await Stored();
        await Processor.CarryOut("1042", new HoldOrder("ana", "wait"), null, default);
        (await Storage.DueIn("1042")).ShouldBeNull();

        await Processor.CarryOut("1042", new ReleaseOrder("ana", "go on"), null, default);

        (await Storage.DueIn("1042")).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.Zero);
    }

    [Fact]
    public async Task writes_nothing_where_what_belongs_to_the_decision_fails()
    {
        await Stored();

        await Should.ThrowAsync<CommandRefusedException>(() => Processor.CarryOut(
            "1042", new HoldOrder("ana", "wait"), (_, _) => throw new CommandRefusedException("no"), default));

        (await Load()).OnHold.ShouldBeNull();
        await (await Lock()).DisposeAsync();
    }

    [Fact]
    public async Task looks_for_a_restored_backup_before_it_decides()
    {
        BackupRestore? known = null;
        var restored = new BackupRestore(Storage.Clock.GetUtcNow().AddYears(1), 1_000_000);
        var processor = new OrderProcessor(
            new ProcessRules(new(), [new RetailProPlanner(new(), new())], () => known), Orders, _ => ValueTask.FromResult<BackupRestore?>(
                known = restored), Storage.Clock);

        var slips = await processor.Decide(
            await Stored(),
            new StepAccepted(RetailProSteps.Invoice, "INV1", Storage.Clock.GetUtcNow()),
            default);

        slips.After.State.ShouldBe(OrderState.Failed);
    }
}

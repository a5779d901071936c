using Invoicing.Contracts;
using Invoicing.Harness;
using Invoicing.Messaging;
using Marten;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_a_message_ends_in_an_error_queue : NoticeTest
{
    [Fact]
    public async Task operations_are_told_of_the_queue_the_message_and_the_reason()
    {
        await using var services = FailingQueues.Bus(Notices);
        var bus = await Started(services);
        var id = Guid.NewGuid();

        await Send(bus, Queues.OrderInvoicing, new OrderInvoiced("1042", 1, null, DateTimeOffset.UnixEpoch), id);

        (await Told()).ShouldBe([$"FaultedMessage/order-invoicing {id}: Order 1042 is not known."]);
    }

    [Fact]
    public async Task they_are_not_told_of_a_step_that_the_saga_reports_itself()
    {
        await using var services = FailingQueues.Bus(Notices);
        var bus = await Started(services);

        await Send(bus, Queues.InvoiceOrder, new InvoiceOrder("1042", 1));
        await Send(bus, Queues.TransferInventory, new TransferInventory("1042", "00000731", 1));
        await Send(bus, Queues.InvoiceOrder, new OrderInvoiced("1042", 1, null, DateTimeOffset.UnixEpoch));

        (await Told(after: 3)).Select(told => told.Split(' ')[0]).ShouldBe(["FaultedMessage/invoice-order"]);
    }

    [Fact]
    public async Task they_are_told_when_the_saga_cannot_even_report_it()
    {
        await using var services = FailingQueues.Bus(Notices, sagaFails: true);
        var bus = await Started(services);

        await Send(bus, Queues.InvoiceOrder, new InvoiceOrder("1042", 1));

        (await Told()).Select(told => told.Split(' ')[0]).ShouldBe(["FaultedMessage/order-invoicing"]);
    }

    [Fact]
    public async Task they_are_told_of_one_that_cannot_be_read_even_if_it_is_a_step_of_an_order()
    {
        await using var services = FailingQueues.Bus(Notices);
        var bus = await Started(services);
        var id = Guid.NewGuid();

        await Send(bus, Queues.InvoiceOrder, new UnreadableInvoiceOrder("1042", "one"), id);

        (await Told()).ShouldHaveSingleItem().ShouldStartWith($"UnreadableMessage/invoice-order {id}: ");
    }

    [Fact]
    public async Task they_are_told_of_one_that_nobody_on_its_queue_understands_even_if_it_is_a_step_of_an_order()
    {
        await using var services = FailingQueues.Bus(Notices);
        var bus = await Started(services);
        var id = Guid.NewGuid();

        await Send(bus, Queues.OrderInvoicing, new InvoiceOrder("1042", 1), id);

        (await Told()).ShouldHaveSingleItem().ShouldStartWith($"UnreadableMessage/order-invoicing {id}: ");
    }

    [Fact]
    public async Task they_are_not_told_of_what_the_notifier_itself_could_not_do()
    {
        await using var services = FailingQueues.Bus(Notices);
        var bus = await Started(services);

        await Send(bus, Queues.NotifyFailures, new UnreadableInvoicingFailed(7));
        await Send(bus, Queues.NotifyFailures, new OrderInvoiced("1042", 1, null, DateTimeOffset.UnixEpoch));
        await Send(bus, Queues.OrderInvoicing, new OrderInvoiced("1042", 1, null, DateTimeOffset.UnixEpoch));

        (await Told(after: 3)).Select(told => told.Split(' ')[0]).ShouldBe(["FaultedMessage/order-invoicing"]);
    }

    [Fact]
    public async Task they_are_told_once_however_often_it_fails()
    {
        await using var services = FailingQueues.Bus(Notices);
        var bus = await Started(services);
        var id = Guid.NewGuid();

        await Send(bus, Queues.OrderInvoicing, new OrderInvoiced("1042", 1, null, DateTimeOffset.UnixEpoch), id);
        await Send(bus, Queues.OrderInvoicing, new OrderInvoiced("1042", 1, null, DateTimeOffset.UnixEpoch), id);
        await Send(bus, Queues.OrderInvoicing, new OrderInvoiced("1043", 1, null, DateTimeOffset.UnixEpoch));

        (await Told(after: 3)).Count.ShouldBe(2);
    }

    private ITestHarness _harness = null!;

    private async Task<IBus> Started(ServiceProvider services)
    {
        _harness = services.GetRequiredService<ITestHarness>();
        await _harness.Start();
        return _harness.Bus;
    }

    private static async Task Send<T>(IBus bus, string queue, T message, Guid? id = null)
        where T : class
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(message, context => context.MessageId = id ?? context.MessageId);
    }

    /// <summary>The notices, once the notifier has had this many faults and at least one is stored.</summary>
    private async Task<IReadOnlyList<string>> Told(int after = 1)
    {
        await Wait.Until(
            async () => _harness.Consumed.Select<Fault>().Select(consumed => consumed.Context.Message.FaultId).Distinct().Count() >= after
                && await Database.Count("mt_doc_notice") > 0,
            "the notifier has had the faults");
        await using var session = Database.Store.QuerySession();
        return
        [
            .. (await session.Query<Invoicing.Storage.Notice>().OrderBy(notice => notice.NoticedAt).ToListAsync())
                .Select(notice => $"{notice.CauseKey} {notice.MessageId}: {notice.Message}"),
        ];
    }
}

using Invoicing.Torture.Proxies;
using RabbitMQ.Client;

namespace Invoicing.Torture.Faults;

/// <summary>Messages that make the program throw, on every queue.</summary>
internal sealed class PoisonThrows : Fault
{
    private const string Mark = "POISON";

    // Each must end in the error queue of the queue that it came to.
    private static readonly (string Queue, string Type, string Message)[] s_poison =
    [
        ("order-invoicing", "OrderInvoiced", """{"orderNo":"POISON","attempt":1,"documentNo":"X","invoicedAt":"2026-03-05T10:00:00Z"}"""),
        ("order-invoicing", "ResumeInvoicing", """{"orderNo":"POISON"}"""),
        ("order-invoicing", "InvoiceDeferred", """{"orderNo":"POISON","attempt":"many"}"""),
        ("order-invoicing", "NobodyKnowsThis", """{"orderNo":"POISON"}"""),
        ("invoice-order", "NobodyKnowsThis", """{"orderNo":"POISON"}"""),
        ("invoice-order", "InvoiceOrder", """{"orderNo":["POISON"],"attempt":1}"""),
        ("transfer-inventory", "TransferInventory", """{"orderNo":"POISON","slipNo":7,"attempt":{}}"""),
        ("notify-failures", "InvoicingFailed", """{"orderNo":"POISON","step":7}"""),
    ];

    private const int Times = 10;

    public override string Name => "poison-throws";
    public override string Description => "messages that nobody can handle on every queue, between good ones";
    public override Uses Uses => Uses.Messages;

    public override async Task Inject(Run run)
    {
        run.Latitude = run.Latitude with { IsPlanted = entry => entry.Body.Contains(Mark), Planted = s_poison.Length * Times };
        for (var time = 0; time < Times; time++)
        {
            foreach (var (queue, type, message) in s_poison)
            {
                var envelope = $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:Invoicing.Contracts:{{type}}"],"message":{{message}}}""";
                var properties = new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" };
                await run.Oms.Publish(channel => channel.Publish(envelope, queue, properties), 1);
                run.Fired(Name);
            }

            await run.Pause(0.5, 1.5);
        }
    }
}

/// <summary>A message that kills whoever gets it: recognised on its way to the service, which is killed the moment it has it.</summary>
internal sealed class PoisonKills : Fault
{
    private const int Times = 8;

    public override string Name => "poison-kills";
    public override string Description =>
        "one order kills the process each time one of its messages is delivered, eight times; then its cause is gone";
    public override Uses Uses => Uses.Service;
    public override bool NeedsOneProcess => true;
    public override TimeSpan QuietBound => TimeSpan.FromSeconds(150);

    public override async Task Inject(Run run)
    {
        await run.RetailProIsSlow();
        var poison = run.Expected.Orders.Values.Where(order => order is { State: "Completed", Invoice: not null, Rival: null })
            .ElementAt(run.Random.Next(20))
            .OrderNo;
        for (var time = 0; time < Times; time++)
        {
            var (service, killed) = (run.Service, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            run.BrokerProxy.OnPassed = part =>
            {
                if (Amqp.IsContentWith(part, $"\"{poison}\"") || Amqp.IsContentWith(part, $"\"#{poison}\""))
                {
                    service.KillNow();
                    killed.TrySetResult();
                }
            };
            await Task.WhenAny(killed.Task, Task.Delay(TimeSpan.FromSeconds(20)));
            run.BrokerProxy.OnPassed = null;
            if (!killed.Task.IsCompleted)
            {
                break;
            }

            await run.KillAndRestart(Name);
        }

        await run.RetailProIsWell();
    }
}

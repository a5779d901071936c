using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Simulation;

/// <summary>
/// At least once: holds a message until it is acknowledged, delivers it again when the connection that holds it is lost, in any order
/// and after any time, twice when it likes to.
/// </summary>
internal sealed class Broker(Scheduler scheduler, Faults faults, Trace trace, IReadOnlyList<Instance> instances)
{
    private const int DeliveryLimit = 20;

    private readonly Dictionary<int, Message> _messages = [];
    private int _number;

    /// <summary>Handles a delivery in an instance; set by the run.</summary>
    public Action<Instance, Message> Deliver { get; set; } = (_, _) => { };

    public List<Message> Errors { get; } = [];

    public int Waiting => _messages.Values.Count(message => message.Holder is null);

    public IReadOnlyCollection<Message> Messages => _messages.Values;

    public bool WasPurged { get; private set; }

    /// <summary>A message was delivered too often.</summary>
    public bool HasDeadLettered { get; private set; }

    /// <summary>Completed orders that the OMS was told of.</summary>
    public HashSet<string> Told { get; } = [];

    public void Publish(QueueName queue, object body, Instance? by = null)
    {
        if (body is InvoicingCompleted completed)
        {
            Told.Add(completed.OrderNo);
            trace.Add(by!.Name, $"tells the OMS that {completed.OrderNo} is completed");
            return;
        }

        var message = Store(queue, body);
        trace.Add(by?.Name ?? "oms", $"sends {message}");
        if (faults.Fires(FaultKind.MessageDuplicated))
        {
            Store(queue, body);
        }
    }

    /// <summary>Acknowledged through the connection that it came by, or not at all.</summary>
    public void Acknowledge(Message message, Instance by, int connection)
    {
        if (message.Holder == (by, connection) && by.Connection == connection)
        {
            _messages.Remove(message.Number);
        }
    }

    public void MoveToErrors(Message message, string why)
    {
        trace.Add("broker", $"{message} to the error queue: {why}");
        Errors.Add(message);
    }

    public void ConnectionLost(Instance instance)
    {
        foreach (var message in _messages.Values.Where(m => m.Holder?.Instance == instance).ToList())
        {
            message.Holder = null;
            Queue(message);
        }
    }

    /// <summary>
    /// Everything that follows from stored rows is lost; what the OMS has said and is not stored yet is the OMS's to publish, not ours to
    /// purge.
    /// </summary>
    public void Purge()
    {
        WasPurged = true;
        var lost = _messages.Values.Where(m => m.Holder is null && m.Body is not (ReceivedOrder or ReceivedUpdate)).ToList();
        trace.Add("broker", $"queues purged: {lost.Count} messages lost");
        lost.ForEach(message => _messages.Remove(message.Number));
    }

    public void MoveErrorsBack()
    {
        trace.Add("person", $"moves {Errors.Count} entries of error queues back");
        var entries = Errors.ToList();
        Errors.Clear();
        entries.ForEach(entry => Store(entry.Queue, entry.Body));
    }

    private Message Store(QueueName queue, object body)
    {
        var message = new Message(++_number, queue, body);
        _messages.Add(message.Number, message);
        Queue(message);
        return message;
    }

    private void Queue(Message message)
    {
        var wait = faults.Fires(FaultKind.MessageDelayed)
            ? scheduler.Wait(TimeSpan.Zero, TimeSpan.FromMinutes(3))
            : scheduler.Wait(TimeSpan.FromMilliseconds(0.5), TimeSpan.FromMilliseconds(30));
        scheduler.In(wait, () => Hand(message));
    }

    private void Hand(Message message)
    {
        if (message.Holder is not null || !_messages.ContainsKey(message.Number))
        {
            return;
        }

        // A frozen process still has its window to fill.
        var living = instances.Where(i => i.IsAlive && i.IsService).ToList();
        if (living.Count == 0)
        {
            scheduler.In(TimeSpan.FromSeconds(1), () => Hand(message));
            return;
        }

        if (++message.Deliveries > DeliveryLimit)
        {
            _messages.Remove(message.Number);
            HasDeadLettered = true;
            MoveToErrors(message, "delivery limit");
            return;
        }

        var instance = scheduler.Pick(living);
        message.Holder = (instance, instance.Connection);
        instance.In(TimeSpan.FromMilliseconds(0.2), () => Deliver(instance, message));
    }
}

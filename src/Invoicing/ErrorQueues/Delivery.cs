using System.Text;
using Invoicing.Orders;
using RabbitMQ.Client;

namespace Invoicing.ErrorQueues;

/// <summary>An entry, and the tag by which it is put back.</summary>
internal readonly record struct HeldEntry(ErrorEntry Entry, ulong Tag);

/// <summary>An entry with its message.</summary>
internal sealed record Delivery(ErrorEntry Entry, ulong Tag, BasicProperties Properties, byte[] Body)
{
    /// <summary>The message unpacked, as far as it is text.</summary>
    public string Text => Encoding.UTF8.GetString(MessageText.Of(Body) is (var text, null) ? text.Span : Body);
}

/// <summary>There is no such error queue.</summary>
internal sealed class MissingQueueException(string queue) : Exception($"RabbitMQ has no queue {queue} yet. Run `invoicing migrate` once.");

/// <summary>The broker took the entries back.</summary>
internal sealed class QueueLostException(string queue, Exception why)
    : Exception($"The connection to RabbitMQ was lost while {queue} was read ({why.Message.TrimEnd('.')}). What was not moved is "
        + "still there.", why);

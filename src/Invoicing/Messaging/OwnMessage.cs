using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace Invoicing.Messaging;

/// <summary>A message of our own flow: one that is not as we write them says where, and quotes nothing.</summary>
internal sealed class OwnMessage(JsonMessageEnvelope envelope) : SystemTextJsonSerializerContext(
    SystemTextJsonMessageSerializer.Instance,
    SystemTextJsonMessageSerializer.Options,
    SystemTextJsonMessageSerializer.JsonContentType,
    new EnvelopeMessageContext(envelope, SystemTextJsonMessageSerializer.Instance),
    envelope.MessageType ?? [],
    envelope)
{
    public override bool TryGetMessage<T>([NotNullWhen(true)] out T? message)
        where T : class
    {
        try
        {
            return base.TryGetMessage(out message);
        }
        catch (JsonException e)
        {
            throw new UnreadableMessageException(
                $"it is an envelope of {MessageUrn.ForTypeString<T>()}, "
                + (e.Path is { Length: > 2 } path
                    ? $"whose {path[2..]} has a value that cannot be read"
                    : "in which something is missing that must be there"));
        }
    }
}

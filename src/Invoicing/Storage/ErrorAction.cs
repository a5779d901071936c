namespace Invoicing.Storage;

/// <summary>What a person did to a message of an error queue.</summary>
internal sealed record ErrorAction
{
    public required Guid Id { get; init; }

    /// <summary>When it was noted: before the message was touched.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Action { get; init; }
    public required string By { get; init; }
    public required string Reason { get; init; }

    /// <summary>The work queue.</summary>
    public required string Queue { get; init; }

    public required string MessageId { get; init; }
    public string? OrderNo { get; init; }
    public string? Step { get; init; }
    public int? Attempt { get; init; }

    /// <summary>Why it lay in the error queue.</summary>
    public string? Fault { get; init; }

    /// <summary>The message itself, where it is nowhere else; null once its personal data was erased.</summary>
    public DiscardedMessage? Discarded { get; init; }

    /// <summary>When the message was gone from the error queue; null: it may not be.</summary>
    public DateTimeOffset? DoneAt { get; init; }
}

internal sealed record DiscardedMessage(string? ContentType, IReadOnlyDictionary<string, string> Headers, byte[] Body);

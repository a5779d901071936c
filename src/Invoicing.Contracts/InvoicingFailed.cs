namespace Invoicing.Contracts;

/// <summary>A step of an order needs a person. Published by the saga until <see cref="FailureNotified"/> has come back.</summary>
public sealed record InvoicingFailed
{
    /// <summary>Order number without a leading <c>#</c>.</summary>
    public required string OrderNo { get; init; }

    /// <summary>The OMS's id of the order.</summary>
    public required string OrderId { get; init; }

    /// <summary><c>invoice</c>, or <c>slip/NUMBER</c> for a transfer.</summary>
    public required string Step { get; init; }

    /// <summary>The attempt that failed.</summary>
    public required int Attempt { get; init; }

    /// <summary>What kind of failure, as listed in <see cref="FailureKind"/>.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>The store concerned: the invoicing store, or the shipping store of a slip.</summary>
    public string? Store { get; init; }

    /// <summary>The cause in plain words, free of personal data.</summary>
    public required string Message { get; init; }

    /// <summary>When it failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>The message id under which the failed attempt can be found in logs and in the error queue, when there is one.</summary>
    public Guid? CorrelationId { get; init; }
}

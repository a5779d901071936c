using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.ErrorQueues;

/// <summary>An entry, and what the database knows of it.</summary>
/// <param name="Entry">What lies in the queue.</param>
/// <param name="Cause">Such as <c>Refused</c>: the kind of the failed step, or of the message's own failure.</param>
/// <param name="Store">Of the step; of others the invoicing store.</param>
/// <param name="InvoicingStore">Null where the order is not known or has none.</param>
/// <param name="State">Of the order; null where it is not known.</param>
/// <param name="Cured">Why moving it back does nothing any more; null: it still matters.</param>
internal sealed record KnownEntry(ErrorEntry Entry, string Cause, string? Store, string? InvoicingStore, string? State, string? Cured)
{
    /// <summary>RabbitMQ moved it.</summary>
    public const string DeliveryLimit = "DeliveryLimit";

    private static readonly string[] s_unreadable =
        [
            FailureCodes.UnreadableOrder, FailureCodes.UnreadableMessage, FailureCodes.MessageNotTaken,
            "MassTransit.MessageNotConsumedException", "System.Runtime.Serialization.", "System.Text.Json.", "MassTransit.Serialization",
        ];

    private static readonly string[] s_finished = ["Completed", "NothingToInvoice", "Dismissed"];

    public bool IsCured => Cured is not null;

    /// <param name="facts">Null: the order is not known, or the entry names none.</param>
    public static KnownEntry Of(ErrorEntry entry, OrderFacts? facts)
    {
        var cause = entry.IsDeadLetter ? DeliveryLimit
            : facts?.Kind ?? (Array.Exists(s_unreadable, type => entry.ExceptionType?.StartsWith(type, StringComparison.Ordinal) == true)
                ? nameof(NoticeKind.UnreadableMessage)
                : nameof(NoticeKind.FaultedMessage));
        return new(entry, cause, facts?.StepStore ?? facts?.InvoicingStore, facts?.InvoicingStore, facts?.State, facts is null ? null : CuredBecause(entry, facts));
    }

    /// <summary>What a row with this state says about what is told of it.</summary>
    private static string? CuredBecause(ErrorEntry entry, OrderFacts facts)
    {
        if (entry.Type == nameof(Contracts.OrderCompleted))
        {
            return facts.WasSeen ? "the order is stored with this content" : null;
        }

        // Of what was not stored, or is no message of ours, nobody knows anything else: the order's end says nothing of it.
        if (entry.Type is null || entry.Queue == Queues.NotifyFailures)
        {
            return null;
        }

        if (s_finished.Contains(facts.State))
        {
            return $"the order is {facts.State}";
        }

        return !entry.IsCommand ? null
            : facts.CallableAttempt is not { } attempt ? "the step is accepted, or no longer part of the order"
            : attempt == OrderProcess.NoAttempt ? null
            : attempt != entry.Attempt ? $"the step was tried again since (attempt {attempt})"
            : null;
    }
}

/// <summary>What the database knows of an entry's order.</summary>
/// <param name="CallableAttempt">The attempt of the entry's step that a command must name; null: the step is done, or there is
/// none.</param>
/// <param name="Kind">How the entry's attempt failed; null where that is not known.</param>
/// <param name="WasSeen">The order is stored with exactly the entry's content.</param>
internal sealed record OrderFacts(string State, string? InvoicingStore, string? StepStore, int? CallableAttempt, string? Kind, bool WasSeen);

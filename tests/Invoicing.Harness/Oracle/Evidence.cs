using System.Text.Json;
using Invoicing.Simulators.Smtp;

namespace Invoicing.Harness.Oracle;

/// <summary>What a finished run left behind, seen from outside the program. A record, so that tests can alter it.</summary>
internal sealed record Evidence
{
    /// <summary>What the reference expects of the messages that were accepted.</summary>
    public required ExpectedEnd Expected { get; init; }

    /// <summary>Retail Pro's books.</summary>
    public required string Ledger { get; init; }

    /// <summary>Null: no VTEX took part.</summary>
    public VtexEvidence? Vtex { get; init; }

    /// <summary>Null: no Emporix took part.</summary>
    public EmporixEvidence? Emporix { get; init; }

    /// <summary>What <c>invoicing orders list</c> says.</summary>
    public required IReadOnlyList<ListedOrder> Orders { get; init; }

    /// <summary>Messages left in each queue, by its name, when no service ran any more.</summary>
    public required IReadOnlyDictionary<string, int> Depths { get; init; }

    /// <summary>Entries of the error queues, by the name of the queue that they failed in.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Entry>> Errors { get; init; }

    /// <summary>To operations.</summary>
    public required IReadOnlyList<ReceivedMail> Mails { get; init; }

    /// <summary>All logs of the run.</summary>
    public required string Logs { get; init; }

    /// <summary>Secrets, and personal data of the run's orders.</summary>
    public required IReadOnlyCollection<string> Confidential { get; init; }

    public required Quiet Quiet { get; init; }

    public Latitude Latitude { get; init; } = new();
}

/// <summary>An order as a program sees it that asks the command line.</summary>
internal sealed record ListedOrder(
    string OrderNo,
    string State,
    string? InvoicingStore,
    string? FailureKind,
    string? Message,
    DateTimeOffset? DueAt)
{
    /// <param name="json">What <c>orders list --output json</c> prints.</param>
    public static IReadOnlyList<ListedOrder> Read(string json)
    {
        using var list = JsonDocument.Parse(json);
        return [.. list.RootElement.GetProperty("orders").EnumerateArray().Select(order => new ListedOrder(
            order.GetProperty("orderNo").GetString()!,
            order.GetProperty("state").GetString()!,
            order.GetProperty("invoicingStore").GetString(),
            order.GetProperty("failureKind").GetString(),
            order.GetProperty("message").GetString(),
            order.GetProperty("dueAt").ValueKind == JsonValueKind.Null ? null : order.GetProperty("dueAt").GetDateTimeOffset()))];
    }
}

/// <summary>How long it took until nothing went on by itself any more, counted from the end of the last fault.</summary>
internal sealed record Quiet(bool Reached, TimeSpan After, TimeSpan Bound);

/// <summary>In what a run may differ from an undisturbed one.</summary>
internal sealed record Latitude
{
    /// <summary>Of two purchases under one number either may have come first.</summary>
    public bool EitherMayWin { get; init; }

    /// <summary>
    /// A message may lie in an error queue more than once and be told of more than once, as after a crash in the middle of its move.
    /// </summary>
    public bool MayRepeat { get; init; }

    /// <summary>Error queues were emptied by the fault itself.</summary>
    public bool ErrorsMayBeGone { get; init; }

    /// <summary>An order that a person has cured keeps its entry, which is stale, until somebody moves it back.</summary>
    public bool CuredEntriesRemain { get; init; }

    /// <summary>
    /// Orders of the disturbance itself, of which nothing is known beforehand; that they are invoiced once at most holds for them too.
    /// </summary>
    public Func<string, bool> IsStranger { get; init; } = _ => false;

    /// <summary>Entries of error queues that the disturbance put there on purpose.</summary>
    public Func<Entry, bool> IsPlanted { get; init; } = _ => false;

    /// <summary>Of such entries there must be at least so many.</summary>
    public int Planted { get; init; }
}

using Invoicing.Contracts;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>Names of the queues, in one place, and what each is for.</summary>
internal static class Queues
{
    public const string OrderInvoicing = "order-invoicing";
    public const string InvoiceOrder = "invoice-order";
    public const string TransferInventory = "transfer-inventory";
    public const string NotifyFailures = "notify-failures";

    /// <summary>Where the steps of a system are carried out, unless it has queues of its own.</summary>
    public static string StepsOf(string system) => system + StepsSuffix;

    private const string StepsSuffix = "-steps";

    public static string ErrorOf(string queue) => queue + "_error";

    /// <summary>By exchange: a <c>queue:</c> address would declare the queue anew, as a classic one.</summary>
    public static Uri AddressOf(string queue) => new("exchange:" + queue);

    /// <summary>In words, for whoever sent something else.</summary>
    public static string ExpectedIn(string queue) => queue switch
    {
        OrderInvoicing => $"an order as plain JSON, or in an envelope of {MessageUrn.ForTypeString<OrderCompleted>()},",
        InvoiceOrder => $"an envelope of {MessageUrn.ForTypeString<InvoiceOrder>()}",
        TransferInventory => $"an envelope of {MessageUrn.ForTypeString<TransferInventory>()}",
        NotifyFailures => $"an envelope of {MessageUrn.ForTypeString<InvoicingFailed>()}",
        _ => $"an envelope of {MessageUrn.ForTypeString<RunStep>()}",
    };

    /// <summary>Types of messages that came, for people.</summary>
    public static string Named(IEnumerable<string> types)
    {
        const int Most = 2;
        const int Longest = 80;
        string[] all = [.. types];
        return all.Length == 0 ? "this type"
            : "type " + string.Join(", ", all.Take(Most).Select(type => TextSanitizer.Line(type, Longest)))
                + (all.Length > Most ? $" and {all.Length - Most} more types" : "");
    }
}

/// <summary>The queues that messages are consumed from. Each has an error queue.</summary>
/// <param name="OfSystems">Those in which steps are carried out, for each system.</param>
internal sealed record WorkQueues(IReadOnlyList<IReadOnlyList<string>> OfSystems)
{
    /// <summary>In the order of the flow.</summary>
    public IReadOnlyList<string> All { get; } = [Queues.OrderInvoicing, .. OfSystems.SelectMany(queues => queues), Queues.NotifyFailures];

    /// <summary>Each followed by its error queue.</summary>
    public IEnumerable<string> WithErrorQueues => All.SelectMany(queue => new[] { queue, Queues.ErrorOf(queue) });
}

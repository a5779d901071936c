using Invoicing.Process;

namespace Invoicing.Vtex;

/// <summary>Operations of VTEX's steps.</summary>
internal static class VtexSteps
{
    public const string StartHandling = "start-handling";
    public const string Invoice = "invoice";
    public const string Invoiced = "invoiced";

    /// <summary>Of an order in VTEX; each order of the OMS that is a part of it has one.</summary>
    public static StepKey HandlingOf(string account, string orderId) =>
        new(VtexPlanner.SystemName, StartHandling, $"{account}{VtexDocument.Between}{orderId}");
}

/// <summary>An invoice in VTEX: the number of its steps, and of their calls in the journal.</summary>
internal readonly record struct VtexDocument(string Account, string OrderId, string InvoiceNumber)
{
    // Neither an account nor a number that may be sent has it; an order's id is never read.
    public const char Between = '~';

    public static VtexDocument Parse(string number)
    {
        var (first, last) = (number.IndexOf(Between), number.LastIndexOf(Between));
        return new(number[..first], number[(first + 1)..last], number[(last + 1)..]);
    }

    public StepKey Step(string operation) => new(VtexPlanner.SystemName, operation, ToString());

    public override string ToString() => $"{Account}{Between}{OrderId}{Between}{InvoiceNumber}";
}

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
    // Neither an account nor VTEX's own ids have it.
    public const char Between = '~';

    public static VtexDocument Parse(string number) => number.Split(Between, 3) is [var account, var orderId, var invoiceNumber]
        ? new(account, orderId, invoiceNumber)
        : throw new FormatException($"{number} is no invoice in VTEX: account~order~number is expected.");

    public StepKey Step(string operation) => new(VtexPlanner.SystemName, operation, ToString());

    public override string ToString() => $"{Account}{Between}{OrderId}{Between}{InvoiceNumber}";
}

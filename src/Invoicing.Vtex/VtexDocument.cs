using Invoicing.Process;

namespace Invoicing.Vtex;

/// <summary>Operations of VTEX's steps.</summary>
internal static class VtexSteps
{
    public const string StartHandling = "start-handling";
    public const string Billing = "billing";
    public const string Invoice = "invoice";
    public const string Invoiced = "invoiced";
    public const string Tracking = "tracking";
    public const string Event = "event";
    public const string Return = "return";

    /// <summary>Of an order in VTEX; each order of the OMS that is a part of it has one.</summary>
    public static StepKey HandlingOf(string account, string orderId) =>
        new(VtexPlanner.SystemName, StartHandling, $"{account}{VtexDocument.Between}{orderId}");

    /// <inheritdoc cref="HandlingOf"/>
    public static StepKey BillingOf(string account, string orderId) => HandlingOf(account, orderId) with { Operation = Billing };

    /// <param name="document">Any of the order's.</param>
    public static StepKey TrackingOf(VtexDocument document, VtexParcel parcel) =>
        new(VtexPlanner.SystemName, Tracking, (document with { InvoiceNumber = parcel.InvoiceNumber ?? document.InvoiceNumber })
            + $"{VtexDocument.Between}{parcel.TrackingNumber}");

    /// <inheritdoc cref="TrackingOf"/>
    public static StepKey EventOf(VtexDocument document, VtexParcelEvent happened) =>
        (document with { InvoiceNumber = happened.Id }).Step(Event);

    /// <inheritdoc cref="TrackingOf"/>
    public static StepKey ReturnOf(VtexDocument document, VtexReturn returned) =>
        (document with { InvoiceNumber = returned.ReturnNo }).Step(Return);
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

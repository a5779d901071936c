namespace Invoicing.Harness.Oracle;

/// <summary>How everything must have ended when all messages have been dealt with.</summary>
/// <param name="Orders">By order number without its <c>#</c>.</param>
/// <param name="Unreadable">Messages that must lie in the intake's error queue because no order can be kept for them.</param>
internal sealed record ExpectedEnd(IReadOnlyDictionary<string, ExpectedOrder> Orders, int Unreadable)
{
    /// <summary>
    /// Numbers of messages about an order of the OMS that is known under another number: they must lie in the intake's error queue.
    /// </summary>
    public IReadOnlyList<string> SecondNumbers { get; init; } = [];

    /// <summary>What stood in VTEX before the run.</summary>
    public IReadOnlyList<MarketplaceOrder> Marketplace { get; init; } = [];

    /// <summary>Updates that must lie in the intake's error queue.</summary>
    public IReadOnlyList<ExpectedRefusal> Refusals { get; init; } = [];

    public IReadOnlyList<string> Conflicts =>
        [.. Orders.Values.SelectMany(order => Enumerable.Repeat(order.OrderNo, order.Conflicts)), .. SecondNumbers];

    /// <summary>Entries in <c>order-invoicing_error</c>.</summary>
    public int IntakeErrors => Unreadable + Conflicts.Count + Refusals.Count;
}

/// <param name="Says">What entry and mail must hold.</param>
internal sealed record ExpectedRefusal(string OrderNo, string Says);

/// <summary>How one order must have ended.</summary>
internal sealed record ExpectedOrder(
    string OrderNo,
    string State,
    string? InvoicingStore,
    ExpectedInvoice? Invoice,
    IReadOnlyList<ExpectedSlip> Slips)
{
    /// <summary>Paths of the fields that the failure must name.</summary>
    public IReadOnlyCollection<string> Faults { get; init; } = [];

    public bool IsSendSale { get; init; }

    /// <summary>Messages about another purchase under the same number.</summary>
    public int Conflicts { get; init; }

    /// <summary>
    /// The end if the message in conflict was dealt with first, which nobody can rule out once consumers run side by side.
    /// </summary>
    public ExpectedOrder? Rival { get; init; }

    /// <summary>
    /// Changes of stock after invoice and slips, by store and product, taken from what was shipped and not from the documents.
    /// </summary>
    public IReadOnlyList<Movement> Stock { get; init; } = [];

    /// <summary>Null: it did not come from VTEX.</summary>
    public ExpectedInVtex? Vtex { get; init; }

    /// <summary>Null: it is none of an invoice job of Emporix.</summary>
    public ExpectedInEmporix? Emporix { get; init; }

    /// <summary>What a system other than the ERP has against it; null: nothing.</summary>
    public ExpectedTrouble? Trouble => Vtex?.Trouble ?? Emporix?.Trouble;

    /// <summary>Where it has failed then.</summary>
    public string? StepsQueue => Trouble is null ? null : Emporix is null ? "vtex-steps" : "emporix-steps";

    /// <summary>How often it is tried by those who ask for it: each job of Emporix tries again what has failed.</summary>
    public int Tries => Math.Max(1, Emporix?.Jobs ?? 1);
}

/// <summary>The Order to Invoice call that must have been accepted.</summary>
internal sealed record ExpectedInvoice(
    string Store, string OrderNo, string CreatedDate, int DeliveryType, int PaymentType,
    decimal Total, decimal Discount, decimal Shipping, Person Billing, Person DeliverTo, IReadOnlyList<ExpectedRow> Rows);

/// <summary>One row of the invoice: one order line.</summary>
internal sealed record ExpectedRow(
    string Upc, decimal OrigPrice, decimal OrigTax, decimal Price, decimal Tax, decimal Quantity, string StoreOrig, string StoreDest);

/// <summary>A slip that must have been accepted, under whatever number.</summary>
internal sealed record ExpectedSlip(string From, string To, IReadOnlyDictionary<string, decimal> Items);

/// <summary>A change of stock.</summary>
internal readonly record struct Movement(string Store, string Upc, decimal Quantity);

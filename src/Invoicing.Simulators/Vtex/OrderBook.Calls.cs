namespace Invoicing.Simulators.Vtex;

/// <content>What VTEX's calls do to an order.</content>
internal sealed partial class OrderBook
{
    private static readonly string[] s_invoiceable =
        ["handling", "ready-for-invoicing", "waiting-seller-handling", "invoice", "invoiced"];

    public Answer Get(string account, string orderId) =>
        Show(account, orderId) is { } body ? new Answer(200, body) : VtexAnswers.OrderNotFound();

    public Answer StartHandling(string account, string orderId) => With(account, orderId, (order, now) =>
    {
        if (order.Status != "ready-for-handling")
        {
            return VtexAnswers.WrongStatus(409, order.Status);
        }

        Move(order, "start-handling", now);
        Later(now, Settings.HandlingAfterMs, at => MoveFrom(order, "start-handling", "handling", at));
        return Answer.Empty(204);
    });

    /// <summary>
    /// A number that comes again gets a new receipt, and nothing else changes; an older text of the vendor forbids it, which
    /// <c>refuseDuplicates</c> asks for.
    /// </summary>
    public Answer Invoice(string account, string orderId, InvoiceRequest request, bool refuseDuplicates) =>
        With(account, orderId, (order, now) =>
        {
            var receipt = NewReceipt();
            if (order.Knows(request.InvoiceNumber))
            {
                if (refuseDuplicates)
                {
                    return VtexAnswers.BadRequest($"Invoice {request.InvoiceNumber} already exists");
                }

                ledger.AddReceipt(account, orderId, request.InvoiceNumber, receipt);
                return VtexAnswers.Receipt(orderId, now, receipt);
            }

            if (!IsInvoiceable(order))
            {
                return VtexAnswers.WrongStatus(400, order.Status);
            }

            if (request.Items.FirstOrDefault(item => order.Items.All(other => JsonNodes.Text(other, "id") != item.Id)) is { } unknown)
            {
                return VtexAnswers.BadRequest($"Item {unknown.Id} is not part of the order");
            }

            ledger.Add(
                new BookedInvoice(account, orderId, request.Type, request.InvoiceNumber, request.InvoiceValue, now, request.Body), receipt);
            Take(order, request, now);
            return VtexAnswers.Receipt(orderId, now, receipt);
        });

    public Answer Track(string account, string orderId, string invoiceNumber, TrackingRequest request) =>
        With(account, orderId, (order, now) =>
        {
            if (order.Package(invoiceNumber) is not { } package)
            {
                return InvoiceNotFound();
            }

            Packages.Track(package, request);
            ledger.Add(new BookedTracking(account, orderId, invoiceNumber, request.TrackingNumber, now, request.Body));
            return VtexAnswers.Receipt(orderId, now, NewReceipt());
        });

    public Answer AddEvents(string account, string orderId, string invoiceNumber, TrackingEventsRequest request) =>
        With(account, orderId, (order, now) =>
        {
            if (order.Package(invoiceNumber) is not { } package)
            {
                return InvoiceNotFound();
            }

            if (string.IsNullOrEmpty(JsonNodes.Text(package, "trackingNumber")))
            {
                return VtexAnswers.BadRequest($"Invoice {invoiceNumber} has no tracking number");
            }

            Packages.AddEvents(package, request, now);
            ledger.Add(new BookedEvents(account, orderId, invoiceNumber, now, request.Body));
            return VtexAnswers.Receipt(orderId, now, NewReceipt());
        });

    /// <summary>An order with an invoice, be it of a part, cannot be canceled.</summary>
    public Answer Cancel(string account, string orderId, string? reason) => With(account, orderId, (order, now) =>
    {
        if (order.Packages.Any() || order.Unseen.Count > 0 || order.Status is "invoice" or "invoiced")
        {
            return VtexAnswers.WrongStatus(400, order.Status);
        }

        order.Body["cancelReason"] = reason;
        Move(order, "canceled", now);
        return VtexAnswers.Receipt(orderId, now, NewReceipt());
    });

    public Answer List(string account, OrderListQuery query) => Do(now => OrderList.Create(
        _orders.Values.Where(order => order.Account == account), query, now.AddMilliseconds(-Settings.ListLagMs)));

    private Answer With(string account, string orderId, Func<SimulatedOrder, DateTimeOffset, Answer> work) =>
        Do(now => Find(account, orderId) is { } order ? work(order, now) : VtexAnswers.OrderNotFound());

    // Money is given back for a whole invoiced order alone, and not when a SKU comes in two entries.
    private void Take(SimulatedOrder order, InvoiceRequest request, DateTimeOffset now)
    {
        var package = Packages.Create(order, request);
        var isRefunded = request.Type == InvoiceRequest.Input && order.Status == "invoiced"
            && request.Items.DistinctBy(item => item.Id).Count() == request.Items.Count;
        order.Unseen.Add(package);
        Later(now, Settings.VisibleAfterMs, at =>
        {
            order.Show(package);
            if (request.Type == InvoiceRequest.Output)
            {
                MoveOn(order, at);
            }
            else if (isRefunded)
            {
                package["restitutions"] = Packages.Restitution(request);
                ledger.Add(new Refund(order.Account, order.Id, request.InvoiceNumber, request.InvoiceValue, at));
            }
        });
    }

    private void MoveOn(SimulatedOrder order, DateTimeOffset at)
    {
        if (!IsInvoiceable(order) || order.Status is "invoice" or "invoiced")
        {
            return;
        }

        if (order.InvoicedValue < order.Value)
        {
            Move(order, "payment-approved", at);
            return;
        }

        Move(order, "invoice", at);
        Later(at, Settings.InvoicedAfterMs, then =>
        {
            if (MoveFrom(order, "invoice", "invoiced", then))
            {
                order.Body["invoicedDate"] = JsonNodes.Time(then);
            }
        });
    }

    private bool MoveFrom(SimulatedOrder order, string expected, string status, DateTimeOffset at)
    {
        if (order.Status != expected)
        {
            return false;
        }

        Move(order, status, at);
        return true;
    }

    private static bool IsInvoiceable(SimulatedOrder order) => s_invoiceable.Contains(order.Status)
        || (order.Status == "payment-approved" && (order.InvoicedValue > 0 || order.Unseen.Count > 0));

    private static Answer InvoiceNotFound() => VtexAnswers.Error(404, "OMS404", "Invoice Not Found");

    private static string NewReceipt() => Guid.NewGuid().ToString("N");
}

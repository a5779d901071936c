using Invoicing.Harness.Oracle;
using Invoicing.Process;
using Invoicing.Vtex;

namespace Invoicing.Simulation;

/// <summary>An invoice or a return that VTEX was told of, as often as it was.</summary>
internal sealed record ToldInvoice(
    string Type, string Order, string Number, long Value, IReadOnlyList<(string Sku, int Quantity)> Items, DateTimeOffset VisibleAt);

/// <summary>What VTEX shows of an invoice's parcel.</summary>
internal sealed class ShownParcel
{
    public List<VtexRequestParcel> Parcels { get; } = [];

    public List<VtexRequestEvent> Events { get; } = [];

    public bool IsDelivered { get; set; }

    public string? DeliveredDate { get; set; }
}

/// <summary>VTEX's side: takes invoices, or not, answers, or not, and shows later what it has taken.</summary>
internal sealed class Vtex(Scheduler scheduler, Faults faults, Trace trace, IReadOnlyList<MarketplaceOrder> orders)
{
    /// <summary>
    /// What was taken shows within a few seconds; whoever looks for it in vain for a minute may send it again, so longer than that nothing
    /// may be on its way.
    /// </summary>
    private static readonly TimeSpan s_longestWay = TimeSpan.FromSeconds(50);

    private readonly Dictionary<string, string> _statuses = orders.ToDictionary(order => order.Key, order => order.Status);
    private readonly Dictionary<string, MarketplaceOrder> _orders = orders.ToDictionary(order => order.Key);

    public IReadOnlyList<MarketplaceOrder> Orders => orders;

    public List<ToldInvoice> Ledger { get; } = [];

    /// <summary>By order and number of the invoice.</summary>
    public Dictionary<(string Order, string Number), ShownParcel> Shipped { get; } = [];

    /// <summary>An invoice has come, be it for the first time or again.</summary>
    public Action<ToldInvoice> Told { get; set; } = _ => { };

    /// <summary>An event has come.</summary>
    public Action<string, VtexRequestEvent, int> Shown { get; set; } = (_, _, _) => { };

    /// <summary>What is waited for comes about.</summary>
    public void Begin(TimeSpan over)
    {
        foreach (var order in orders.Where(order => order.Later is not null))
        {
            scheduler.Between(TimeSpan.Zero, over, () => _statuses[order.Key] = order.Later!);
        }
    }

    public bool Has(string order, string number, string type = VtexPackage.Sale) =>
        Ledger.Any(invoice => (invoice.Order, invoice.Number, invoice.Type) == (order, number, type))
        || (_orders.TryGetValue(order, out var there) && there.Invoices.Any(invoice => invoice.Number == number));

    public long ValueOf(string order, string type = VtexPackage.Sale) =>
        Ledger.Where(invoice => (invoice.Order, invoice.Type) == (order, type)).Sum(invoice => invoice.Value);

    /// <param name="answer">Calls back with the order, or null where there is none; perhaps never.</param>
    public void Look(string order, Action<VtexOrder?> answer)
    {
        if (!faults.Fires(FaultKind.VtexLookUnanswered))
        {
            scheduler.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(200), () => answer(Show(order)));
        }
    }

    /// <inheritdoc cref="Tell"/>
    public void StartHandling(string order, Action<int> answer) => Call(answer, DateTimeOffset.MaxValue, () =>
    {
        if (_statuses[order] != VtexStatuses.ReadyForHandling)
        {
            return 409;
        }

        _statuses[order] = "handling";
        return 204;
    });

    /// <param name="callerEnds">When its caller gives up.</param>
    /// <param name="answer">Calls back with a status, where 0 is none that is clear; perhaps never.</param>
    public void Tell(ToldInvoice invoice, DateTimeOffset callerEnds, Action<int> answer) => Call(answer, callerEnds, () =>
    {
        if (Show(invoice.Order) is not { } there
            || !(VtexStatuses.IsInvoiced(there.Status) || (invoice.Type == VtexPackage.Sale && VtexStatuses.MayBeInvoiced(there))))
        {
            return 400;
        }

        trace.Add("vtex", $"is told of {invoice.Order} {invoice.Number}: {invoice.Value}");
        // A number that comes again changes nothing.
        if (!Has(invoice.Order, invoice.Number, invoice.Type))
        {
            var longest = faults.Fires(FaultKind.VtexInvoiceLate) ? s_longestWay / 2 : TimeSpan.FromSeconds(6);
            Ledger.Add(invoice with { VisibleAt = scheduler.Now + scheduler.Wait(TimeSpan.FromSeconds(0.1), longest) });
        }

        Told(invoice);
        return 200;
    });

    /// <inheritdoc cref="Tell"/>
    public void Track(string order, string number, VtexRequestParcel parcel, DateTimeOffset callerEnds, Action<int> answer) =>
        Call(answer, callerEnds, () => Change(order, number, shipped => shipped.Parcels.Add(parcel)));

    /// <inheritdoc cref="Tell"/>
    public void AddEvent(
        string order, string number, VtexRequestEvent happened, string? deliveredDate, DateTimeOffset callerEnds, Action<int> answer) =>
        Call(answer, callerEnds, () => Change(order, number, shipped =>
        {
            shipped.Events.Add(happened);
            shipped.IsDelivered = deliveredDate is not null;
            shipped.DeliveredDate = deliveredDate ?? shipped.DeliveredDate;
            trace.Add("vtex", $"shows {happened.Description} of {order} {number}");
            Shown(order, happened, shipped.Events.Count(shown => shown == happened));
        }));

    private int Change(string order, string number, Action<ShownParcel> change)
    {
        if (Show(order)?.PackageNumbered(number) is null)
        {
            return 404;
        }

        Shipped.TryAdd((order, number), new());
        change(Shipped[(order, number)]);
        return 200;
    }

    private void Call(Action<int> answer, DateTimeOffset callerEnds, Func<int> apply)
    {
        var wait = scheduler.Wait(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(300));
        if (faults.Fires(FaultKind.VtexTimedOut))
        {
            return;
        }

        if (callerEnds != DateTimeOffset.MaxValue && faults.Fires(FaultKind.VtexAppliedLate))
        {
            scheduler.In(callerEnds - scheduler.Now + (s_longestWay / 2 * scheduler.Random.NextDouble()), () => apply());
            return;
        }

        scheduler.In(wait, () =>
        {
            if (faults.Fires(FaultKind.VtexBusy))
            {
                answer(429);
            }
            else if (faults.Fires(FaultKind.VtexRefused))
            {
                answer(400);
            }
            else if (faults.Fires(FaultKind.VtexFailed))
            {
                if (scheduler.Chance(0.5))
                {
                    apply();
                }

                answer(0);
            }
            else
            {
                var status = apply();
                if (!faults.Fires(FaultKind.VtexAppliedThenTimedOut))
                {
                    answer(status);
                }
            }
        });
    }

    /// <summary>As the program reads it.</summary>
    public VtexOrder? Show(string order)
    {
        if (!_orders.TryGetValue(order, out var there))
        {
            return null;
        }

        var shown = Ledger.Where(invoice => invoice.Order == order && invoice.VisibleAt <= scheduler.Now).ToList();
        var sales = shown.Where(invoice => invoice.Type == VtexPackage.Sale).ToList();
        var told = there.Invoices.Sum(invoice => invoice.Value) + sales.Sum(invoice => invoice.Value);
        var status = sales.Count == 0 ? _statuses[order] : told < there.Value ? "payment-approved" : VtexStatuses.Invoiced;
        return new(
            status,
            there.Value,
            there.IsInError,
            [.. there.Items.Select(item => new VtexItem(item.Id, item.Ean, item.RefId, item.Quantity))],
            new([
                .. there.Invoices.Select(invoice => Package(
                    new(VtexPackage.Sale, order, invoice.Number, invoice.Value, [], default), [new(0, 1)])),
                .. shown.Select(invoice => Package(invoice, [.. invoice.Items.Select(item =>
                    new VtexPackageLine(there.Items.ToList().FindIndex(other => other.Id == item.Sku), item.Quantity))])),
            ]),
            null,
            InvoiceData: there.Address is { IsOfDelivery: false } address ? AddressOf(address) : null,
            ShippingData: there.Address is { IsOfDelivery: true } other ? AddressOf(other) : null,
            ClientProfileData: new(null, null, null, null, null, there.Address?.Phone, false, null, null, null));
    }

    private static VtexInvoiceData AddressOf(MarketplaceAddress address) =>
        new(new(address.Street, address.Number, address.Complement, null, address.City, address.Country));

    private VtexPackage Package(ToldInvoice invoice, IReadOnlyList<VtexPackageLine> lines)
    {
        var package = new VtexPackage(invoice.Number, invoice.Value, invoice.Type, lines);
        return invoice.Type != VtexPackage.Sale || Shipped.GetValueOrDefault((invoice.Order, invoice.Number)) is not { } shipped ? package
            : package with
            {
                TrackingNumber = shipped.Parcels.LastOrDefault()?.TrackingNumber,
                TrackingUrl = shipped.Parcels.LastOrDefault()?.TrackingUrl,
                Courier = shipped.Parcels.LastOrDefault()?.Courier,
                CourierStatus = new(shipped.IsDelivered, shipped.DeliveredDate, [.. shipped.Events.Select(shown =>
                    new VtexShownEvent(shown.City, shown.State, shown.Description, shown.Date))]),
            };
    }
}

using System.Text.Json;

namespace Invoicing.Simulation;

/// <summary>A line of an order.</summary>
/// <param name="Packed">What the warehouse says of it; null: nothing.</param>
internal sealed record ShopLine(string Id, decimal Price, int Ordered, int? Packed)
{
    public int Delivered => Packed ?? Ordered;
}

/// <summary>How an order is to be paid.</summary>
/// <param name="Transaction">Null: it is paid later.</param>
/// <param name="IsPaid">It was captured when the order was placed.</param>
internal sealed record ShopPayment(string? Transaction, decimal Authorised, bool IsPaid = false);

/// <summary>What would be captured of an order, as it was from some time on.</summary>
internal sealed record ShopVersion(
    DateTimeOffset Since, bool IsNothing, decimal Total, IReadOnlyDictionary<string, decimal> Captures);

/// <summary>An order of the tenant, as the shop and the warehouse change it.</summary>
internal sealed class ShopOrder(string id, IReadOnlyList<ShopLine> lines, decimal shipping, IReadOnlyList<ShopPayment> payments)
{
    public const string Site = "main";

    private readonly List<ShopVersion> _versions = [];

    public string Id => id;

    public IReadOnlyList<ShopLine> Lines { get; set; } = lines;

    public IReadOnlyList<ShopPayment> Payments { get; set; } = payments;

    public string Status { get; set; } = "CREATED";

    public string SiteCode { get; set; } = Site;

    public string? Email { get; set; } = $"{id}@example.test";

    /// <summary>Since when nothing may be captured of it; null: it may.</summary>
    public DateTimeOffset? ForbiddenSince { get; set; }

    /// <summary>What the last calculation took for delivered, by line.</summary>
    public IReadOnlyDictionary<string, int>? Calculated { get; private set; }

    public DateTimeOffset CalculatedAt { get; private set; }

    public IReadOnlyList<ShopVersion> Versions => _versions;

    private bool IsNothing => Lines.All(line => line.Delivered == 0);

    private decimal Total => shipping + Lines.Sum(line => line.Price * line.Delivered);

    /// <summary>It is another from now on.</summary>
    public void Changed(DateTimeOffset now) => _versions.Add(new(now, IsNothing, Total, Parts()));

    public void Calculate(IReadOnlyDictionary<string, int> delivered, DateTimeOffset now) => (Calculated, CalculatedAt) = (delivered, now);

    /// <summary>As it was some seconds before it was calculated, or has become since: what is captured follows from any of these.</summary>
    public IEnumerable<ShopVersion> SinceCalculation(TimeSpan back) =>
        _versions.Where((_, place) => place == _versions.Count - 1 || _versions[place + 1].Since > CalculatedAt - back);

    /// <summary>As the order service has it.</summary>
    public string Text()
    {
        var total = shipping + Lines.Sum(line => line.Price * Amount(line));
        return JsonSerializer.Serialize(new
        {
            id,
            status = Status,
            siteCode = SiteCode,
            currency = "EUR",
            customer = new { name = "Rosa", email = Email },
            entries = Lines.Select(line => new
            {
                id = line.Id,
                amount = Amount(line),
                orderedAmount = line.Ordered,
                effectiveQuantity = Calculated is null ? (int?)null : Amount(line),
                packedAmountInPc = line.Packed,
                product = new { sku = line.Id, name = "Sandal" },
                calculatedUnitPrice = new { grossValue = line.Price },
                calculatedPrice = new { finalPrice = new { grossValue = line.Price * Amount(line) } },
            }),
            calculatedPrice = new { totalShipping = new { grossValue = shipping }, finalPrice = new { grossValue = total } },
            payments = Payments.Select(payment => new
            {
                transactionId = payment.Transaction,
                provider = payment.Transaction is null ? "INVOICE" : null,
                status = payment.IsPaid ? "SUCCESS" : null,
                paidAmount = payment.IsPaid ? payment.Authorised : 0,
                authorizedAmount = payment.Transaction is null ? (decimal?)null : payment.Authorised,
                currency = "EUR",
            }),
        });
    }

    private int Amount(ShopLine line) => Calculated?.GetValueOrDefault(line.Id, line.Ordered) ?? line.Ordered;

    // Each pays up to what it is authorised for, in their order; one that pays later pays what is left.
    private Dictionary<string, decimal> Parts()
    {
        var (parts, left) = (new Dictionary<string, decimal>(), Total);
        foreach (var payment in Payments)
        {
            var part = payment.Transaction is null ? left : Math.Min(left, payment.Authorised);
            left -= part;
            if (payment is { Transaction: { } transaction, IsPaid: false } && part > 0)
            {
                parts[transaction] = part;
            }
        }

        return parts;
    }
}

/// <summary>
/// Orders of a tenant of Emporix, some of them bad, and the jobs that name them: more than one an order, before and after it was mended.
/// </summary>
internal sealed class Shop(Run run, Emporix emporix, JobLoop jobs)
{
    private Scheduler Scheduler => run.Scheduler;

    public void Begin(TimeSpan over)
    {
        var ids = Enumerable.Range(1, 6 + Scheduler.Random.Next(12)).Select(number => $"o-{number}").ToList();
        ids.Where(_ => !Scheduler.Chance(0.03)).ToList().ForEach(Place);
        for (var times = 2 + Scheduler.Random.Next(6); times > 0; times--)
        {
            var some = ids.Where(_ => Scheduler.Chance(0.5)).ToList();
            Scheduler.In(over * Scheduler.Random.NextDouble() * 2, () => jobs.Create(some));
        }

        Scheduler.In(over * Scheduler.Random.NextDouble(), () => jobs.Create(ids));
        if (Scheduler.Chance(0.5))
        {
            Scheduler.In(run.Faults.Until + TimeSpan.FromMinutes(30), () => jobs.Create(ids));
        }
    }

    private void Place(string id)
    {
        var lines = Enumerable.Range(1, 1 + Scheduler.Random.Next(3)).Select(place =>
        {
            var ordered = 1 + Scheduler.Random.Next(4);
            return new ShopLine(
                $"{place}", Scheduler.Random.Next(100, 9000) / 100m, ordered,
                Scheduler.Chance(0.3) ? Scheduler.Random.Next(ordered + 1) : null);
        }).ToList();
        lines = Scheduler.Chance(0.05) ? [.. lines.Select(line => line with { Packed = 0 })] : lines;
        var shipping = Scheduler.Chance(0.5) ? 4.90m : 0;
        var total = shipping + lines.Sum(line => line.Price * line.Ordered);
        var order = new ShopOrder(id, lines, shipping, Payments(id, total));
        foreach (var payment in order.Payments.Where(payment => payment is { Transaction: not null }))
        {
            emporix.Authorise(id, payment.Transaction!, payment.Authorised, isDeclined: Scheduler.Chance(0.08));
        }

        Spoil(order);
        order.Changed(Scheduler.Now);
        emporix.Orders.Add(id, order);
        ChangeLater(order);
    }

    private IReadOnlyList<ShopPayment> Payments(string id, decimal total)
    {
        // Of three times the amount the gateway would take it twice.
        var factor = Scheduler.Chance(0.5) ? 3 : 1;
        if (Scheduler.Chance(0.3))
        {
            var first = decimal.Round(total / 3, 2);
            ShopPayment second = Scheduler.Chance(0.3) ? new(null, 0) : new($"t-{id}-2", (total - first) * factor);
            return [new($"t-{id}-1", first, IsPaid: Scheduler.Chance(0.2)), second];
        }

        return Scheduler.Chance(0.1) ? [new(null, 0)] : [new($"t-{id}-1", total * factor)];
    }

    // Most of it is mended some time later.
    private void Spoil(ShopOrder order)
    {
        if (!Scheduler.Chance(0.3))
        {
            return;
        }

        var (email, payments) = (order.Email, order.Payments);
        var (spoil, mend) = Scheduler.Pick<(Action, Action)>(
        [
            (() => order.Email = null, () => order.Email = email),
            (() => order.Email = CustomerMailServer.NoSuchUser, () => order.Email = email),
            (() => order.SiteCode = "other", () => order.SiteCode = ShopOrder.Site),
            (() => order.Payments =
                [.. payments.Select(payment => payment with { Authorised = 0.01m, Transaction = payment.Transaction ?? "t" })],
                () => order.Payments = payments),
            (() => order.Status = "IN_CHECKOUT", () => order.Status = "CREATED"),
            (() => order.Status = "DECLINED", () => { }),
        ]);
        spoil();
        if (order.Email != CustomerMailServer.NoSuchUser)
        {
            order.ForbiddenSince = DateTimeOffset.MinValue;
        }

        if (Scheduler.Chance(0.8) && order.Status != "DECLINED")
        {
            Later(() =>
            {
                mend();
                order.ForbiddenSince = null;
                order.Changed(Scheduler.Now);
            });
        }
    }

    private void ChangeLater(ShopOrder order)
    {
        if (Scheduler.Chance(0.15))
        {
            Later(() =>
            {
                order.Lines = [.. order.Lines.Select(line => line with { Packed = Scheduler.Random.Next(line.Ordered + 1) })];
                order.Changed(Scheduler.Now);
            });
        }

        if (Scheduler.Chance(0.05) && order.ForbiddenSince is null)
        {
            Later(() => (order.Status, order.ForbiddenSince) = ("DECLINED", order.ForbiddenSince ?? Scheduler.Now));
        }

        foreach (var transaction in emporix.TransactionsOf(order.Id))
        {
            if (transaction.IsDeclined)
            {
                Later(() => PayOtherwise(order, transaction));
            }
            else if (run.Faults.ShareOf(FaultKind.EmporixCapturedByHand) > 0 && Scheduler.Chance(0.15))
            {
                Later(() => emporix.CaptureByHand(order, transaction));
            }
        }
    }

    private void PayOtherwise(ShopOrder order, GatewayTransaction declined)
    {
        var other = $"{declined.Id}-b";
        emporix.Authorise(order.Id, other, declined.Authorised, isDeclined: false);
        order.Payments =
            [.. order.Payments.Select(payment => payment.Transaction == declined.Id ? payment with { Transaction = other } : payment)];
        order.Changed(Scheduler.Now);
    }

    private void Later(Action change) => Scheduler.In(run.Faults.Until * Scheduler.Random.NextDouble(), change);
}

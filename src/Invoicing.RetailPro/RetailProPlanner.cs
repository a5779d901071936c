using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>
/// Which invoice and which transfer slips an order needs: the elected store invoices, and every other store that shipped moves its stock
/// there.
/// </summary>
/// <param name="stores">The directory as it is now; null: there is none.</param>
internal class RetailProPlanner(InvoicingSettings invoicing, RetailProSettings retailPro, Func<StoreDirectory>? stores = null)
    : IStepPlanner
{
    public const string SystemName = "retailpro";

    public string Name => SystemName;

    public string DisplayName => "Retail Pro";

    public SystemPlan Plan(PlanRequest request)
    {
        var order = request.Process.Content;
        var plan = RetailProPlan.Of(request.Process);
        // What it has accepted goes on as it was planned, whatever a marketplace is told otherwise, and whatever the settings have become.
        var anew = request.Anew && (plan.IsSendSale || !HasStarted(request.Process));
        if (anew)
        {
            plan = plan with
            {
                IsSendSale = IsSendSale(order), IsLeftAlone = IsLeftAlone(order), Goods = GoodsOf(order), Election = null,
            };
        }

        var planned = Goods.In(order, plan.Goods);
        if (request.IsReady && !plan.IsSendSale)
        {
            plan = plan with
            {
                Election = anew ? StoreElection.Elect(planned.Lines, ElectionOf(order), plan.Goods?.Stores) : plan.Election,
            };
        }

        var store = plan.IsSendSale ? planned.SoldAtStore : plan.Election?.Store;
        var steps = new List<Step>();
        if (request.IsReady && !plan.IsSendSale)
        {
            steps.Add(Waiting(new(Name, RetailProSteps.Invoice), RetailProSteps.Invoice, StepPhase.Invoice, store, null));
        }

        if (request.IsReady && !plan.IsLeftAlone && (plan.IsSendSale || request.Process.Invoice?.Status == StepStatus.Done))
        {
            var numbers = new Dictionary<string, string>(plan.SlipNumbers);
            foreach (var from in ShippingStores(planned, store))
            {
                var slipNo = numbers[from] = numbers.TryGetValue(from, out var known) ? known : request.Numbers.Next();
                var shippedFrom = from.Length == 0 ? null : from;
                steps.Add(Waiting(
                    new(Name, RetailProSteps.Slip, slipNo), RetailProSteps.SlipName(slipNo), StepPhase.Transfer, shippedFrom, store)
                    with { After = plan.IsSendSale ? [] : [RetailProSteps.Invoice] });
            }

            plan = plan with { SlipNumbers = numbers };
        }

        return new(SystemData.Of(plan, RetailProJson.Default.RetailProPlan), store, steps);
    }

    public bool MayTakeOver(OrderProcess process, Order newer)
    {
        if (!HasStarted(process))
        {
            return true;
        }

        if (!process.IsSendSale || !IsSendSale(newer))
        {
            return ConcernsAMarketplaceAlone(process.Content, newer);
        }

        var planned = Goods.In(newer, GoodsOf(newer));
        var stores = ShippingStores(planned, planned.SoldAtStore);
        var present = process.Planned;
        return process.Transfers.Where(slip => slip.Step.Status == StepStatus.Done).All(slip =>
            slip.ToStore == planned.SoldAtStore && stores.Contains(slip.FromStore)
                && LinesOf(planned, slip).SequenceEqual(LinesOf(present, slip)));

        static IEnumerable<StepItem> LinesOf(Order order, Transfer slip) =>
            StoreTransfers.Merge(StoreTransfers.Shipped(order.Lines).Where(line => line.ShippedFrom == slip.FromStore));
    }

    public bool IsOutdated(OrderProcess process) =>
        !HasStarted(process) && !Goods.AreSame(RetailProPlan.Of(process).Goods, GoodsOf(process.Content));

    public IReadOnlyList<PlannedRequest> Preview(OrderProcess process)
    {
        var order = process.Planned;
        if (process.Invoice is null)
        {
            return [.. process.Transfers.Select(slip => Slip(slip.SlipNo, slip.FromStore, slip.ToStore))];
        }

        var invoice = new PlannedRequest(RetailProSteps.Invoice, null, null, PrepareInvoice(process));
        return process.Election is not { Store: var store } ? [invoice]
            : [invoice, .. StoreTransfers.Plan(order.Lines, store)
                .Select(slip => Slip(OrderProcessor.PreviewSlipNo, slip.FromStore, store))];

        PlannedRequest Slip(string slipNo, string? from, string? to) =>
            new(RetailProSteps.Slip, from, to, TransferSlipBuilder.Build(order, slipNo, from, to, retailPro, process.PlannedStores));
    }

    protected Prepared PrepareInvoice(OrderProcess process)
    {
        var order = process.Planned;
        var isKnown = SalesChannels.KindOf(order.SalesChannel, invoicing) == ChannelKind.Invoice;
        return OrderToInvoiceBuilder.Build(
            order, process.Election, retailPro, isKnown, invoicing.PolicyOf(order.SalesChannel).Totals, process.PlannedStores);
    }

    public StoreChoice? ChoiceOf(OrderProcess process) => new(
        RetailProPlan.Of(process).IsLeftAlone
            ? $"nothing is done for it, as Invoicing:Policies:{process.Content.SalesChannel}:SendSale is {SendSalePolicy.Off}"
            : process.Election?.Reason,
        process.IsSendSale);

    public IReadOnlyList<StepItem> Items(OrderProcess process, Step step) =>
        step.Key is { System: SystemName, Operation: RetailProSteps.Slip }
        ? StoreTransfers.Merge(
            StoreTransfers.Shipped(process.Planned.Lines.Where(line => step.Store is null || line.ShippedFrom == step.Store)))
        : [];

    public IEnumerable<OrderDifference> Differences(OrderProcess process)
    {
        var (order, transfers) = (process.Planned, process.Transfers);
        if (process.Invoice is { } invoice)
        {
            foreach (var fault in TotalCheck.Of(order, [.. order.Lines], retailPro.TaxMode))
            {
                yield return new(DifferenceKind.DoesNotAddUp, $"{fault}.");
            }

            if (invoice.Status != StepStatus.Done)
            {
                yield break;
            }
        }

        // Where the route leaves slips out, somebody else moves the stock.
        if (process.Store is not { } store || (process.Invoice is null && transfers.Count == 0)
            || invoicing.RouteOf(process.Content.SalesChannel)?.GoesTo(Name, RetailProSteps.Slip) == false)
        {
            yield break;
        }

        var expected = StoreTransfers.Plan(order.Lines, store);
        foreach (var moved in expected)
        {
            var units = ErrorText.Invariant($"{moved.Lines.Sum(line => line.Quantity):0.####} units");
            var slips = transfers.Where(slip => slip.FromStore == moved.FromStore).ToList();
            if (slips.Count == 0)
            {
                yield return new(DifferenceKind.TransferMissing, $"No slip moves {units} from store {moved.FromStore} to store {store}.");
            }
            else if (slips.Find(slip => slip.Step.Status != StepStatus.Done) is { Step: { } open })
            {
                yield return new(
                    DifferenceKind.TransferMissing,
                    $"The slip that moves {units} from store {moved.FromStore} to store {store} is not accepted: {open.Status}.")
                    { Step = open.Name, IsOfUnfinished = true };
            }
        }

        foreach (var slip in transfers.Where(slip => slip.Step.Status == StepStatus.Done
            && (slip.ToStore != store || !expected.Any(moved => moved.FromStore == slip.FromStore))))
        {
            yield return new(
                DifferenceKind.TransferUnbalanced,
                $"Slip {slip.SlipNo} moves stock from store {slip.FromStore} to store {slip.ToStore}: the order does not need it.")
                { Step = slip.Step.Name };
        }
    }

    public string? StoreCodeOf(string written) => (stores?.Invoke() ?? StoreDirectory.Empty).OfFacility(written) is { } entry ? entry.Code
        : retailPro.Stores.TryGetValue(written, out var code) ? code
        : NamePatterns.Map(retailPro.Stores, written, StringComparison.OrdinalIgnoreCase);

    public IReadOnlyList<string> KeysFor(string number) => [$"{SystemName}/{RetailProSteps.Slip}/{number.ToLowerInvariant()}"];

    public TimelineEntry Accepted(Step step) => step.Key.Operation == RetailProSteps.Slip
        ? TimelineEntry.Of("slip accepted by Retail Pro", ("slipNo", step.Key.Number))
        : TimelineEntry.Of("accepted by Retail Pro", ("documentNo", step.DocumentNo), ("store", step.Store));

    public string MayHaveBeenDone(Step step) =>
        $"The database was restored from a backup. Since then this order may have got a slip from store {step.Store} to store "
            + $"{step.ToStore} under a "
        + "number that is lost: look for it in Retail Pro by stores, date and goods.";

    /// <summary>
    /// The stores that need a slip, ordinal. Where the data does not even say which (a send sale without its selling store, or a line
    /// without its shipping store), one slip without a store stands for them, so that its consumer reports every fault.
    /// </summary>
    private static IReadOnlyList<string> ShippingStores(Order order, string? toStore)
    {
        var shipping = order.Lines.Where(line => !line.NeverShips).Select(line => line.ShippedFrom ?? "");
        var stores = shipping.Where(store => store != toStore).Distinct().Order(StringComparer.Ordinal).ToList();
        return order.Items.Count == 0 || TransferSlipBuilder.NeededButUnreadable(order, null).Count > 0 || string.IsNullOrEmpty(toStore)
            || stores.Contains("")
            ? [""]
            : stores;
    }

    /// <summary>Nothing of it would be another here, and a marketplace is told something else.</summary>
    private static bool ConcernsAMarketplaceAlone(Order known, Order newer)
    {
        newer = newer with { CompletedAt = known.CompletedAt };
        return Fingerprints.OfContent(known) != Fingerprints.OfContent(newer)
            && Fingerprints.OfContent(known.WithoutMarketplace()) == Fingerprints.OfContent(newer.WithoutMarketplace());
    }

    private static bool HasStarted(OrderProcess process) =>
        process.StepsIn(SystemName).Any(step => step.Status == StepStatus.Done);

    private Goods? GoodsOf(Order order) => Goods.Of(order, invoicing, retailPro, stores?.Invoke() ?? StoreDirectory.Empty);

    private ElectionPolicy ElectionOf(Order order) => invoicing.PolicyOf(order.SalesChannel).Election ?? invoicing.Election;

    private bool IsLeftAlone(Order order) =>
        IsSendSale(order) && invoicing.PolicyOf(order.SalesChannel).SendSale == SendSalePolicy.Off;

    private bool IsSendSale(Order order) => SalesChannels.KindOf(order.SalesChannel, invoicing) == ChannelKind.SendSale;

    private static Step Waiting(StepKey key, string name, StepPhase phase, string? store, string? toStore) =>
        new() { Key = key, Name = name, Phase = phase, Store = store, ToStore = toStore, Status = StepStatus.Waiting, Attempt = 0 };
}

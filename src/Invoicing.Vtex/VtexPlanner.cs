using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Vtex;

/// <summary>
/// What VTEX is told of an order that came from there: that it is being handled, at once; of each invoice, when the order is invoiced;
/// then it is asked whether it takes the order for invoiced; and of what the OMS says later, of parcels and returns. Where the OMS has not
/// said where the invoice goes, VTEX is asked before the invoice is made.
/// </summary>
/// <param name="zone">Of times without an offset.</param>
internal class VtexPlanner(VtexSettings settings, TimeZoneInfo zone) : IStepPlanner
{
    public const string SystemName = "vtex";

    public string Name => SystemName;

    public string DisplayName => "VTEX";

    public SystemPlan Plan(PlanRequest request)
    {
        var process = request.Process;
        if (!request.IsReady || process.Content.Vtex is null)
        {
            return new(null, null, []);
        }

        var (account, orderId) = VtexParts.OrderOf(process, settings);
        var steps = new List<Step> { Waiting(VtexSteps.HandlingOf(account, orderId), []) with { Phase = StepPhase.Prepare } };
        var (erp, data) = (InvoiceOf(process), VtexData.Of(process));
        var billing = VtexSteps.BillingOf(account, orderId);
        var lacksAddress = VtexBilling.IsMissing(process.Content);
        var known = lacksAddress && data.Personal?.Source == billing.Number ? data.Personal : null;
        // Once the invoice is on its way, it is too late.
        if (lacksAddress && known is null && erp is { WaitsForOthers: true })
        {
            steps.Add(Waiting(billing, []) with { Phase = StepPhase.Gather });
        }

        // Numbers that were planned stay: a setting that changed since must not tell VTEX of the same invoice twice.
        List<VtexDocument> documents = request.Anew || !Invoices(process).Any()
            ? erp is null or { Status: StepStatus.Done } ? [.. VtexParts.Of(process, settings).Select(part => part.Document)] : []
            : [.. Invoices(process).Select(step => VtexDocument.Parse(step.Key.Number!))];
        if (documents.Count > 0)
        {
            string[] before = erp is null ? [steps[0].Name] : [steps[0].Name, erp.Name];
            foreach (var document in documents)
            {
                var step = Waiting(document.Step(VtexSteps.Invoice), before);
                steps.Add(step);
                before = [step.Name];
            }

            steps.Add(Waiting(documents[^1].Step(VtexSteps.Invoiced), before));
            steps.AddRange(Updates(data, documents));
        }

        return new(null, null, steps) { Enriched = known?.Complete(process.Content) };
    }

    public SystemData? Keep(OrderProcess process, Step step, string found) =>
        (VtexData.Of(process) with
        {
            Personal = JsonSerializer.Deserialize(found, VtexDataJson.Default.VtexBilling)! with { Source = step.Key.Number },
        }).Stored();

    public TakenUpdate? Take(OrderProcess process, OrderUpdated update)
    {
        if (process.Content.Vtex is null)
        {
            return null;
        }

        var data = VtexData.Of(process);
        var read = new VtexUpdates(update, process.OrderNo, zone);
        return update.Kind switch
        {
            UpdateKind.ShipmentTracked => Take(process, data, read.Parcel()),
            UpdateKind.TrackingEventOccurred => Take(process, data, read.Event()),
            UpdateKind.OrderReturned => Take(process, data, read.Return(
                VtexParts.OrderOf(process, settings).Account, settings.Accounts.GetValueOrDefault(process.Content.Vtex.Account ?? ""))),
            _ => null,
        };
    }

    /// <summary>
    /// What VTEX was told of an invoice stays; that an order is being handled holds whatever its newer content is. Content that says
    /// nothing of VTEX any more must not keep an invoice from it without a word.
    /// </summary>
    public bool MayTakeOver(OrderProcess process, Order newer) => !Invoices(process).Any(step => step.Status == StepStatus.Done)
        && (newer.Vtex is not null || process.Content.Vtex is null);

    public bool IsOutdated(OrderProcess process)
    {
        var invoices = Invoices(process).ToList();
        return invoices.Count > 0 && invoices.All(step => step.Status != StepStatus.Done)
            && !invoices.Select(step => step.Key.Number).SequenceEqual(
                VtexParts.Of(process, settings).Select(part => part.Document.ToString()));
    }

    public IEnumerable<OrderDifference> Differences(OrderProcess process)
    {
        var told = Invoices(process).ToList();
        if (process.Content.Vtex is null || told.Count == 0 || InvoiceOf(process) is { Status: not StepStatus.Done })
        {
            yield break;
        }

        if (told.Find(step => step.Status != StepStatus.Done) is { } open)
        {
            yield return new(
                DifferenceKind.MarketplaceNotTold,
                $"VTEX was not told of the invoice {VtexDocument.Parse(open.Key.Number!).InvoiceNumber}.")
                { Step = open.Name, IsOfUnfinished = true };
            yield break;
        }

        var parts = VtexParts.Of(process, settings);
        if (!told.Select(step => step.Key.Number).SequenceEqual(parts.Select(part => part.Document.ToString())))
        {
            yield return new(
                DifferenceKind.MarketplaceDiffers,
                $"VTEX was told of the invoices {Numbers(told.Select(step => VtexDocument.Parse(step.Key.Number!)))}; the order has "
                    + $"{Numbers(parts.Select(part => part.Document))}.");
        }
        else if (parts.FirstOrDefault(part => part.Cents is null or < 0) is { } part)
        {
            yield return new(
                DifferenceKind.MarketplaceDiffers,
                "The invoices do not add up to the order: "
                    + ErrorText.Invariant($"{part.Document.InvoiceNumber} is worth {part.Cents / 100m:0.00}."));
        }

        static string Numbers(IEnumerable<VtexDocument> documents) =>
            string.Join(", ", documents.Select(document => document.InvoiceNumber));
    }

    /// <summary>The step that makes the invoice; null: no system of this program does.</summary>
    public static Step? InvoiceOf(OrderProcess process) => process.Steps.FirstOrDefault(step => step.Phase == StepPhase.Invoice);

    /// <summary>Of the invoices that VTEX is told of, the one with this number; of one that names none the only one.</summary>
    public static VtexDocument? DocumentOf(IReadOnlyList<VtexDocument> documents, string? invoiceNumber) => invoiceNumber is null
        ? documents is [var only] ? only : null
        : documents.Where(document => document.InvoiceNumber == invoiceNumber).Select(document => (VtexDocument?)document).FirstOrDefault();

    public static IEnumerable<Step> Invoices(OrderProcess process) =>
        process.StepsIn(SystemName).Where(step => step.Key.Operation == VtexSteps.Invoice);

    /// <summary>A parcel of an invoice that there is not has a step, too: with it people are told.</summary>
    private static IEnumerable<Step> Updates(VtexData data, List<VtexDocument> documents)
    {
        foreach (var parcel in data.Parcels)
        {
            var document = DocumentOf(documents, parcel.InvoiceNumber) ?? documents[^1];
            yield return Later(VtexSteps.TrackingOf(documents[0], parcel), [document.Step(VtexSteps.Invoice)]);
        }

        foreach (var (place, happened) in data.Events.Index())
        {
            // Of a parcel that is not known yet it waits in its turn, so that people are told if there never is one.
            var parcel = data.ParcelOf(happened);
            var after = parcel is null ? documents[^1].Step(VtexSteps.Invoice) : VtexSteps.TrackingOf(documents[0], parcel);
            // Each call says whether the parcel is delivered: side by side with the delivery it could take that back.
            var before = data.Events.Take(place).Where(earlier =>
                (earlier.DeliveredAt is not null || happened.DeliveredAt is not null)
                && data.ParcelOf(earlier)?.InvoiceNumber == parcel?.InvoiceNumber);
            yield return Later(
                VtexSteps.EventOf(documents[0], happened),
                [after, .. before.Select(earlier => VtexSteps.EventOf(documents[0], earlier))]);
        }

        foreach (var returned in data.Returns)
        {
            yield return Later(VtexSteps.ReturnOf(documents[0], returned), [documents[^1].Step(VtexSteps.Invoiced)]);
        }
    }

    /// <exception cref="UpdateRefusedException">VTEX was told otherwise, or is being told.</exception>
    private static TakenUpdate Take(OrderProcess process, VtexData data, VtexParcel parcel)
    {
        var same = data.Parcels.FirstOrDefault(known =>
            known.TrackingNumber == parcel.TrackingNumber && known.InvoiceNumber == parcel.InvoiceNumber);
        if (same == parcel)
        {
            return new(null);
        }

        if (same is not null && !MayChange(StepOf(process, same)))
        {
            throw new UpdateRefusedException(
                UpdateKind.ShipmentTracked, process.OrderNo,
                $"trackingNumber {parcel.TrackingNumber} was told with another address, courier or time. Change it in VTEX by hand");
        }

        // A parcel may hold goods of two invoices. One that could not be told is meant to be mended by this.
        var instead = same ?? data.Parcels.FirstOrDefault(known =>
            known.TrackingNumber == parcel.TrackingNumber && StepOf(process, known) is { Status: StepStatus.Failed });
        return new(
            (data with { Parcels = [.. data.Parcels.Where(known => known != instead), parcel] }).Stored(),
            instead is null ? null : StepOf(process, instead)?.Name);
    }

    private static TakenUpdate Take(OrderProcess process, VtexData data, VtexParcelEvent happened)
    {
        var same = data.Events.FirstOrDefault(known => known.Id == happened.Id);
        return same == happened || Named(process, VtexSteps.Event, happened.Id) is { Status: StepStatus.Done }
            ? new(null)
            : new(
                (data with { Events = [.. data.Events.Where(known => known != same), happened] }).Stored(),
                Named(process, VtexSteps.Event, happened.Id)?.Name);
    }

    /// <exception cref="UpdateRefusedException">VTEX was told another thing under its number, or may have been.</exception>
    private static TakenUpdate Take(OrderProcess process, VtexData data, VtexReturn returned)
    {
        var same = data.Returns.FirstOrDefault(known => known.ReturnNo == returned.ReturnNo);
        if (same?.IsLike(returned) == true)
        {
            return new(null);
        }

        if (same is not null && !MayChange(Named(process, VtexSteps.Return, returned.ReturnNo)))
        {
            throw new UpdateRefusedException(
                UpdateKind.OrderReturned, process.OrderNo,
                $"returnNo {returned.ReturnNo} is known with other items or another value. A further return needs a number of its own");
        }

        // VTEX shows a return seconds after it was told of it: two at once would both pass the look at its order.
        var others = data.Returns.Where(known => known != same && !HasFailed(Named(process, VtexSteps.Return, known.ReturnNo))).ToList();
        if (TooMuch(process.Content, [.. others, returned]) is { } tooMuch)
        {
            throw new UpdateRefusedException(UpdateKind.OrderReturned, process.OrderNo, tooMuch);
        }

        return new(
            (data with { Returns = [.. data.Returns.Where(known => known != same), returned] }).Stored(),
            Named(process, VtexSteps.Return, returned.ReturnNo)?.Name);
    }

    private static string? TooMuch(Order order, IReadOnlyList<VtexReturn> returns)
    {
        if (VtexParts.CentsOf(order.Total) is { } total && returns.Sum(one => (decimal)one.Cents) > total)
        {
            return ErrorText.Invariant($"value is {returns[^1].Cents / 100m:0.00}, with all returns it is more than the order's ")
                + ErrorText.Invariant($"{total / 100m:0.00}");
        }

        return returns[^1].Lines.Select(line => line.Upc).Distinct()
            .Select(upc => (
                Upc: upc,
                Sold: order.Lines.Where(line => line.Upc == upc).Sum(line => line.Quantity ?? 0),
                Back: returns.SelectMany(one => one.Lines).Where(line => line.Upc == upc).Sum(line => (decimal)line.Quantity)))
            .Where(product => product.Back > product.Sold)
            .Select(product => ErrorText.Invariant(
                $"items has UPC {ErrorText.Quote(product.Upc)}: {product.Back} are to go back with all returns, {product.Sold:0.####} were sold"))
            .FirstOrDefault();
    }

    /// <summary>Nothing of it is under way or told.</summary>
    private static bool MayChange(Step? step) =>
        step is null or { WaitsForOthers: true } or { Status: StepStatus.Deferred, OutcomeUnknown: false } || HasFailed(step);

    private static bool HasFailed(Step? step) => step is { Status: StepStatus.Failed, OutcomeUnknown: false };

    private static Step? StepOf(OrderProcess process, VtexParcel parcel) => Named(
        process,
        VtexSteps.Tracking,
        parcel.InvoiceNumber is { } invoice ? $"{invoice}{VtexDocument.Between}{parcel.TrackingNumber}" : parcel.TrackingNumber);

    private static Step? Named(OrderProcess process, string operation, string number) => process.StepsIn(SystemName).FirstOrDefault(step =>
        step.Key.Operation == operation && step.Key.Number!.EndsWith($"{VtexDocument.Between}{number}", StringComparison.Ordinal));

    private static Step Waiting(StepKey key, IReadOnlyList<string> after) => new()
    {
        Key = key, Name = key.ToString(), Phase = StepPhase.Deliver, After = after, Status = StepStatus.Waiting, Attempt = 0,
    };

    private static Step Later(StepKey key, IEnumerable<StepKey> after) =>
        Waiting(key, [.. after.Select(step => step.ToString())]) with { Phase = StepPhase.FollowUp };
}

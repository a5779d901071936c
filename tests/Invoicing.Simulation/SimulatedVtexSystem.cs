using System.Globalization;
using Invoicing.Process;
using Invoicing.Systems;
using Invoicing.Vtex;

namespace Invoicing.Simulation;

/// <summary>
/// VTEX as an instance reaches it. Plan, request and decision are the program's; its way over HTTP is not here, and what an answer means is
/// said in few words.
/// </summary>
internal sealed class SimulatedVtexSystem(Run run, Instance instance, VtexSettings settings)
    : VtexPlanner(settings, run.Settings.Zone), IInvoicingSystem
{
    private static readonly CallResult s_notSent = new(CallOutcome.NoEffect, "Not sent: its time was over.");

    private readonly VtexSettings _settings = settings;
    private readonly VtexRequests _requests = new(settings, run.Settings.Zone);
    private MissingNumbers _missing = new(instance.Clock);
    private int _life;

    private Vtex There => run.Vtex!;

    public TimeSpan CallTimeout => _settings.CallTimeout;

    public TimeSpan CallMargin => _settings.CallMargin;

    public DuplicateHandling DuplicatesOf(StepKey step) => step.Operation switch
    {
        VtexSteps.Event when run.Options.Bug == PlantedBug.EventRepeatedBlindly => new(false, false, AreHarmless: true),
        VtexSteps.Invoice or VtexSteps.Event or VtexSteps.Return => new(AreRefused: false, CanBeAsked: true),
        _ => new(false, false, AreHarmless: true),
    };

    public string NumberOf(string orderNo, StepKey step) =>
        step.Operation is VtexSteps.StartHandling or VtexSteps.Billing or VtexSteps.Tracking or VtexSteps.Event
            ? $"{step.Number}{VtexDocument.Between}{orderNo}"
            : step.Number!;

    public Prepared Prepare(StepKey step, OrderProcess process) => _requests.Prepare(step, process);

    public async Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline)
    {
        var request = VtexRequest.Parse(body);
        var (isAnswered, order) = step.Operation == VtexSteps.Return && run.Options.Bug == PlantedBug.ReturnWithoutALook
            ? (true, There.Show(KeyOf(request)))
            : await Look(step, request, deadline.Left);
        if (order is null)
        {
            return isAnswered ? new(CallOutcome.Refused, $"VTEX has no order {request.OrderId}.") : new(CallOutcome.NoEffect, "No answer.");
        }

        return step.Operation switch
        {
            VtexSteps.Invoiced => VtexCalls.Poll(request, order, _settings.StuckAfter, instance.Clock.GetUtcNow()),
            VtexSteps.Invoice or VtexSteps.Return => await Tell(step, request, order, deadline),
            VtexSteps.Billing => VtexCalls.Billing(order),
            VtexSteps.Tracking or VtexSteps.Event => await Update(step, request, order, deadline),
            _ when VtexStatuses.IsHandled(order) => new(CallOutcome.Done, "Handled."),
            _ when VtexStatuses.IsCancelled(order.Status) => new(CallOutcome.Refused, VtexStatuses.CancelledText(order)),
            _ when order.Status != VtexStatuses.ReadyForHandling => new(CallOutcome.NoEffect, $"Not ready ({order.Status})."),
            _ => await Exchange(answer => There.StartHandling(KeyOf(request), answer), deadline.Left) == 204
                ? new(CallOutcome.Done, "Handling has begun.")
                : new(CallOutcome.NoEffect, "Handling has perhaps not begun."),
        };
    }

    public async Task<LookupResult> Lookup(StepKey step, string number, string body)
    {
        var request = VtexRequest.Parse(body);
        var (_, order) = await Look(step, request, _settings.CallTimeout / 2);
        if (_life != instance.Life)
        {
            // What a process has seen is gone with it.
            _missing = new(instance.Clock);
            _life = instance.Life;
        }

        if (order is null)
        {
            return LookupOutcome.NoAnswer;
        }

        var type = step.Operation == VtexSteps.Return ? VtexPackage.Return : VtexPackage.Sale;
        var missing = type == VtexPackage.Return && run.Options.Bug != PlantedBug.ReturnRepeated
            ? LookupOutcome.NeedsPerson
            : LookupOutcome.Missing;
        if (order.PackageNumbered(request.InvoiceNumber!, type) is { } package
            && (request.Event is not { } happened || package.Shows(happened)))
        {
            _missing.Found(number);
            return request.Event is not null || (package.IsOf(type) && package.InvoiceValue == request.Value)
                ? LookupOutcome.Exists
                : missing;
        }

        var patience = run.Options.Bug == PlantedBug.VtexLooksOnce ? TimeSpan.Zero : _settings.Patience;
        return _missing.MayStillShow(number, patience) ? LookupOutcome.NotYet : missing;
    }

    private async Task<CallResult> Update(StepKey step, VtexRequest request, VtexOrder order, CallDeadline deadline)
    {
        if (VtexStatuses.IsCancelled(order.Status))
        {
            return new(CallOutcome.Refused, VtexStatuses.CancelledText(order));
        }

        if (order.PackageNumbered(request.InvoiceNumber!) is not { } package)
        {
            return new(CallOutcome.NoEffect, "It does not show yet.", RetryAfter: _settings.Patience);
        }

        if (request.Event is { } happened && (!happened.HasParcel || string.IsNullOrEmpty(package.TrackingNumber)))
        {
            return new(CallOutcome.NoEffect, "The event waits for its parcel.");
        }

        if (request.Event is { } shown ? package.Shows(shown) && run.Options.Bug != PlantedBug.EventRepeatedBlindly
            : package.Shows(request.Parcel!))
        {
            return new(CallOutcome.Done, "It shows.");
        }

        if (deadline.IsOver)
        {
            return s_notSent;
        }

        var (key, number, ends) = (KeyOf(request), request.InvoiceNumber!, run.Scheduler.Now + deadline.Left);
        var delivered = request.Event?.DeliveredDate ?? (package.CourierStatus is { Finished: true } known ? known.DeliveredDate : null);
        return Meaning(await Exchange(
            answer =>
            {
                if (request.Event is { } told)
                {
                    There.AddEvent(key, number, told, delivered, ends, answer);
                }
                else
                {
                    There.Track(key, number, request.Parcel!, ends, answer);
                }
            },
            deadline.Left));
    }

    private async Task<CallResult> Tell(StepKey step, VtexRequest request, VtexOrder order, CallDeadline deadline)
    {
        var isReturn = step.Operation == VtexSteps.Return;
        // Whoever tells without looking sees what was ordered, and nothing of what was told.
        var seen = run.Options.Bug == PlantedBug.VtexToldWithoutALook
            ? order with { PackageAttachment = null, Status = "handling" }
            : order;
        var account = _settings.Accounts[request.Account];
        var decision = isReturn ? VtexInvoice.DecideReturn(request, seen, account) : VtexInvoice.Decide(request, seen, account);
        if (decision.Result is { } result)
        {
            return result;
        }

        var body = decision.Body!.Value;
        var invoice = new ToldInvoice(
            body.GetProperty("type").GetString()!,
            KeyOf(request),
            body.GetProperty("invoiceNumber").GetString()!,
            long.Parse(body.GetProperty("invoiceValue").GetString()!, CultureInfo.InvariantCulture),
            [.. body.GetProperty("items").EnumerateArray()
                .Select(item => (item.GetProperty("id").GetString()!, item.GetProperty("quantity").GetInt32()))],
            default);
        await instance.Delay(TimeSpan.FromMilliseconds(run.Scheduler.Chance(0.02) ? run.Scheduler.Random.Next(25_000) : 1));
        if (deadline.IsOver)
        {
            return s_notSent;
        }

        var ends = run.Scheduler.Now + deadline.Left;
        if (isReturn)
        {
            run.Checker.SendsReturn(step.Number!);
        }

        var told = Meaning(await Exchange(answer => There.Tell(invoice, ends, answer), deadline.Left));
        if (told.Outcome is CallOutcome.NoEffect or CallOutcome.Refused)
        {
            run.Checker.KnowsThatReturnIsNotThere(step.Number!);
        }

        return told;
    }

    private CallResult Meaning(int status) => status switch
    {
        200 => new(CallOutcome.Done, "Told.", 200, DocumentNo: "R"),
        400 or 404 => new(CallOutcome.Refused, "VTEX refuses it."),
        429 => new(CallOutcome.NoEffect, "VTEX asks for fewer calls.", RetryAfter: _settings.Patience),
        _ => new(CallOutcome.Unknown, "No clear answer."),
    };

    private async Task<(bool IsAnswered, VtexOrder? Order)> Look(StepKey step, VtexRequest request, TimeSpan left)
    {
        var answered = new TaskCompletionSource<(bool, VtexOrder?)>();
        var back = instance.InThisLife();
        There.Look(KeyOf(request), order => back(TimeSpan.Zero, () =>
        {
            run.Checker.Looks(step.Number!);
            answered.TrySetResult((true, order));
        }));
        instance.In(left, () => answered.TrySetResult((false, null)));
        return await answered.Task;
    }

    private async Task<int> Exchange(Action<Action<int>> send, TimeSpan left)
    {
        var answered = new TaskCompletionSource<int>();
        var back = instance.InThisLife();
        send(status => back(TimeSpan.Zero, () => answered.TrySetResult(status)));
        instance.In(left, () => answered.TrySetResult(0));
        return await answered.Task;
    }

    private static string KeyOf(VtexRequest request) => $"{request.Account}/{request.OrderId}";
}

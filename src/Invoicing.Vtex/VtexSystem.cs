using System.Collections.Concurrent;
using Invoicing.Process;
using Invoicing.Systems;
using Invoicing.Systems.Http;
using Microsoft.Extensions.Options;
using Polly.Registry;

namespace Invoicing.Vtex;

/// <summary>
/// VTEX: the order is looked at before every call, and what is sent follows from what it says. Nothing here touches the invoice itself.
/// </summary>
internal sealed class VtexSystem(
    IOptions<VtexSettings> options,
    IOptions<InvoicingSettings> invoicing,
    ResiliencePipelineProvider<string> pipelines,
    TimeProvider clock)
    : VtexPlanner(options.Value, invoicing.Value.Zone), IInvoicingSystem, IDisposable
{
    private readonly VtexSettings _settings = options.Value;
    private readonly VtexRequests _requests = new(options.Value, invoicing.Value.Zone);
    private readonly ConcurrentDictionary<string, VtexAccount> _accounts = new();

    private readonly MissingNumbers _missing = new(clock);

    public TimeSpan CallTimeout => _settings.CallTimeout;

    public TimeSpan CallMargin => _settings.CallMargin;

    /// <summary>
    /// A question has no effect, handling begins once however often it is asked for, and a parcel has one tracking number. An event is
    /// shown to the customer as often as it is told, and a return gives money back: one that is not found is a person's to judge.
    /// </summary>
    public DuplicateHandling DuplicatesOf(StepKey step) => step.Operation switch
    {
        VtexSteps.Invoice or VtexSteps.Event or VtexSteps.Return => new(AreRefused: false, CanBeAsked: true),
        _ => new(AreRefused: false, CanBeAsked: false, AreHarmless: true),
    };

    /// <summary>Several orders of the OMS may be one in VTEX, and then say the same of it.</summary>
    public string NumberOf(string orderNo, StepKey step) =>
        step.Operation is VtexSteps.StartHandling or VtexSteps.Billing or VtexSteps.Tracking or VtexSteps.Event
            ? $"{step.Number}{VtexDocument.Between}{orderNo}"
            : step.Number!;

    public Prepared Prepare(StepKey step, OrderProcess process) => _requests.Prepare(step, process);

    public async Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline)
    {
        var request = VtexRequest.Parse(body);
        var account = Account(request.Account);
        var (order, trouble) = await VtexCalls.Look(account, request, deadline.Left);
        return trouble ?? step.Operation switch
        {
            VtexSteps.StartHandling => await VtexCalls.StartHandling(account, request, order!, deadline),
            VtexSteps.Invoice => await VtexCalls.Invoice(account, request, order!, deadline),
            VtexSteps.Billing => VtexCalls.Billing(order!),
            VtexSteps.Tracking => await VtexCalls.Track(account, request, order!, deadline),
            VtexSteps.Event => await VtexCalls.AddEvent(account, request, order!, deadline),
            VtexSteps.Return => await VtexCalls.Return(account, request, order!, deadline),
            VtexSteps.Invoiced => VtexCalls.Poll(request, order!, _settings.StuckAfter, clock.GetUtcNow()),
            _ => throw new InvalidOperationException($"VTEX has no step {step}."),
        };
    }

    public async Task<LookupResult> Lookup(StepKey step, string number, string body)
    {
        if (body.Length == 0)
        {
            return LookupOutcome.NoAnswer;
        }

        var request = VtexRequest.Parse(body);
        var (order, trouble) = await VtexCalls.Look(Account(request.Account), request, _settings.CallTimeout / 2);
        if (order is null)
        {
            return trouble!.Outcome == CallOutcome.CredentialsRefused ? LookupOutcome.CredentialsRefused : LookupOutcome.NoAnswer;
        }

        var (type, missing) = step.Operation == VtexSteps.Return
            ? (VtexPackage.Return, LookupOutcome.NeedsPerson)
            : (VtexPackage.Sale, LookupOutcome.Missing);
        if (order.PackageNumbered(request.InvoiceNumber!, type) is { } package
            && (request.Event is not { } happened || package.Shows(happened)))
        {
            _missing.Found(number);
            // Of one with another value the call that follows tells, without sending anything.
            return request.Event is not null || (package.IsOf(type) && package.InvoiceValue == request.Value)
                ? LookupOutcome.Exists
                : missing;
        }

        return _missing.MayStillShow(number, _settings.Patience) ? LookupOutcome.NotYet : missing;
    }

    /// <summary>What is wrong with each account, by its name; an account that answers as it should is absent.</summary>
    public async Task<IReadOnlyList<string>> Check(CancellationToken ct)
    {
        var problems = new List<string>();
        foreach (var name in _settings.Accounts.Keys)
        {
            ct.ThrowIfCancellationRequested();
            if (await VtexCalls.Check(Account(name), _settings.CallTimeout) is { } trouble)
            {
                problems.Add($"{name}: {trouble.Message}");
            }
        }

        return problems;
    }

    public void Dispose()
    {
        foreach (var account in _accounts.Values)
        {
            account.Dispose();
        }
    }

    /// <summary>One for all its calls about orders, so that all of them wait when VTEX asks for fewer.</summary>
    /// <param name="forEvents">For those about feed and hook, which wait by themselves.</param>
    internal VtexAccount Account(string name, bool forEvents = false) => _accounts.GetOrAdd(forEvents ? $"{name}/events" : name, _ => new(
        name, _settings.Accounts[name], _settings.Patience, pipelines.GetPipeline<HttpAttempt>(VtexPipelines.NameOf(name)), clock));
}

using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Logging.Abstractions;

namespace Invoicing.Tests.Systems;

/// <summary>A system of one step, <c>invoice</c>, which says what it is told to.</summary>
internal sealed class FakeSystem : IInvoicingSystem
{
    public string Name => "fake";

    public string DisplayName => "Fake";

    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public TimeSpan CallMargin { get; init; } = TimeSpan.FromSeconds(5);

    public DuplicateHandling Duplicates { get; init; }

    public Prepared Request { get; init; } = new("{}", [], []);

    public bool WasPlannedOtherwise { get; init; }

    public CallResult Answer { get; init; } = new(CallOutcome.Done, "");

    public LookupOutcome Found { get; init; } = LookupOutcome.NoAnswer;

    /// <summary>Calls that were made.</summary>
    public int Calls { get; private set; }

    /// <summary>Times it was asked for a document.</summary>
    public int Questions { get; private set; }

    public static StepCommand Command(string? number = null, int attempt = 1) => new(
        "1042", new("fake", number is null ? "invoice" : "slip", number), number is null ? "invoice" : $"slip/{number}", attempt);

    public static StepRunner RunnerOn(
        ICallJournal journal, Func<CancellationToken, ValueTask<BackupRestore?>>? restored = null, InFlightCalls? inFlight = null) =>
        new(
            journal,
            TimeProvider.System,
            restored ?? (_ => default),
            new OpenGate(),
            inFlight ?? new InFlightCalls(),
            NullLogger<StepRunner>.Instance);

    public SystemPlan Plan(PlanRequest request) => throw new NotSupportedException("It is about calls.");

    public bool MayTakeOver(OrderProcess process, Order newer) => false;

    public bool IsOutdated(OrderProcess process) => WasPlannedOtherwise;

    public IReadOnlyList<PlannedRequest> Preview(OrderProcess process) => [];

    public StoreChoice? ChoiceOf(OrderProcess process) => null;

    public IReadOnlyList<StepItem> Items(OrderProcess process, Step step) => [];

    public TimelineEntry Accepted(Step step) => new("accepted");

    public string MayHaveBeenDone(Step step) => "look";

    public DuplicateHandling DuplicatesOf(StepKey step) => Duplicates;

    public bool HasDrawnNumber(StepKey step) => step.Number is not null;

    public string NumberOf(string orderNo, StepKey step) => step.Number ?? orderNo;

    public Prepared Prepare(StepKey step, OrderProcess process) => Request;

    public Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline)
    {
        Calls++;
        return Task.FromResult(Answer);
    }

    public Task<LookupResult> Lookup(StepKey step, string number, string body)
    {
        Questions++;
        return Task.FromResult<LookupResult>(Found);
    }
}

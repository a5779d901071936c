using Invoicing.Process;

namespace Invoicing.Systems;

/// <summary>
/// A system in which orders are invoiced, or which is told of it. It says which steps an order needs (<see cref="IStepPlanner"/>), builds
/// their requests, makes the calls, and can perhaps be asked what became of one. All else is done for it: claims, repetition, back-off,
/// unknown outcomes, failures that people are told of.
/// </summary>
internal interface IInvoicingSystem : IStepPlanner
{
    /// <summary>The longest time for a whole call, waiting for a free place included.</summary>
    TimeSpan CallTimeout { get; }

    /// <summary>Added to <see cref="CallTimeout"/>: only after both may another process take the call for abandoned.</summary>
    TimeSpan CallMargin { get; }

    /// <summary>What is known of a second call under the same number.</summary>
    DuplicateHandling DuplicatesOf(StepKey step);

    /// <summary>What the step makes can be looked at later on; not so of what is told once, such as a mail.</summary>
    bool KeepsDocument(StepKey step) => true;

    /// <summary>
    /// The step's number was drawn from the sequence of the order store, which tells what a restored backup may have forgotten.
    /// </summary>
    bool HasDrawnNumber(StepKey step) => false;

    /// <summary>The number by which the system knows the document: the last part of the call's key in the journal.</summary>
    string NumberOf(string orderNo, StepKey step);

    /// <summary>The request, or every fault of the order's data at once. Pure.</summary>
    Prepared Prepare(StepKey step, OrderProcess process);

    /// <summary>
    /// Makes the call. Never throws for what the system or the network does, never repeats it, and ends by its own time-out.
    /// </summary>
    /// <param name="body">As it was prepared.</param>
    Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline);

    /// <summary>Asks whether the system has the document; only where <see cref="DuplicateHandling.CanBeAsked"/>.</summary>
    /// <param name="body">What would be sent if it has not; empty: it cannot be built any more, and not every system needs it.</param>
    Task<LookupResult> Lookup(StepKey step, string number, string body);
}

/// <param name="AreRefused">The system refuses a second document of the same number.</param>
/// <param name="CanBeAsked">It can be asked whether it has a number.</param>
/// <param name="AreHarmless">A call may be made as often as one likes: one of unknown outcome leaves nothing in doubt.</param>
internal readonly record struct DuplicateHandling(bool AreRefused, bool CanBeAsked, bool AreHarmless = false)
{
    /// <summary>A call of unknown outcome may be followed up without a person.</summary>
    public bool MayRepeat => AreRefused || CanBeAsked || AreHarmless;

    /// <summary>Not before the earlier call's deadline: the system may not know yet what it is still at.</summary>
    public bool MustWait => CanBeAsked && !AreRefused;
}

using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;

namespace Invoicing.Reconciliation;

/// <summary>Asks systems whether they have what they have accepted, as far as they can be asked. Changes nothing.</summary>
internal sealed class SystemQuestions(IReadOnlyList<IInvoicingSystem> systems, DateTimeOffset now)
{
    /// <summary>What is not shown so long after it was accepted is not there.</summary>
    private static readonly TimeSpan s_shownAfter = TimeSpan.FromMinutes(5);

    private const int AtATime = 8;

    // A system that is down is not asked a million times.
    private const int MostUnanswered = 20;

    private readonly Dictionary<string, Tally> _tallies = systems.ToDictionary(system => system.Name, _ => new Tally());

    /// <summary>What was not asked, or not answered.</summary>
    public IEnumerable<string> Remarks => systems
        .Select(system => (system.DisplayName, Tally: _tallies[system.Name]))
        .SelectMany(asked => new[]
        {
            asked.Tally switch
            {
                { IsOver: true } => ErrorText.Invariant(
                    $"{asked.DisplayName} was not asked to the end: {MostUnanswered} questions in a row had no clear answer."),
                { Unanswered: > 0 and var unanswered } => ErrorText.Invariant(
                    $"{asked.DisplayName} gave no clear answer about {unanswered} documents."),
                _ => null,
            },
            asked.Tally.CannotBeAsked == 0 ? null : ErrorText.Invariant(
                $"{asked.DisplayName} cannot be asked about {asked.Tally.CannotBeAsked} documents: no setting says how, or their ")
                + "data is erased.",
        }).OfType<string>();

    public async Task<SystemAnswers> Ask(IReadOnlyList<OrderProcess> orders, CancellationToken ct)
    {
        var answers = new SystemAnswers();
        foreach (var system in systems)
        {
            var tally = _tallies[system.Name];
            var steps = orders.SelectMany(order => order.StepsIn(system.Name).Select(step => (Order: order, Step: step)))
                .Where(one => one.Step.Status == StepStatus.Done && !one.Step.Phase.MakesNothing() && system.KeepsDocument(one.Step.Key));
            var atATime = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = ct };
            await Parallel.ForEachAsync(steps, atATime, async (one, _) =>
            {
                if (tally.IsOver)
                {
                    return;
                }

                if (!system.DuplicatesOf(one.Step.Key).CanBeAsked)
                {
                    tally.AddNotAsked();
                    return;
                }

                var body = system.Prepare(one.Step.Key, one.Order).Body;
                var found = await system.Lookup(one.Step.Key, system.NumberOf(one.Order.OrderNo, one.Step.Key), body ?? "");
                // A system that is asked for the first time may say that it will still come.
                found = found.Outcome == LookupOutcome.NotYet && now - one.Step.DoneAt > s_shownAfter
                    ? found with { Outcome = LookupOutcome.Missing } : found;
                tally.Add(found.Outcome is LookupOutcome.Exists or LookupOutcome.Missing or LookupOutcome.NeedsPerson
                    or LookupOutcome.Refused);
                answers.Add(one.Order, Judge(system, one.Step, found));
            });
        }

        return answers;
    }

    private static OrderDifference? Judge(IInvoicingSystem system, Step step, LookupResult found) => found switch
    {
        { Outcome: LookupOutcome.Missing or LookupOutcome.NeedsPerson } => new(
            DifferenceKind.NotInSystem,
            $"{system.DisplayName} has accepted the step {step.Name}, and says now that it has no such document.") { Step = step.Name },
        { Outcome: LookupOutcome.Refused, Message: var message } => new(
            DifferenceKind.NotInSystem, $"{system.DisplayName} has accepted the step {step.Name}, and shows another thing now: {message}")
            { Step = step.Name },
        { Outcome: LookupOutcome.Exists, IsReceived: false } => new(
            DifferenceKind.SlipNotReceived,
            $"{system.DisplayName} has the step {step.Name}; store {step.ToStore} has not received it.") { Step = step.Name },
        _ => null,
    };

    private sealed class Tally
    {
        private int _inARow;
        private int _unanswered;
        private int _cannotBeAsked;

        public int Unanswered => _unanswered;

        public int CannotBeAsked => _cannotBeAsked;

        public bool IsOver { get; private set; }

        public void AddNotAsked() => Interlocked.Increment(ref _cannotBeAsked);

        public void Add(bool isAnswered)
        {
            if (isAnswered)
            {
                Interlocked.Exchange(ref _inARow, 0);
                return;
            }

            Interlocked.Increment(ref _unanswered);
            IsOver |= Interlocked.Increment(ref _inARow) >= MostUnanswered;
        }
    }
}

/// <summary>What systems said of orders.</summary>
internal sealed class SystemAnswers
{
    private readonly Dictionary<Guid, List<OrderDifference>> _found = [];

    public int Asked { get; private set; }

    /// <param name="difference">Null: it is there.</param>
    public void Add(OrderProcess order, OrderDifference? difference)
    {
        lock (_found)
        {
            Asked++;
            if (difference is not null)
            {
                (_found.TryGetValue(order.Id, out var known) ? known : _found[order.Id] = []).Add(difference);
            }
        }
    }

    public IReadOnlyList<OrderDifference> Of(OrderProcess order) => _found.GetValueOrDefault(order.Id) ?? [];
}

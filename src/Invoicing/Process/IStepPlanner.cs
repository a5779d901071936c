using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>What a system has to say to the rules: which steps an order needs there. Pure.</summary>
internal interface IStepPlanner
{
    /// <summary>First part of the keys of its steps, such as <c>retailpro</c>.</summary>
    string Name { get; }

    /// <summary>What people call it: a name, which may begin a sentence.</summary>
    string DisplayName { get; }

    /// <summary>Orders of this sales channel go through this system alone, unless a route of the settings says otherwise.</summary>
    string? Channel => null;

    /// <summary>
    /// Every step that the order needs, as far as its content and the steps that are done tell. It is asked when content is taken over and
    /// again when a step was accepted; steps that the order has already stay as they are.
    /// </summary>
    SystemPlan Plan(PlanRequest request);

    /// <summary>Takes in what a step has found out.</summary>
    /// <returns>What the system keeps with the order from now on; its plan may enrich the order's content with it.</returns>
    SystemData? Keep(OrderProcess process, Step step, string found) => null;

    /// <summary>Takes in what the OMS says of an order that goes through this system.</summary>
    /// <returns>Null: it is not told of such things, or not of this order.</returns>
    /// <exception cref="UpdateRefusedException">It cannot be told as it is.</exception>
    TakenUpdate? Take(OrderProcess process, OrderUpdated update) => null;

    /// <summary>Takes in what this system is asked to do besides.</summary>
    /// <returns>Null: it is not asked for such things, or not now.</returns>
    /// <exception cref="CommandRefusedException">It cannot be done as it is asked for.</exception>
    TakenUpdate? Take(OrderProcess process, AskForMore asked) => null;

    /// <summary>
    /// Some steps are done: whether newer content may still be taken over, without contradicting any of them. Unless told otherwise, as
    /// long as none is done in this system.
    /// </summary>
    bool MayTakeOver(OrderProcess process, Order newer) =>
        !process.StepsIn(Name).Any(step => step.Status == StepStatus.Done);

    /// <summary>None of its steps is done yet, and the settings would make others of the order now.</summary>
    bool IsOutdated(OrderProcess process) => false;

    /// <summary>What would be sent for an order as it stands, all its steps prepared; built as it is when they are carried out.</summary>
    IReadOnlyList<PlannedRequest> Preview(OrderProcess process) => [];

    /// <summary>Whether what a step was refused may have been done by a person in another way, so that the order can go on without it.</summary>
    bool MayBeDoneByHand(Step step) => false;

    /// <summary>What was done here that a dismissal of the order leaves for a person to settle, in sentences; null: nothing.</summary>
    string? LeftBehind(OrderProcess process) => null;

    /// <summary>The number by which people know the order in this system, free of personal data; null: the one that it has here.</summary>
    string? OrderNumberOf(OrderProcess process) => null;

    /// <summary>Why the order's store is the one it is; null: this system has not chosen it.</summary>
    StoreChoice? ChoiceOf(OrderProcess process) => null;

    /// <summary>The goods that a step of this system moves; none of other steps.</summary>
    IReadOnlyList<StepItem> Items(OrderProcess process, Step step) => [];

    /// <summary>The keys under which the journal would have a document of this number, where the number is known before the call.</summary>
    IReadOnlyList<string> KeysFor(string number) => [];

    /// <summary>
    /// What of an order is not as it should be in this system, as far as its row tells: of an order that is invoiced, whatever its state.
    /// </summary>
    IEnumerable<OrderDifference> Differences(OrderProcess process) => [];

    /// <summary>The code under which this system knows a store of the OMS; null: it does not know it.</summary>
    string? StoreCodeOf(string written) => null;

    /// <summary>What the timeline says of an accepted step.</summary>
    TimelineEntry Accepted(Step step) =>
        TimelineEntry.Of($"accepted by {DisplayName}", ("step", step.Name), ("documentNo", step.DocumentNo));

    /// <summary>
    /// Why nobody can tell whether a step with a new number was done before under another one: a restored backup may have lost that.
    /// </summary>
    string MayHaveBeenDone(Step step) =>
        "The database was restored from a backup. Since then this order may have got the step under a number that is lost: "
        + $"look for it in {DisplayName}.";
}

/// <param name="Anew">
/// From the content, as nothing that stands in the way is done; else what was planned stays, and more may follow from it.
/// </param>
/// <param name="IsReady">Every item is settled, and at least one was not cancelled: else there are no steps yet.</param>
internal sealed record PlanRequest(OrderProcess Process, bool Anew, bool IsReady, NumberPool Numbers);

/// <param name="Data">What the system keeps with the order; null: nothing, or what it has kept already.</param>
/// <param name="Store">The store that invoices the order or has sold it; null: not known, or not this system's business.</param>
/// <param name="Steps">
/// Of those that are new, with status <see cref="StepStatus.Waiting"/>, each named by its key (Retail Pro's have older names). Steps that
/// they come after must be planned, by this system or by one before it.
/// </param>
internal sealed record SystemPlan(SystemData? Data, string? Store, IReadOnlyList<Step> Steps)
{
    /// <summary>The content with what the OMS has not said of it; null: nothing was asked.</summary>
    public Order? Enriched { get; init; }
}

/// <summary>What a system makes of an update: the steps that follow from it are planned from its data.</summary>
/// <param name="Data">What it keeps with the order from now on; null: it was known already.</param>
/// <param name="Instead">An earlier step that what follows takes the place of, if it has failed; null: none.</param>
internal sealed record TakenUpdate(SystemData? Data, string? Instead = null);

/// <param name="Reason">Null: none was elected, and there is nothing else to say of it.</param>
/// <param name="HasSold">It has sold the order, and was not elected.</param>
internal sealed record StoreChoice(string? Reason, bool HasSold);

/// <summary>One product that a step moves, with all its units.</summary>
internal sealed record StepItem(string Upc, decimal Quantity);

/// <summary>
/// Unused numbers from a stored sequence. A decision that wants more than there are is made once more with as many: what it came to is
/// dropped.
/// </summary>
internal sealed class NumberPool(IReadOnlyList<string> numbers)
{
    private int _taken;

    /// <summary>How many more were wanted than there are.</summary>
    public int Missing => Math.Max(0, _taken - numbers.Count);

    public int Taken => _taken;

    public string Next() => _taken++ < numbers.Count ? numbers[_taken - 1] : $"?{_taken}";

    /// <summary>Whether it was taken for this decision: no call can have been made under it.</summary>
    public bool HasGiven(string? number) => number is not null && numbers.Take(_taken).Contains(number);
}

internal static class OrderNumbersElsewhere
{
    /// <summary>The systems in which people know the order by another number, each with that number.</summary>
    public static IEnumerable<(IStepPlanner System, string Number)> NumbersOf(
        this IReadOnlyList<IStepPlanner> systems, OrderProcess process)
    {
        foreach (var system in systems)
        {
            if (system.OrderNumberOf(process) is { } number)
            {
                yield return (system, number);
            }
        }
    }

    /// <summary>Such a number in a message for people.</summary>
    public static string TellNumber(this IStepPlanner system, string number) => $"Its number in {system.DisplayName} is {number}.";
}

namespace Invoicing.ErrorQueues;

/// <summary>
/// Which messages go back next, and which are left: those whose cause is mended go, wherever they lie, and a cause that is not mended costs
/// a handful of calls. Causes take turns, and each is judged by itself. Pure.
/// </summary>
internal sealed class RetrySchedule
{
    private readonly List<RetryGroup> _groups;
    private int _turn;

    /// <param name="items">All that are chosen, in the order in which they lie.</param>
    public RetrySchedule(IEnumerable<RetryItem> items) => _groups =
    [
        .. items.GroupBy(item => RetryCause.Of(item.Message))
            // Of too few to judge by, those of one kind are judged together.
            .GroupBy(same => same.Count() < RetryGroup.Handful ? same.Key with { Reason = null } : same.Key)
            .Select(cause => new RetryGroup(cause.Key, [.. cause.SelectMany(same => same)])),
    ];

    /// <summary>Causes of which messages remain, because nearly all that were tried have failed again.</summary>
    public IReadOnlyList<RetryGroup> Left => [.. _groups.Where(group => group.IsLeft)];

    /// <summary>Nothing more will go: what is still under way may go well, and others then go on.</summary>
    public bool IsFinished => _groups.TrueForAll(group => group.Remaining == 0 || (group.IsLeft && group.UnderWay == 0));

    /// <returns>So many, or a few more, as the messages of one order stay together; none: not now, or <see cref="IsFinished"/>.</returns>
    public IReadOnlyList<RetryItem> Take(int count)
    {
        var taken = new List<RetryItem>();
        _groups.ForEach(group => group.Count());
        for (var idle = 0; taken.Count < count && idle < _groups.Count; _turn++)
        {
            var group = _groups[_turn % _groups.Count];
            idle = group.MayTry ? 0 : idle + 1;
            if (group.MayTry)
            {
                taken.AddRange(group.Take());
            }
        }

        return taken;
    }
}

/// <summary>
/// Messages with one cause. A few are tried all over it, the first and the last among them; then those go first that lie where messages
/// went well: what was mended in time lies together, as does what is broken for good.
/// </summary>
internal sealed class RetryGroup(RetryCause cause, IReadOnlyList<RetryItem> items)
{
    /// <summary>Fewer failures say nothing of a cause. It is also how many parts are tried first.</summary>
    public const int Handful = 10;

    /// <summary>The newest outcomes, by which it is judged whether nearly all fail.</summary>
    private const int Window = 40;

    /// <summary>So many failures, if they are more than half of all, are enough of a cause.</summary>
    private const int MostFailures = 200;

    private readonly List<Part> _parts = PartsOf(items);
    private readonly List<RetryItem> _tried = [];
    private int _wentWell;
    private int _failed;

    public RetryCause Cause => cause;

    public FailedMessage Example => items[0].Message;

    public int Remaining => items.Count - _tried.Count;

    public int Tried => _tried.Count;

    public int FailedAgain => _tried.Count(item => item.FailedAgain);

    public int UnderWay { get; private set; }

    /// <summary>
    /// Whether what remains is not worth a try: nearly all of the newest have failed again, or very many and more than half of all. A
    /// remainder smaller than a handful is tried, too.
    /// </summary>
    public bool IsLeft { get; private set; }

    /// <summary>
    /// While it is not known what becomes of them, a handful is under way; more of a cause of which messages go well, fewer of one of which
    /// they fail. So a cause that is not mended costs the handful, however long the answers take.
    /// </summary>
    public bool MayTry => Remaining > 0 && !IsLeft && UnderWay < Math.Max(1, Handful + _wentWell - _failed);

    /// <summary>Looks at what has become of those that were tried.</summary>
    public void Count()
    {
        (_wentWell, _failed) = (_tried.Count(item => item.WentWell), FailedAgain);
        UnderWay = _tried.Count(item => item.State == RetryState.UnderWay);
        _parts.ForEach(part => part.WentWell = part.Orders.Take(part.Tried).Count(order => order[^1].WentWell));
        var newest = Enumerable.Reverse(_tried).Where(item => item.WentWell || item.FailedAgain).Take(Window).ToList();
        var failed = newest.Count(item => item.FailedAgain);
        IsLeft = Remaining >= Handful && failed >= Handful
            && (failed * 20 >= newest.Count * 19 || (_failed >= MostFailures && _failed > _wentWell));
    }

    /// <summary>Those of the order whose turn it is; there must be one.</summary>
    public IReadOnlyList<RetryItem> Take()
    {
        var part = _parts.Where(part => part.Tried < part.Orders.Length).MaxBy(part => (part.WentWell + 1.0) / (part.Tried + 2))!;
        var next = part.Orders[part.Tried++];
        foreach (var item in next)
        {
            item.Begin();
            UnderWay += item.State == RetryState.UnderWay ? 1 : 0;
        }

        _tried.AddRange(next);
        return next;
    }

    /// <summary>
    /// Of each part first a message that lies far from those of the other parts, then the others in no order, for what fails may lie in a
    /// pattern. Messages of one order go together, in the order in which they lie.
    /// </summary>
    private static List<Part> PartsOf(IReadOnlyList<RetryItem> items)
    {
        var orders = items.GroupBy(item => item.Message.OrderNo ?? (object)item).Select(order => order.ToArray()).ToList();
        return [.. Enumerable.Range(0, Handful).Select(number =>
        {
            var (from, to) = ((int)((long)orders.Count * number / Handful), (int)((long)orders.Count * (number + 1) / Handful));
            var part = orders[from..to].ToArray();
            if (part.Length > 0)
            {
                var first = (part.Length - 1) * number / (Handful - 1);
                (part[0], part[first]) = (part[first], part[0]);
                // The same every time, as all that is decided here.
                new Random(number).Shuffle(part.AsSpan(1));
            }

            return new Part(part);
        })];
    }

    /// <param name="orders">In the order in which they are tried.</param>
    private sealed class Part(RetryItem[][] orders)
    {
        public RetryItem[][] Orders => orders;

        public int Tried { get; set; }

        public int WentWell { get; set; }
    }
}

/// <summary>What messages have in common that are judged together.</summary>
/// <param name="Queue">The work queue.</param>
/// <param name="Kind">As the column <c>Cause</c> names it; null: resolved, they go whatever becomes of others.</param>
/// <param name="Reason">Without what differs from message to message; null: several.</param>
internal sealed record RetryCause(string Queue, string? Kind, string? Reason)
{
    public static RetryCause Of(FailedMessage message) => message.IsResolved
        ? new(message.Queue, null, null)
        : new(message.Queue, message.Cause, FailureGroup.ReasonOf(message));
}

using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.ErrorQueues;

/// <summary>
/// What becomes of messages that were moved back: one that fails again comes back under its id, the rest is in the database.
/// </summary>
/// <param name="answerTimeout">Longer no answer takes: what is not known by then is not waited for.</param>
internal sealed class RetryMonitor(ErrorQueueSnapshot snapshot, OrderLookup orders, TimeSpan answerTimeout, TimeProvider clock)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    /// <summary>At the end: how long nothing may have changed, at least.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);

    /// <summary>The same for messages that leave no trace in the database: if they fail, they do so at once.</summary>
    private static readonly TimeSpan s_quietOfOthers = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, RetryItem> _moved = new(StringComparer.Ordinal);
    private readonly Dictionary<RetryItem, long> _open = [];
    private long _looked;
    private long _changed;

    public string? NewestFailure { get; private set; }

    /// <summary>Before it is published: it may have failed again before the confirm has come.</summary>
    public void Add(RetryItem item)
    {
        if (item.State != RetryState.Resolved)
        {
            _moved[item.Message.Id] = item;
            _open[item] = clock.GetTimestamp();
        }
    }

    /// <summary>It is not known to have been moved.</summary>
    public void Forget(RetryItem item) => _open.Remove(item);

    /// <summary>As often as it is asked at the error queues, and a few times a second at the database.</summary>
    public async Task Refresh()
    {
        foreach (var arrival in await snapshot.Arrivals())
        {
            if (_moved.TryGetValue(arrival.Id, out var item) && !item.FailedAgain)
            {
                Know(item, RetryState.FailedAgain);
                NewestFailure = arrival.Reason;
            }
        }

        if (clock.GetElapsedTime(_looked) >= s_look)
        {
            await Look(_open.Keys);
            var late = _open.Where(open => open.Key.State == RetryState.UnderWay && clock.GetElapsedTime(open.Value) > answerTimeout);
            late.ToList().ForEach(open => open.Key.State = RetryState.NotHeardOf);
        }
    }

    /// <summary>Until everything is known, for as long as something happens.</summary>
    public async Task WaitForAll(CancellationToken ct)
    {
        var quiet = answerTimeout > s_quiet ? answerTimeout : s_quiet;
        _changed = clock.GetTimestamp();
        while (_open.Count > 0 && !ct.IsCancellationRequested
            && clock.GetElapsedTime(_changed) <= (_open.Keys.Any(item => item.IsWatched) ? quiet : s_quietOfOthers))
        {
            await Refresh();
            await Task.Delay(s_look, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Once more for those that were put off: they may be done by now.
        await Refresh();
        await Look(_moved.Values.Where(item => item.State == RetryState.Deferred || _open.ContainsKey(item)));
    }

    internal static RetryState StateOf(FailedMessage message, StepFacts? order) => order switch
    {
        null => RetryState.UnderWay,
        _ when message.Type == nameof(OrderCompleted) => order.HasContent ? RetryState.Accepted : RetryState.UnderWay,
        { IsFinished: true } or { IsCalled: true } or { ExpectedAttempt: null } => RetryState.Accepted,
        { StepStatus: nameof(StepStatus.Deferred) } => RetryState.Deferred,
        // With this attempt it may still fail again: then the message comes back.
        _ when order.ExpectedAttempt == message.Attempt => RetryState.UnderWay,
        _ => order.StepStatus == nameof(StepStatus.Failed) ? RetryState.FailedAgain : RetryState.Deferred,
    };

    private async Task Look(IEnumerable<RetryItem> items)
    {
        List<RetryItem> traced = [.. items.Where(item => item.Message.IsTraced)];
        var facts = await orders.Steps(traced.Select(item => ErrorQueueReader.QuestionOf(item.Message)), CancellationToken.None);
        foreach (var (item, order) in traced.Zip(facts))
        {
            if (StateOf(item.Message, order) is not RetryState.UnderWay and var state)
            {
                Know(item, state);
            }
        }

        _looked = clock.GetTimestamp();
    }

    private void Know(RetryItem item, RetryState state)
    {
        item.State = state;
        _open.Remove(item);
        _changed = clock.GetTimestamp();
    }
}

using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Vtex;

/// <summary>
/// The events of one key, waiting to be read. What is not committed comes again after the time-out; what is read twice has two handles,
/// and either commits it.
/// </summary>
internal sealed class Feed(EventFilter filter, FeedQueue queue, JsonObject configuration, DateTimeOffset since)
{
    private readonly List<Waiting> _waiting = [];
    private readonly HashSet<string> _fired = [];
    private DateTimeOffset _lastEvent = since;
    private long _added;
    private long _reads;

    /// <summary>VTEX takes a configuration away when no event came for as long as events are kept.</summary>
    public bool IsGone(DateTimeOffset now) => now - _lastEvent > TimeSpan.FromSeconds(queue.RetentionInSeconds);

    public void Tell(OrderEvent told, VtexSettings settings)
    {
        if (!filter.Admits(told, _fired.Contains(told.OrderId)))
        {
            return;
        }

        _fired.Add(told.OrderId);
        _lastEvent = told.CurrentChange;
        var eventId = Guid.NewGuid().ToString("N").ToUpperInvariant();
        _waiting.Add(new Waiting(told, eventId));
        if (settings.FeedRepeatEvery > 0 && ++_added % settings.FeedRepeatEvery == 0)
        {
            _waiting.Add(new Waiting(told, eventId));
        }
    }

    public JsonArray Read(int count, DateTimeOffset now, VtexSettings settings)
    {
        var timeout = settings.FeedVisibilityMs is { } milliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.FromSeconds(queue.VisibilityTimeoutInSeconds);
        var visible = _waiting.Where(waiting => waiting.VisibleFrom <= now);
        if (settings.FeedShuffled)
        {
            var random = new Random(unchecked((int)SplitMix.Mix(settings.Seed, 0, _reads++)));
            visible = visible.OrderBy(_ => random.Next());
        }

        return new JsonArray([.. visible.Take(count).ToList().Select(waiting => (JsonNode)waiting.Hand(now + timeout))]);
    }

    /// <summary>Handles that are not known are passed over.</summary>
    public void Commit(IReadOnlyList<string> handles) => _waiting.RemoveAll(waiting => waiting.Handles.Overlaps(handles));

    public JsonObject Describe(DateTimeOffset now)
    {
        var described = configuration.DeepClone().AsObject();
        described["quantity"] = _waiting.Count;
        described["approximateAgeOfOldestMessageInSeconds"] =
            _waiting.Count == 0 ? 0 : (long)(now - _waiting.Min(waiting => waiting.Event.CurrentChange)).TotalSeconds;
        return described;
    }

    private sealed record Waiting(OrderEvent Event, string EventId)
    {
        public HashSet<string> Handles { get; } = [];

        public DateTimeOffset VisibleFrom { get; private set; }

        public JsonObject Hand(DateTimeOffset visibleFrom)
        {
            VisibleFrom = visibleFrom;
            var handle = Guid.NewGuid().ToString("N");
            Handles.Add(handle);
            return new()
            {
                ["eventId"] = EventId,
                ["handle"] = handle,
                ["domain"] = "Fulfillment",
                ["state"] = Event.State,
                ["lastState"] = Event.LastState,
                ["orderId"] = Event.OrderId,
                ["lastChange"] = JsonNodes.Time(Event.LastChange),
                ["currentChange"] = JsonNodes.Time(Event.CurrentChange),
            };
        }
    }
}

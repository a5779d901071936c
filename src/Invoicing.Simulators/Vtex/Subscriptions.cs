using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.Vtex;

/// <summary>One feed and one hook at most for each key of an account.</summary>
internal sealed class Subscriptions(TimeProvider clock, Func<VtexSettings> settings, CancellationToken stopping)
{
    private const int LargestRead = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, string Key), Feed> _feeds = [];
    private readonly Dictionary<(string Account, string Key), Hook> _hooks = [];

    public void Tell(OrderEvent told)
    {
        lock (_gate)
        {
            ForgetTheGone();
            foreach (var (_, feed) in _feeds.Where(feed => feed.Key.Account == told.Account))
            {
                feed.Tell(told, settings());
            }

            foreach (var (_, hook) in _hooks.Where(hook => hook.Key.Account == told.Account))
            {
                hook.Tell(told, settings().HookRetryMs, clock);
            }
        }
    }

    public Answer ConfigureFeed(string account, string key, JsonElement json)
    {
        var faults = new List<string>();
        var root = Reader(json, faults);
        var filter = EventFilter.Read(root.Object("filter", required: true));
        var queue = FeedQueue.Read(root.Object("queue", required: true));
        if (Refusal(filter, faults) is { } refusal)
        {
            return refusal;
        }

        lock (_gate)
        {
            _feeds[(account, key)] = new Feed(filter, queue, JsonNode.Parse(json.GetRawText())!.AsObject(), clock.GetUtcNow());
        }

        return Answer.Empty(200);
    }

    public Answer ReadFeed(string account, string key, IQueryCollection query)
    {
        var isNumber = int.TryParse(query["maxlot"], NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        return !isNumber || count is < 1 or > LargestRead
            ? VtexAnswers.BadRequest($"maxlot must be a whole number from 1 to {LargestRead}")
            : With(_feeds, account, key, feed => VtexAnswers.Ok(feed.Read(count, clock.GetUtcNow(), settings())));
    }

    public Answer CommitFeed(string account, string key, JsonElement json)
    {
        var faults = new List<string>();
        var root = Reader(json, faults);
        root.FaultIf(!root.Has("handles") || root.IsNull("handles"), "handles", "is required");
        var handles = root.Texts("handles", required: false);
        root.FaultIf(faults.Count == 0 && handles.Count == 0, "handles", "needs at least one entry");
        return faults.Count > 0 ? VtexAnswers.BadRequest(string.Join("; ", faults)) : With(_feeds, account, key, feed =>
        {
            feed.Commit(handles);
            return Answer.Empty(200);
        });
    }

    public Answer DescribeFeed(string account, string key) =>
        With(_feeds, account, key, feed => VtexAnswers.Ok(feed.Describe(clock.GetUtcNow())));

    public Answer DeleteFeed(string account, string key) => Delete(_feeds, account, key);

    /// <summary>The address must take a ping first.</summary>
    public async Task<Answer> ConfigureHook(string account, string key, JsonElement json)
    {
        var faults = new List<string>();
        var root = Reader(json, faults);
        var filter = EventFilter.Read(root.Object("filter", required: true));
        var target = HookTarget.Read(json, root.Object("hook", required: true));
        if (Refusal(filter, faults) is { } refusal)
        {
            return refusal;
        }

        var configuration = JsonNode.Parse(json.GetRawText())!.AsObject();
        var hook = new Hook(filter, target, configuration, key, clock.GetUtcNow(), stopping);
        if (!await hook.Ping())
        {
            return VtexAnswers.BadRequest($"{target.Url} did not answer the ping with 200 in time");
        }

        lock (_gate)
        {
            _hooks[(account, key)] = hook;
        }

        return VtexAnswers.Ok(Hook.Body(account, key, told: null));
    }

    public Answer DescribeHook(string account, string key) =>
        With(_hooks, account, key, hook => VtexAnswers.Ok(hook.Configuration));

    public Answer DeleteHook(string account, string key) => Delete(_hooks, account, key);

    private static FieldReader Reader(JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        root.FaultIf(json.ValueKind != JsonValueKind.Object, "the body", "must be an object");
        return root;
    }

    private static Answer? Refusal(EventFilter filter, List<string> faults) =>
        faults.Count > 0 ? VtexAnswers.BadRequest(string.Join("; ", faults))
            : filter.IsMixed ? VtexAnswers.Error(409, "OMS009", "A filter cannot be FromWorkflow and FromOrders")
            : null;

    private Answer Delete<T>(Dictionary<(string Account, string Key), T> subscriptions, string account, string key) =>
        With(subscriptions, account, key, _ =>
        {
            subscriptions.Remove((account, key));
            return Answer.Empty(200);
        });

    private Answer With<T>(Dictionary<(string Account, string Key), T> subscriptions, string account, string key, Func<T, Answer> answer)
    {
        lock (_gate)
        {
            ForgetTheGone();
            return subscriptions.TryGetValue((account, key), out var subscription)
                ? answer(subscription)
                : VtexAnswers.Error(404, "OMS404", "There is no configuration for this key");
        }
    }

    private void ForgetTheGone()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, _) in _feeds.Where(feed => feed.Value.IsGone(now)).ToList())
        {
            _feeds.Remove(key);
        }

        foreach (var (key, _) in _hooks.Where(hook => hook.Value.IsGone(now)).ToList())
        {
            _hooks.Remove(key);
        }
    }
}

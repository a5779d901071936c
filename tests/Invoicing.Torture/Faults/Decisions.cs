using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture.Faults;

/// <summary>
/// Two processes serve the API, and one or the other is killed up to ten times while a person holds, releases and retries all refused orders
/// at once. Whoever gets no answer asks the other process under the same key.
/// </summary>
internal sealed class Decisions() : Erp(
    "decisions",
    "Retail Pro refuses three calls of ten; a person decides over HTTP about all these orders at once, asking again under the same key "
        + "until there is an answer, while one or the other of two processes is killed up to ten times",
    """{"kind":"status","status":400,"rate":0.3}""")
{
    private const int Kills = 10;
    private const int Rate = 20;
    private const int Contested = 5;

    private readonly ServiceProcess?[] _processes = new ServiceProcess?[2];
    private readonly Uri[] _addresses = [.. Enumerable.Range(0, 2).Select(_ => new Uri($"http://127.0.0.1:{FreePort.Find()}"))];

    public override Uses Uses => Uses.Everything;

    // What VTEX refuses is retried with the others, and refused once more.
    public override bool MayRepeat => true;

    public override async Task Afterwards(Run run)
    {
        // An entry is of the first attempt; what is retried fails no more.
        run.Latitude = run.Latitude with { CuredEntriesRemain = true };
        var listed = await run.Installation.Run(
            "orders", "list", "--state", "Failed", "--cause", "Refused", "--limit", "10000", "--output", "json");
        List<string> refused = [.. ListedOrder.Read(listed.Output).Select(order => order.OrderNo)];
        run.Fired($"{Name}: refused", refused.Count);
        await run.Service.Stop();
        for (var place = 0; place < _processes.Length; place++)
        {
            await Start(run, place);
        }

        using var first = await ApiCaller.Of(run.Installation, _addresses[0], "operator", "ana");
        using var second = new ApiCaller(_addresses[1], first.Key);
        var decided = Decide(run, [first, second], refused);
        for (var killed = 0; killed < Kills && !decided.IsCompleted; killed++)
        {
            await run.Pause(0.5, 3);
            var isAtWork = await run.Installation.Database.Count("mt_doc_group_operation where state = 'Running'") > 0;
            await _processes[killed % 2]!.Kill();
            run.Fired(isAtWork ? $"{Name}: killed at work" : $"{Name}: killed");
            await Start(run, killed % 2);
        }

        await decided;
        Require(run, run.HasFired.ContainsKey($"{Name}: killed at work"), "No process was killed while a decision was carried out.");
    }

    private async Task Start(Run run, int place)
    {
        run.Installation.Set(("Http__Urls", _addresses[place].ToString()));
        _processes[place] = run.StartService();
        await _processes[place]!.Started();
    }

    private async Task Decide(Run run, ApiCaller[] callers, IReadOnlyList<string> refused)
    {
        foreach (var orderNo in refused.Take(Contested))
        {
            await Contest(run, callers, orderNo);
        }

        foreach (var action in (string[])["Hold", "Release", "Retry"])
        {
            var filter = action == "Release" ? (object)new { onHold = true } : new { cause = "Refused" };
            // Twice at the same time, as an impatient program does.
            var asked = await Task.WhenAll(callers.Select(caller => Ask(
                caller == callers[0] ? callers : [.. callers.Reverse()],
                "POST", "/api/v1/retries", new { action, reason = "Retail Pro is mended", filter, rate = Rate }, $"all-{action}")));
            var group = asked[0].Is(202).Json.GetProperty("id").GetString();
            Require(run, asked[1].Is(202).Json.GetProperty("id").GetString() == group, $"{action} was begun twice under one key.");
            var ended = await Ended(callers, group!);
            var progress = ended.GetProperty("progress");
            Require(
                run,
                ended.GetProperty("state").GetString() == "Done" && progress.GetProperty("orders").GetInt32() == refused.Count
                    && progress.GetProperty("waiting").GetInt32() + progress.GetProperty("refused").GetInt32() == 0,
                $"{action} of {refused.Count} orders has ended so: {ended}");
            var list = (await Ask(callers, "GET", $"/api/v1/retries/{group}/orders?limit=500")).Is(200).Json.GetProperty("orders");
            Require(
                run,
                list.EnumerateArray().Select(order => order.GetProperty("orderNo").GetString()!).Order()
                    .SequenceEqual(refused.Order().Take(500)) || refused.Count > 500,
                $"{action} is of other orders than were refused.");
            run.Fired($"{Name}: {action}", progress.GetProperty("orders").GetInt32());
        }

        var audit = (await Ask(callers, "GET", "/api/v1/audit?limit=500")).Json.GetProperty("entries").EnumerateArray()
            .Where(entry => entry.GetProperty("count") is { ValueKind: JsonValueKind.Number } count && count.GetInt32() > 1)
            .Select(entry => $"{entry.GetProperty("action")} {entry.GetProperty("count")}").Order();
        Require(
            run,
            audit.SequenceEqual([$"hold {refused.Count}", $"release {refused.Count}", $"retry {refused.Count}"]),
            $"The audit has these decisions: {string.Join(", ", audit)}.");
        var groups = (await Ask(callers, "GET", "/api/v1/retries")).Json.GetProperty("retries").GetArrayLength();
        Require(run, groups == 3, $"{groups} decisions about many orders were begun instead of three.");
    }

    /// <summary>
    /// Two who have looked at the same order want to hold it: one is refused, as it has changed or as it is held already.
    /// </summary>
    private static async Task Contest(Run run, ApiCaller[] callers, string orderNo)
    {
        var path = $"/api/v1/orders/{Uri.EscapeDataString(orderNo)}";
        var tag = (await Ask(callers, "GET", path)).Is(200).Headers["ETag"];
        var statuses = (await Task.WhenAll(callers.Select((caller, place) => Ask(
                place == 0 ? callers : [.. callers.Reverse()],
                "POST", $"{path}/hold", new { reason = $"looked at by {place}" }, $"{orderNo}-{place}", ("If-Match", tag)))))
            .Select(answer => answer.Status).Order();
        Require(run, statuses.ToList() is [200, 409 or 412], $"Two decisions about {orderNo} as it was: {string.Join(", ", statuses)}.");
        (await Ask(callers, "POST", $"{path}/release", new { reason = "looked at" }, $"{orderNo}-release")).Is(200);
    }

    private static async Task<JsonElement> Ended(ApiCaller[] callers, string group)
    {
        var ended = default(JsonElement);
        await Wait.Until(
            async () =>
            {
                ended = (await Ask(callers, "GET", $"/api/v1/retries/{group}")).Is(200).Json;
                return ended.GetProperty("state").GetString() != "Running";
            },
            "a decision about many orders has ended");
        return ended;
    }

    /// <summary>One caller after the other, until there is an answer.</summary>
    private static async Task<ApiAnswer> Ask(
        ApiCaller[] callers, string method, string path, object? body = null, string? once = null,
        params (string Name, string Value)[] headers)
    {
        ApiAnswer? answer = null;
        var turn = 0;
        await Wait.Until(
            async () =>
            {
                try
                {
                    answer = await callers[turn++ % callers.Length].Send(method, path, body, once, headers);
                    return answer.Status != 503 && !(answer.Status == 409 && answer.Text.Contains(":busy", StringComparison.Ordinal));
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    return false;
                }
            },
            $"{method} {path} is answered");
        return answer!;
    }

    private static void Require(Run run, bool holds, string violation)
    {
        if (!holds)
        {
            run.Violations.Add(new("I18", violation));
        }
    }
}

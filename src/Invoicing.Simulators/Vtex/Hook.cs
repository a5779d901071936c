using System.Text;
using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Vtex;

/// <summary>Pushes the events of one key to its address, each until it is taken, in no order.</summary>
internal sealed class Hook(
    EventFilter filter, HookTarget target, JsonObject configuration, string key, DateTimeOffset since, CancellationToken stopping)
{
    private const int MostPushes = 20;

    private static readonly TimeSpan s_answerDue = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_goneAfter = TimeSpan.FromDays(3);
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = s_answerDue };

    private readonly HashSet<string> _fired = [];
    private DateTimeOffset _lastEvent = since;

    /// <summary>VTEX takes a hook away that has had no event for three days.</summary>
    public bool IsGone(DateTimeOffset now) => now - _lastEvent > s_goneAfter;

    public JsonObject Configuration => configuration;

    /// <summary>False unless the address answers 200 in time.</summary>
    public Task<bool> Ping() => Push(new JsonObject { ["hookConfig"] = "ping" });

    public void Tell(OrderEvent told, int retryMs, TimeProvider clock)
    {
        if (!filter.Admits(told, _fired.Contains(told.OrderId)))
        {
            return;
        }

        _fired.Add(told.OrderId);
        _lastEvent = told.CurrentChange;
        _ = Deliver(Body(told.Account, key, told), retryMs, clock);
    }

    /// <summary>An event as it is pushed. The vendor's schema says that the answer to a configuration looks the same.</summary>
    public static JsonObject Body(string account, string key, OrderEvent? told) => new()
    {
        ["Domain"] = "Fulfillment",
        ["OrderId"] = told?.OrderId ?? "",
        ["State"] = told?.State ?? "",
        ["LastState"] = told?.LastState ?? "",
        ["LastChange"] = told is null ? "" : JsonNodes.Time(told.LastChange),
        ["CurrentChange"] = told is null ? "" : JsonNodes.Time(told.CurrentChange),
        ["Origin"] = new JsonObject { ["Account"] = account, ["Key"] = key },
    };

    private async Task Deliver(JsonObject body, int retryMs, TimeProvider clock)
    {
        // The caller holds a lock.
        await Task.Yield();
        for (var push = 0; push < MostPushes && !stopping.IsCancellationRequested && !await Push(body); push++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(retryMs), clock, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> Push(JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Content = new StringContent(Encoding.UTF8.GetString(JsonNodes.Write(body)), Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in target.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await s_http.SendAsync(request, stopping);
            return (int)answer.StatusCode == 200;
        }
        catch (Exception wrong) when (wrong is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}

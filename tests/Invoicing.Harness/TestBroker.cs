using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Invoicing.Harness;

/// <summary>A virtual host of the test's own, seen as an operator sees it in RabbitMQ's console.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly HttpClient _api;
    private readonly string _user;
    private readonly string _vhost = $"e2e-{Guid.NewGuid():N}";

    public TestBroker(Servers servers)
    {
        _user = Uri.UnescapeDataString(servers.RabbitMq.UserInfo.Split(':')[0]);
        _api = new HttpClient { BaseAddress = new Uri(servers.Console, "/api/"), Timeout = TimeSpan.FromMinutes(2) };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(servers.RabbitMq.UserInfo))));
        Uri = new UriBuilder(servers.RabbitMq) { Path = _vhost }.Uri;
    }

    public Uri Uri { get; }

    public async Task Create()
    {
        await Send(HttpMethod.Put, $"vhosts/{_vhost}", new { });
        await Send(HttpMethod.Put, $"permissions/{_vhost}/{_user}", new { configure = ".*", write = ".*", read = ".*" });
    }

    /// <summary>Its exchanges, queues and bindings.</summary>
    public Task<JsonElement> Definitions() => Send(HttpMethod.Get, $"definitions/{_vhost}");

    public Task Define(JsonElement definitions) => Send(HttpMethod.Post, $"definitions/{_vhost}", definitions);

    /// <summary>Messages in a queue that nobody consumes. The console's own figure is seconds old.</summary>
    public async Task<int> Depth(string queue)
    {
        await using var channel = await Channel.Open(Uri);
        return await channel.Depth(queue);
    }

    /// <summary>The entries of a queue, which stay where they are.</summary>
    public async Task<IReadOnlyList<Entry>> Entries(string queue)
    {
        var answer = await Send(
            HttpMethod.Post,
            $"queues/{_vhost}/{queue}/get",
            new { count = 10_000, ackmode = "ack_requeue_true", encoding = "auto" });
        return [.. answer.EnumerateArray().Select(Entry.Read)];
    }

    public Task<IReadOnlyList<Entry>> ErrorsOf(string queue) => Entries(queue + "_error");

    public async Task<IReadOnlyList<JsonElement>> Queues() => [.. (await Send(HttpMethod.Get, $"queues/{_vhost}")).EnumerateArray()];

    public async Task<IReadOnlyList<JsonElement>> Exchanges() => [.. (await Send(HttpMethod.Get, $"exchanges/{_vhost}")).EnumerateArray()];

    public async Task<IReadOnlyList<JsonElement>> Bindings() => [.. (await Send(HttpMethod.Get, $"bindings/{_vhost}")).EnumerateArray()];

    /// <summary>A queue of somebody else's, who wants to hear of what is published.</summary>
    public async Task Bind(string queue, string exchange)
    {
        await Send(HttpMethod.Put, $"queues/{_vhost}/{queue}", new { durable = true });
        await Send(HttpMethod.Post, $"bindings/{_vhost}/e/{Uri.EscapeDataString(exchange)}/q/{queue}", new { });
    }

    public Task Purge(string queue) => Send(HttpMethod.Delete, $"queues/{_vhost}/{queue}/contents");

    /// <summary>Waits for so many entries. The program reports a failure before RabbitMQ has moved its message.</summary>
    public Task Holds(string queue, int entries) =>
        Wait.Until(async () => await Depth(queue) == entries, $"{entries} entries lie in {queue}");

    /// <summary>What the console's button "Move messages" does: a shovel that ends when everything that lay there has been moved.</summary>
    /// <param name="entries">How many must lie there.</param>
    public async Task MoveBack(string queue, int entries)
    {
        await Holds(queue + "_error", entries);
        await MoveBack(queue);
    }

    /// <summary>Whatever lies there at this moment.</summary>
    public async Task MoveBack(string queue)
    {
        var uri = $"amqp:///{_vhost}";
        // A name of its own each time: of one that was used a moment ago RabbitMQ 3.10 may end the new shovel with the old one.
        var name = $"parameters/shovel/{_vhost}/Move%20from%20{queue}_error%20{Guid.NewGuid():N}";
        await Send(HttpMethod.Put, name, new
        {
            value = new Dictionary<string, object>
            {
                ["src-uri"] = uri,
                ["src-queue"] = queue + "_error",
                ["src-protocol"] = "amqp091",
                ["src-prefetch-count"] = 1000,
                ["src-delete-after"] = "queue-length",
                ["dest-protocol"] = "amqp091",
                ["dest-uri"] = uri,
                ["dest-queue"] = queue,
                ["dest-add-forward-headers"] = false,
                ["ack-mode"] = "on-confirm",
            },
        });
        await Wait.UntilNothingIsLeft(async () => (await _api.GetAsync(name)).StatusCode == HttpStatusCode.NotFound
            ? []
            : [$"the shovel from {queue}_error has not ended, {await Depth(queue + "_error")} messages lie there: "
                + await _api.GetStringAsync($"shovels/{_vhost}")]);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Send(HttpMethod.Delete, $"vhosts/{_vhost}");
        }
        catch (HttpRequestException)
        {
            // A broker that is gone has failed the test before, and what is thrown here would hide why.
        }

        _api.Dispose();
    }

    private async Task<JsonElement> Send(HttpMethod method, string path, object? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content is null ? null : JsonContent.Create(content) };
        using var answer = await _api.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? text.Length == 0 ? default : JsonDocument.Parse(text).RootElement
            : throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }
}

/// <summary>A message as it lies in a queue.</summary>
internal sealed record Entry(string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Reason => Headers.GetValueOrDefault("MT-Fault-Message", "");

    /// <summary>Of an envelope, or of plain JSON.</summary>
    public string OrderNo => Message.GetProperty("orderNo").GetString()!;

    /// <summary>Of a command.</summary>
    public int Attempt => Message.GetProperty("attempt").GetInt32();

    private JsonElement Message => JsonDocument.Parse(Body).RootElement is var json && json.TryGetProperty("message", out var message)
        ? message
        : json;

    public static Entry Read(JsonElement json)
    {
        var payload = json.GetProperty("payload").GetString()!;
        var headers = json.GetProperty("properties").TryGetProperty("headers", out var some)
            ? some.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.ToString())
            : [];
        return new Entry(
            json.GetProperty("payload_encoding").GetString() == "base64" ?
                Encoding.UTF8.GetString(Convert.FromBase64String(payload)) :
                payload, headers);
    }
}

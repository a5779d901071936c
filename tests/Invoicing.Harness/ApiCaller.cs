using System.Net.Http.Json;
using System.Text.Json;

namespace Invoicing.Harness;

/// <summary>A program that uses the API with a key of its own.</summary>
internal sealed class ApiCaller(Uri address, string? key) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public string? Key => key;

    /// <summary>With a key that the command line has made.</summary>
    public static async Task<ApiCaller> Of(Installation installation, Uri address, string role, string name = "tests")
    {
        var made = await installation.Run("keys", "create", "--name", name, "--role", role, "--reason", "test", "--output", "json");
        made.ExitCode.ShouldBe(0, made.ToString());
        return new(address, JsonDocument.Parse(made.Output).RootElement.GetProperty("key").GetString());
    }

    public async Task<ApiAnswer> Send(
        string method, string path, object? body = null, string? once = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        if (once is not null)
        {
            request.Headers.Add("Idempotency-Key", once);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new(
            (int)response.StatusCode,
            text,
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key, header => header.Value.First(), StringComparer.OrdinalIgnoreCase));
    }

    public Task<ApiAnswer> Get(string path) => Send("GET", path);

    public Task<Stream> Open(string path)
    {
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/event-stream");
        return _http.GetStreamAsync(path);
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record ApiAnswer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Detail => Json.GetProperty("detail").GetString()!;

    public ApiAnswer Is(int status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }
}

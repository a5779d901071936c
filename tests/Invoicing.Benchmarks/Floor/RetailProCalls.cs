using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Invoicing.Benchmarks.Floor;

/// <summary>The calls themselves, as many at a time as the service makes.</summary>
internal sealed class RetailProCalls(string address, int concurrency)
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly SemaphoreSlim _places = new(concurrency);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(20),
    };

    public async Task<MadeCall> Make(string path, Call call, string body, IReadOnlyList<string> warnings)
    {
        await _places.WaitAsync();
        try
        {
            var startedAt = DateTimeOffset.UtcNow;
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = s_json } };
            using var answer = await _http.PostAsync(path, content);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            if (!answer.IsSuccessStatusCode)
            {
                throw new HttpRequestException($"{call.Key}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(bytes)}");
            }

            var at = DateTimeOffset.UtcNow;
            return new MadeCall(call, DocumentNoIn(bytes), at, Details(call, body, warnings, startedAt, at, (int)answer.StatusCode, bytes));
        }
        finally
        {
            _places.Release();
        }
    }

    private static string? DocumentNoIn(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("documentNo", out var number) ? number.GetString() : null;
    }

    private static byte[] Details(
        Call call, string body, IReadOnlyList<string> warnings, DateTimeOffset startedAt, DateTimeOffset at, int status, byte[] answer)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var json = new Utf8JsonWriter(buffer);
        var key = call.Key.Split('/');
        json.WriteStartObject();
        json.WriteString("operation", key[1]);
        json.WriteString("number", key[2]);
        json.WriteNumber("attempt", call.Attempt);
        json.WriteNumber("tries", 1);
        json.WriteString("startedAt", startedAt);
        json.WriteNumber("elapsedMs", (int)(at - startedAt).TotalMilliseconds);
        json.WritePropertyName("request");
        json.WriteRawValue(body, skipInputValidation: true);
        json.WriteNumber("status", status);
        json.WriteString("answer", answer);
        json.WriteString("outcome", "Done");
        json.WriteString("message", "");
        json.WriteStartArray("warnings");
        foreach (var warning in warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

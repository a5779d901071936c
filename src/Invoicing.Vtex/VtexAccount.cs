using Invoicing.Systems;
using Invoicing.Systems.Http;
using Polly;

namespace Invoicing.Vtex;

/// <summary>
/// Calls one account. After <c>429</c> or <c>503</c> all its calls of this process wait: VTEX counts them by account, and would go on to
/// refuse them.
/// </summary>
internal sealed class VtexAccount(
    string name, VtexAccountSettings settings, TimeSpan patience, ResiliencePipeline<HttpAttempt> pipeline, TimeProvider clock)
    : IDisposable
{
    private static readonly TimeSpan s_longestPatience = TimeSpan.FromMinutes(10);

    private readonly HttpConnection _connection = new(settings.AddressOf(name), TimeSpan.FromSeconds(5), headers =>
    {
        headers.TryAddWithoutValidation("X-VTEX-API-AppKey", settings.AppKey);
        headers.TryAddWithoutValidation("X-VTEX-API-AppToken", settings.AppToken);
        headers.Accept.Add(new("application/json"));
    });

    private readonly Lock _gate = new();
    private DateTimeOffset _heldUntil;
    private int _refusals;

    public VtexAccountSettings Settings => settings;

    public Task<HttpAttempt> Get(string path, TimeSpan left) => Call(left, time => _connection.Get(path, time));

    public Task<HttpAttempt> Send(HttpMethod method, string path, string body, CallDeadline deadline) =>
        Call(deadline.Left, time => _connection.Send(method, path, new(body, deadline), time));

    public void Dispose() => _connection.Dispose();

    private async Task<HttpAttempt> Call(TimeSpan left, Func<CancellationToken, Task<HttpAttempt>> exchange)
    {
        if (HeldFor() is { } wait)
        {
            return new(null, TransportFailure.BreakerOpen, RetryAfter: wait);
        }

        return Note(await pipeline.Call(left, VtexPipelines.BreakDuration, exchange));
    }

    private TimeSpan? HeldFor()
    {
        lock (_gate)
        {
            return _heldUntil - clock.GetUtcNow() is { Ticks: > 0 } wait ? wait : null;
        }
    }

    private HttpAttempt Note(HttpAttempt attempt)
    {
        if (attempt.Answer is not { } answer)
        {
            return attempt;
        }

        lock (_gate)
        {
            if (answer.Status is not (429 or 503))
            {
                _refusals = 0;
                return attempt;
            }

            var now = clock.GetUtcNow();
            // Calls that were under way when the first was refused are one refusal.
            _refusals = now >= _heldUntil ? Math.Min(_refusals + 1, 10) : _refusals;
            var doubled = patience * Math.Pow(2, _refusals - 1) * (1 + (Random.Shared.NextDouble() / 10));
            var wait = answer.WaitFrom(now) ?? (doubled < s_longestPatience ? doubled : s_longestPatience);
            _heldUntil = now + wait > _heldUntil ? now + wait : _heldUntil;
            return attempt with { RetryAfter = wait };
        }
    }
}

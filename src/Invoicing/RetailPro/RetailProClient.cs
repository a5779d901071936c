using System.Diagnostics;
using System.Text.Json;
using System.Threading.RateLimiting;
using Invoicing.Orders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;

namespace Invoicing.RetailPro;

/// <summary>
/// Calls Retail Pro over HTTP. A call first waits for a free place, then asks the circuit breaker, so that a call that waited while
/// Retail Pro went down is not made; both count into its time. Nothing is ever retried here: that is the saga's business.
/// </summary>
internal sealed partial class RetailProClient : IRetailPro, IDisposable
{
    private const string InvoicePath = "/api/v1/Document/Ordertoinvoice";
    private const string SlipPath = "/api/v1/Transfer/Slip";

    private readonly RetailProSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly RetailProConnection _connection;
    private readonly ConcurrencyLimiter _places;
    private readonly ResiliencePipeline<HttpAttempt> _breaker;

    public RetailProClient(IOptions<RetailProSettings> settings, TimeProvider clock, ILogger<RetailProClient> logger)
    {
        (_settings, _clock, _logger) = (settings.Value, clock, logger);
        _connection = new RetailProConnection(_settings);
        _places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = _settings.Concurrency,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _breaker = new ResiliencePipelineBuilder<HttpAttempt> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpAttempt>
            {
                FailureRatio = _settings.BreakerFailureRatio,
                MinimumThroughput = _settings.BreakerMinimumCalls,
                SamplingDuration = _settings.BreakerWindow,
                BreakDuration = _settings.BreakerDuration,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } reply && CallClassification.IsTrouble(reply)),
            })
            .Build();
    }

    public Task<CallResult> SendInvoice(string body, CallDeadline window) => Send("Order to Invoice", InvoicePath, "OrderNo", body, window);

    public Task<CallResult> SendSlip(string body, CallDeadline window) => Send("Transfer Slip", SlipPath, "SlipNo", body, window);

    public Task<LookupOutcome> FindInvoice(string orderNo) => Find(_settings.InvoiceLookup, orderNo);

    public Task<LookupOutcome> FindSlip(string slipNo) => Find(_settings.SlipLookup, slipNo);

    /// <summary>Whether Retail Pro can be reached: null if so, else what to look at. Any HTTP answer will do.</summary>
    public async Task<string?> Check(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_settings.CallTimeout, _clock);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var reply = await _connection.Head(time.Token);
        ct.ThrowIfCancellationRequested();
        return reply.Answer is null ? $"Retail Pro cannot be reached: {CallTexts.WhyNotReached(reply, _settings)}" : null;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _places.Dispose();
    }

    private async Task<CallResult> Send(string operation, string path, string numberField, string body, CallDeadline window)
    {
        var start = Stopwatch.GetTimestamp();
        var reply = await Call(window.Left, time => _connection.Post(path, new DeadlineCheckedContent(body, window), time));
        var result = CallClassification.Of(reply, new CallAsked(operation, body, _settings, _clock.GetUtcNow()));
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogCalled(operation, NumberOf(body, numberField), result.Outcome, result.Status, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return result;
    }

    /// <summary>
    /// Half of a call's time at most, so that the call itself can follow in the same window. A number that is a step in a path would ask
    /// for another address.
    /// </summary>
    private async Task<LookupOutcome> Find(string? template, string number) => string.IsNullOrWhiteSpace(template) || number is "." or ".."
        ? LookupOutcome.NoAnswer
        : LookupAnswers.Of(
            await Call(
                _settings.CallTimeout / 2,
                time => _connection.Get(template.Replace("{number}", Uri.EscapeDataString(number), StringComparison.Ordinal), time)),
            number,
            _settings);

    private async Task<HttpAttempt> Call(TimeSpan left, Func<CancellationToken, Task<HttpAttempt>> exchange)
    {
        if (left <= TimeSpan.Zero)
        {
            return new HttpAttempt(null, TransportFailure.WindowOver);
        }

        using var time = new CancellationTokenSource(left, _clock);
        // A call that got its place late would be cut off after it is written, and nobody would know what came of it: it waits for half of
        // its time at most, and then comes again.
        using var wait = new CancellationTokenSource(left / 2, _clock);
        HttpAttempt? made = null;
        try
        {
            using var place = await _places.AcquireAsync(1, wait.Token);
            if (!place.IsAcquired)
            {
                return new HttpAttempt(null, TransportFailure.NoFreePlace);
            }

            return await _breaker.ExecuteAsync(async token => made = await exchange(token), time.Token);
        }
        catch (BrokenCircuitException broken)
        {
            return new HttpAttempt(null, TransportFailure.BreakerOpen, RetryAfter: broken.RetryAfter ?? _settings.BreakerDuration);
        }
        catch (OperationCanceledException)
        {
            // Exchanges do not throw: the wait ran out while the call waited for a place, unless one was made after all.
            return made ?? new HttpAttempt(null, TransportFailure.NoFreePlace);
        }
    }

    private static string NumberOf(string body, string field) =>
        AnswerJson.TryParse(body, out var json) ? new JsonFields(json, "", []).Text(field) ?? "" : "";

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Operation} {Number}: {Outcome} (status {Status}) after {Elapsed} ms")]
    private partial void LogCalled(string operation, string number, CallOutcome outcome, int? status, double elapsed);
}

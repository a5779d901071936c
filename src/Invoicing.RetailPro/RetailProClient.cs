using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Systems;
using Invoicing.Systems.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace Invoicing.RetailPro;

/// <summary>
/// Calls Retail Pro over HTTP, through <see cref="RetailProPipeline"/>.
/// </summary>
internal sealed partial class RetailProClient(
    IOptions<RetailProSettings> options,
    [FromKeyedServices(RetailProPipeline.Name)] ResiliencePipeline<HttpAttempt> pipeline,
    TimeProvider clock,
    ILogger<RetailProClient> logger) : IRetailPro, IDisposable
{
    private const string InvoicePath = "/api/v1/Document/Ordertoinvoice";
    private const string SlipPath = "/api/v1/Transfer/Slip";

    private readonly RetailProSettings _settings = options.Value;
    private readonly HttpConnection _connection =
        new(options.Value.BaseUrl!, options.Value.ConnectTimeout, headers => Identify(headers, options.Value));

    public Task<CallResult> SendInvoice(string body, CallDeadline window) => Send("Order to Invoice", InvoicePath, "OrderNo", body, window);

    public Task<CallResult> SendSlip(string body, CallDeadline window) => Send("Transfer Slip", SlipPath, "SlipNo", body, window);

    public async Task<LookupOutcome> FindInvoice(string orderNo) => await Ask(_settings.InvoiceLookup, orderNo) is { } reply
        ? LookupAnswers.Of(reply, orderNo, _settings)
        : LookupOutcome.NoAnswer;

    public async Task<LookupResult> FindSlip(string slipNo) => await Ask(_settings.SlipLookup, slipNo) is { } reply
        ? new LookupResult(LookupAnswers.Of(reply, slipNo, _settings)) { IsReceived = LookupAnswers.IsReceived(reply, _settings) }
        : LookupOutcome.NoAnswer;

    /// <summary>Whether Retail Pro can be reached: null if so, else what to look at. Any HTTP answer will do.</summary>
    public async Task<string?> Check(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_settings.CallTimeout, clock);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var reply = await _connection.Head(time.Token);
        ct.ThrowIfCancellationRequested();
        return reply.Answer is null ? $"Retail Pro cannot be reached: {CallTexts.WhyNotReached(reply, _settings)}" : null;
    }

    public void Dispose() => _connection.Dispose();

    private async Task<CallResult> Send(string operation, string path, string numberField, string body, CallDeadline window)
    {
        var start = Stopwatch.GetTimestamp();
        var reply = await Call(window.Left, time => _connection.Send(HttpMethod.Post, path, new(body, window), time));
        var result = CallClassification.Of(reply, new CallAsked(operation, body, _settings, clock.GetUtcNow()));
        if (logger.IsEnabled(LogLevel.Debug))
        {
            LogCalled(
                operation,
                NumberOf(body, numberField),
                result.Outcome,
                result.Status,
                Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return result;
    }

    /// <summary>
    /// Half of a call's time at most, so that the call itself can follow in the same window. A number that is a step in a path would ask
    /// for another address.
    /// </summary>
    private async Task<HttpAttempt?> Ask(string? template, string number) => string.IsNullOrWhiteSpace(template) || number is "." or ".."
        ? null
        : await Call(
            _settings.CallTimeout / 2,
            time => _connection.Get(template.Replace("{number}", Uri.EscapeDataString(number), StringComparison.Ordinal), time));

    private Task<HttpAttempt> Call(TimeSpan left, Func<CancellationToken, Task<HttpAttempt>> exchange) =>
        pipeline.Call(left, _settings.BreakerDuration, exchange);

    private static void Identify(HttpRequestHeaders headers, RetailProSettings settings)
    {
        foreach (var (name, value) in settings.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (RetailProSecrets.BasicCredentials(settings) is { } credentials)
        {
            headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        }
    }

    private static string NumberOf(string body, string field) =>
        AnswerJson.TryParse(body, out var json) ? new JsonFields(json, "", []).Text(field) ?? "" : "";

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Operation} {Number}: {Outcome} (status {Status}) after {Elapsed} ms")]
    private partial void LogCalled(string operation, string number, CallOutcome outcome, int? status, double elapsed);
}

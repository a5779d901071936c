using System.Net;
using System.Text;
using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Options;

namespace Invoicing.ThirdSystem;

/// <summary>Its two calls: <c>POST /member/ORDER</c> and <c>POST /points/ORDER</c>; a <c>GET</c> tells whether it was made.</summary>
internal sealed class LoyaltySystem(IOptions<LoyaltySettings> settings) : LoyaltyPlanner, IInvoicingSystem, IDisposable
{
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new()
    {
        BaseAddress = settings.Value.BaseUrl, Timeout = Timeout.InfiniteTimeSpan, DefaultRequestHeaders = { { "Key", settings.Value.Key } },
    };

    public TimeSpan CallTimeout => LongestCall;

    public TimeSpan CallMargin => Margin;

    public DuplicateHandling DuplicatesOf(StepKey step) => new(AreRefused: false, CanBeAsked: step.Operation == "points");

    public string NumberOf(string orderNo, StepKey step) => orderNo;

    public Prepared Prepare(StepKey step, OrderProcess process) => process.Content.Total is not { } total
        ? new(null, [new ValidationError("total", "is missing; points are counted by it")], [])
        : new(
            JsonSerializer.Serialize(
                new { orderNo = process.OrderNo, total, invoice = process.StepNamed(StepNames.Invoice)?.DocumentNo }), [], []);

    public async Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline)
    {
        var orderNo = JsonDocument.Parse(body).RootElement.GetProperty("orderNo").GetString()!;
        try
        {
            using var limit = new CancellationTokenSource(deadline.Left);
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync($"{step.Operation}/{Uri.EscapeDataString(orderNo)}", content, limit.Token);
            var text = await answer.Content.ReadAsStringAsync(limit.Token);
            return new(
                OutcomeOf(answer.StatusCode),
                $"Loyalty answered {(int)answer.StatusCode}.",
                (int)answer.StatusCode,
                text,
                text);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return new(CallOutcome.NoEffect, "Loyalty cannot be reached.");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return new(CallOutcome.Unknown, "Loyalty did not answer in time.");
        }
    }

    public async Task<LookupResult> Lookup(StepKey step, string number, string body)
    {
        try
        {
            using var limit = new CancellationTokenSource(LongestCall / 2);
            using var answer = await _http.GetAsync($"{step.Operation}/{Uri.EscapeDataString(number)}", limit.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => LookupOutcome.Exists,
                HttpStatusCode.NotFound => LookupOutcome.Missing,
                _ => LookupOutcome.NoAnswer,
            };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return LookupOutcome.NoAnswer;
        }
    }

    public void Dispose() => _http.Dispose();

    private static CallOutcome OutcomeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.OK => CallOutcome.Done,
        HttpStatusCode.BadRequest => CallOutcome.Refused,
        HttpStatusCode.Unauthorized => CallOutcome.CredentialsRefused,
        HttpStatusCode.ServiceUnavailable => CallOutcome.NoEffect,
        _ => CallOutcome.Unknown,
    };
}

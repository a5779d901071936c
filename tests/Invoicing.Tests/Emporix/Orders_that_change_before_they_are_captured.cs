using Invoicing.Emporix;
using Invoicing.Process;
using Invoicing.Systems;
using Invoicing.Systems.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Emporix;

public class Orders_that_change_before_they_are_captured
{
    private readonly FakeTimeProvider _clock = new();
    private readonly OrderService _emporix = new();

    [Theory]
    [InlineData("""{"status":"CREATED","currency":"EUR","calculatedPrice":{"finalPrice":{"grossValue":39.90}},"payments":[{"transactionId":"t-1"}]}""")]
    [InlineData("""{"status":"CREATED","currency":"EUR","calculatedPrice":{"finalPrice":{"grossValue":74.90}},"payments":[{"transactionId":"t-2"}]}""")]
    [InlineData("""{"status":"DECLINED","currency":"EUR","calculatedPrice":{"finalPrice":{"grossValue":74.90}},"payments":[{"transactionId":"t-1"}]}""")]
    public async Task are_not_captured(string order)
    {
        _emporix.Order = order;

        (await Capture()).Outcome.ShouldBe(CallOutcome.Refused);

        _emporix.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task are_captured_when_nothing_of_it_matters()
    {
        _emporix.Order =
            """{"status":"SHIPPED","currency":"EUR","calculatedPrice":{"finalPrice":{"grossValue":74.90}},"payments":[{"transactionId":"t-1"}]}""";

        (await Capture()).Outcome.ShouldBe(CallOutcome.Done);

        _emporix.Posted.ShouldBe(["/payment-gateway/acme/payment/t-1/capture"]);
    }

    private Task<CallResult> Capture()
    {
        var options = Options.Create(new EmporixSettings());
        var captures = new Captures(options, _emporix, _clock);
        return new EmporixSystem(options, _emporix, captures, null!, null!, null!, null!, _clock).Execute(
            new StepKey(EmporixPlanner.SystemName, EmporixSteps.Capture, "t-1"),
            """
            {"tenant":"acme","orderId":"o-1","transactionId":"t-1","amount":74.90,"currency":"EUR","authorised":74.90,"total":74.90}
            """,
            new CallDeadline(_clock, TimeSpan.FromSeconds(20)));
    }

    private sealed class OrderService : IEmporix
    {
        public string Order { get; set; } = "";

        public List<string> Posted { get; } = [];

        public bool RefusesAll => false;

        public Task<HttpAttempt> Get(string tenant, string path, TimeSpan left) => Task.FromResult(
            Json(path.Contains("/salesorders/", StringComparison.Ordinal) ? Order : """{"entries":[]}"""));

        public Task<HttpAttempt> Post(string tenant, string path, string body, CallDeadline deadline)
        {
            Posted.Add(path);
            return Task.FromResult(Json("""{"successful":true,"captureId":"c-1"}"""));
        }

        public Task<HttpAttempt> Check(string tenant) => throw new NotSupportedException();

        private static HttpAttempt Json(string text) => new(new HttpAnswer(200, "application/json", Text: text));
    }
}

using System.Net.Sockets;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Tests.RetailPro;

public class When_there_is_no_answer
{
    [Theory]
    [InlineData(
        TransportFailure.NoFreePlace,
        CallOutcome.NoEffect,
        "was not sent: no place became free within half the time of the call (RetailPro:Concurrency is 32).")]
    [InlineData(
        TransportFailure.BreakerOpen,
        CallOutcome.NoEffect,
        "was not sent: the last calls to Retail Pro failed, so that calls are held back for another 4 s (circuit breaker open).")]
    [InlineData(TransportFailure.WindowOver, CallOutcome.NoEffect, "was not sent: its time was over before anything was written.")]
    [InlineData(
        TransportFailure.NameNotResolved,
        CallOutcome.NoEffect,
        "was not sent: the name localhost is not known. Check RetailPro:BaseUrl.")]
    [InlineData(
        TransportFailure.NotConnected,
        CallOutcome.NoEffect,
        "was not sent: no connection to localhost:1 could be opened. Check RetailPro:BaseUrl and whether Retail Pro runs.")]
    [InlineData(TransportFailure.ConnectTimeout, CallOutcome.NoEffect, "was not sent: no connection to localhost:1 could be opened in "
        + "time (RetailPro:ConnectTimeout is 00:00:05). Check RetailPro:BaseUrl and whether Retail Pro runs.")]
    [InlineData(TransportFailure.NotSecure, CallOutcome.NoEffect, "was not sent: no secure connection to localhost:1 could be opened: "
        + "its certificate is not trusted here, or it does not speak TLS. Check RetailPro:BaseUrl.")]
    [InlineData(TransportFailure.NotWritten, CallOutcome.NoEffect, "was not sent: it failed before anything was written (SomeException).")]
    [InlineData(
        TransportFailure.TimedOut,
        CallOutcome.Unknown,
        "was sent but not answered in time (RetailPro:CallTimeout is 00:00:20): Retail Pro may or may not have carried it out.")]
    [InlineData(
        TransportFailure.CutOff,
        CallOutcome.Unknown,
        "was sent, but the connection was cut before the answer: Retail Pro may or may not have carried it out.")]
    public void it_matters_whether_writing_had_begun(object interruption, object outcome, string message)
    {
        var reply = new HttpAttempt(null, (TransportFailure)interruption, "SomeException", TimeSpan.FromSeconds(3.2));

        var result = CallClassification.Of(reply, new CallAsked("Transfer Slip", "{}", Some.Settings(), DateTimeOffset.UnixEpoch));

        (result.Outcome, result.Message, result.Status, result.Body).ShouldBe(
            ((CallOutcome)outcome, $"Transfer Slip {message}", null, null));
        result.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3.2));
    }

    public static TheoryData<Exception, object> BeforeWriting => new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError), TransportFailure.NameNotResolved },
        { new HttpRequestException(HttpRequestError.ConnectionError), TransportFailure.NotConnected },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError), TransportFailure.NotConnected },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), TransportFailure.NotSecure },
        { new HttpRequestException("", new SocketException()), TransportFailure.NotConnected },
        { new HttpRequestException(HttpRequestError.Unknown), TransportFailure.NotWritten },
        { new TaskCanceledException("", new TimeoutException()), TransportFailure.ConnectTimeout },
        { new HttpRequestException("", new WindowOverException()), TransportFailure.WindowOver },
        { new WindowOverException(), TransportFailure.WindowOver },
        { new InvalidOperationException(), TransportFailure.NotWritten },
    };

    [Theory]
    [MemberData(nameof(BeforeWriting))]
    public void before_writing_the_kind_of_error_says_which_setting_to_look_at(Exception exception, object interruption)
    {
        TransportFailures.Of(exception, hasBegun: false, timeIsUp: false).Interruption.ShouldBe(interruption);
        TransportFailures.Of(exception, hasBegun: true, timeIsUp: false).Interruption.ShouldBe(TransportFailure.CutOff);
        TransportFailures.Of(exception, hasBegun: true, timeIsUp: true).Interruption.ShouldBe(TransportFailure.TimedOut);
    }

    [Fact]
    public void neither_the_text_nor_the_name_of_an_exception_is_shown() =>
        TransportFailures.Of(new InvalidOperationException("token 123"), false, false).Detail.ShouldBe("code E-386C");

    [Theory]
    [InlineData(HttpRequestError.ResponseEnded, "the connection was closed without an answer")]
    [InlineData(HttpRequestError.InvalidResponse, "what came is not HTTP")]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded, "the headers of the answer are too long")]
    public void what_is_known_of_it_is_told(HttpRequestError error, string told) =>
        TransportFailures.Of(new HttpRequestException(error, "token 123", new IOException("token 123")), false, false).Detail
            .ShouldBe(told);

    [Theory]
    [InlineData(TransportFailure.NoFreePlace, false)]
    [InlineData(TransportFailure.BreakerOpen, false)]
    [InlineData(TransportFailure.WindowOver, false)]
    [InlineData(TransportFailure.NameNotResolved, true)]
    [InlineData(TransportFailure.NotConnected, true)]
    [InlineData(TransportFailure.ConnectTimeout, true)]
    [InlineData(TransportFailure.NotSecure, true)]
    [InlineData(TransportFailure.TimedOut, true)]
    [InlineData(TransportFailure.CutOff, true)]
    public void the_breaker_counts_what_Retail_Pro_is_to_blame_for(object interruption, bool counts) =>
        CallClassification.IsTrouble(new HttpAttempt(null, (TransportFailure)interruption)).ShouldBe(counts);

    [Theory]
    [InlineData(200, true, false)]
    [InlineData(200, false, true)]
    [InlineData(302, true, false)]
    [InlineData(400, true, false)]
    [InlineData(401, true, false)]
    [InlineData(408, true, false)]
    [InlineData(429, true, true)]
    [InlineData(500, true, true)]
    [InlineData(503, true, true)]
    public void and_of_the_answers_429_and_5xx(int status, bool isComplete, bool counts) =>
        CallClassification.IsTrouble(new HttpAttempt(new HttpAnswer(status, IsComplete: isComplete))).ShouldBe(counts);
}

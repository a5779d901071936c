using System.Net.Sockets;
using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

public class When_there_is_no_answer
{
    [Theory]
    [InlineData(Interruption.NoFreePlace, CallOutcome.NoEffect, "was not sent: no place became free within half the time of the call (RetailPro:Concurrency is 32).")]
    [InlineData(Interruption.BreakerOpen, CallOutcome.NoEffect, "was not sent: the last calls to Retail Pro failed, so that calls are held back for another 4 s (circuit breaker open).")]
    [InlineData(Interruption.WindowOver, CallOutcome.NoEffect, "was not sent: its time was over before anything was written.")]
    [InlineData(Interruption.NameNotResolved, CallOutcome.NoEffect, "was not sent: the name localhost is not known. Check RetailPro:BaseUrl.")]
    [InlineData(Interruption.NotConnected, CallOutcome.NoEffect, "was not sent: no connection to localhost:1 could be opened. Check RetailPro:BaseUrl and whether Retail Pro runs.")]
    [InlineData(Interruption.ConnectTimeout, CallOutcome.NoEffect, "was not sent: no connection to localhost:1 could be opened in time (RetailPro:ConnectTimeout is 00:00:05). Check RetailPro:BaseUrl and whether Retail Pro runs.")]
    [InlineData(Interruption.NotSecure, CallOutcome.NoEffect, "was not sent: no secure connection to localhost:1 could be opened: its certificate is not trusted here, or it does not speak TLS. Check RetailPro:BaseUrl.")]
    [InlineData(Interruption.NotWritten, CallOutcome.NoEffect, "was not sent: it failed before anything was written (SomeException).")]
    [InlineData(Interruption.TimedOut, CallOutcome.Unknown, "was sent but not answered in time (RetailPro:CallTimeout is 00:00:20): Retail Pro may or may not have carried it out.")]
    [InlineData(Interruption.CutOff, CallOutcome.Unknown, "was sent, but the connection was cut before the answer: Retail Pro may or may not have carried it out.")]
    public void it_matters_whether_writing_had_begun(object interruption, object outcome, string message)
    {
        var reply = new Reply(null, (Interruption)interruption, "SomeException", TimeSpan.FromSeconds(3.2));

        var result = CallClassification.Of(reply, new CallAsked("Transfer Slip", "{}", Some.Settings(), DateTimeOffset.UnixEpoch));

        (result.Outcome, result.Message, result.Status, result.Body).ShouldBe(((CallOutcome)outcome, $"Transfer Slip {message}", null, null));
        result.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3.2));
    }

    public static TheoryData<Exception, object> BeforeWriting => new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError), Interruption.NameNotResolved },
        { new HttpRequestException(HttpRequestError.ConnectionError), Interruption.NotConnected },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError), Interruption.NotConnected },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), Interruption.NotSecure },
        { new HttpRequestException("", new SocketException()), Interruption.NotConnected },
        { new HttpRequestException(HttpRequestError.Unknown), Interruption.NotWritten },
        { new TaskCanceledException("", new TimeoutException()), Interruption.ConnectTimeout },
        { new HttpRequestException("", new WindowOverException()), Interruption.WindowOver },
        { new WindowOverException(), Interruption.WindowOver },
        { new InvalidOperationException(), Interruption.NotWritten },
    };

    [Theory]
    [MemberData(nameof(BeforeWriting))]
    public void before_writing_the_kind_of_error_says_which_setting_to_look_at(Exception exception, object interruption)
    {
        Interruptions.Of(exception, hasBegun: false, timeIsUp: false).Interruption.ShouldBe(interruption);
        Interruptions.Of(exception, hasBegun: true, timeIsUp: false).Interruption.ShouldBe(Interruption.CutOff);
        Interruptions.Of(exception, hasBegun: true, timeIsUp: true).Interruption.ShouldBe(Interruption.TimedOut);
    }

    [Fact]
    public void neither_the_text_nor_the_name_of_an_exception_is_shown() =>
        Interruptions.Of(new InvalidOperationException("token 123"), false, false).Detail.ShouldBe("code E-386C");

    [Theory]
    [InlineData(HttpRequestError.ResponseEnded, "the connection was closed without an answer")]
    [InlineData(HttpRequestError.InvalidResponse, "what came is not HTTP")]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded, "the headers of the answer are too long")]
    public void what_is_known_of_it_is_told(HttpRequestError error, string told) =>
        Interruptions.Of(new HttpRequestException(error, "token 123", new IOException("token 123")), false, false).Detail.ShouldBe(told);

    [Theory]
    [InlineData(Interruption.NoFreePlace, false)]
    [InlineData(Interruption.BreakerOpen, false)]
    [InlineData(Interruption.WindowOver, false)]
    [InlineData(Interruption.NameNotResolved, true)]
    [InlineData(Interruption.NotConnected, true)]
    [InlineData(Interruption.ConnectTimeout, true)]
    [InlineData(Interruption.NotSecure, true)]
    [InlineData(Interruption.TimedOut, true)]
    [InlineData(Interruption.CutOff, true)]
    public void the_breaker_counts_what_Retail_Pro_is_to_blame_for(object interruption, bool counts) =>
        CallClassification.IsTrouble(new Reply(null, (Interruption)interruption)).ShouldBe(counts);

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
        CallClassification.IsTrouble(new Reply(new Answer(status, IsComplete: isComplete))).ShouldBe(counts);
}

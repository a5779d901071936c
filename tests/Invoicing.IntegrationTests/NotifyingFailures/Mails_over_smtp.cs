using System.Text;
using Invoicing.NotifyingFailures;
using Microsoft.Extensions.Options;

namespace Invoicing.IntegrationTests.NotifyingFailures;

public sealed class Mails_over_smtp
{
    private static readonly Mail Mail = new(Guid.NewGuid(), "<1@shop.example>", "[Invoicing] Order Ñ1: refused", "First …\n.second\n");

    private readonly RecordingLog<SmtpMailGateway> _log = new();

    [Fact]
    public async Task arrive_as_they_were_written()
    {
        await using var server = new SmtpSink();

        await Gateway(server, "a@shop.example", "b@shop.example").Send(Mail, CancellationToken.None);

        var text = server.Accepted.ShouldHaveSingleItem();
        text.ShouldContain("Message-ID: <1@shop.example>\n");
        text.ShouldContain("From: invoicing@localhost\n");
        text.ShouldContain("To: a@shop.example, b@shop.example\n");
        text.ShouldContain($"Subject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(Mail.Subject))}?=\n");
        text.ShouldContain("Auto-Submitted: auto-generated\n");
        var body = text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].ReplaceLineEndings("");
        Encoding.UTF8.GetString(Convert.FromBase64String(body)).ShouldBe("First …\r\n.second\r\n");
    }

    [Fact]
    public async Task with_html_and_a_file_go_to_their_own_recipients_with_every_part()
    {
        await using var server = Invoicing.Simulators.Smtp.SmtpSink.Start();
        var gateway = new SmtpMailGateway(
            Options.Create(new MailSettings { To = ["a@shop.example"], Smtp = new() { Host = "127.0.0.1", Port = server.Port, StartTls = false } }), _log);

        await gateway.Send(
            Mail with { HtmlBody = "<p>Ñ &amp; …</p>\n", Attachment = new("failures.csv", "\uFEFForder\r\n\"Ñ1\"\r\n"u8.ToArray()), Recipients = ["store@shop.example"] },
            CancellationToken.None);

        var received = server.Messages.ShouldHaveSingleItem();
        received.To.ShouldBe(["store@shop.example"]);
        received.Parts.Select(part => part.Type).ShouldBe(["text/plain", "text/html", "text/csv"]);
        received.Body.ShouldBe("First …\r\n.second\r\n");
        received.Html.ShouldBe("<p>Ñ &amp; …</p>\r\n");
        (received.Attachment!.FileName, received.Attachment.Text).ShouldBe(("failures.csv", "\uFEFForder\r\n\"Ñ1\"\r\n"));
    }

    [Fact]
    public async Task to_a_silent_server_end_by_their_time_out()
    {
        await using var server = new SmtpSink(silent: true);
        var gateway = Gateway(server, "a@shop.example");

        (await Should.ThrowAsync<TimeoutException>(gateway.Send(Mail, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20))))
            .Message.ShouldContain("did not take the mail");
        (await gateway.Check(CancellationToken.None)).ShouldNotBeNull().ShouldContain("did not answer");
    }

    [Fact]
    public async Task to_a_silent_server_end_at_once_when_the_program_stops()
    {
        await using var server = new SmtpSink(silent: true);
        using var stop = new CancellationTokenSource();

        var sending = Gateway(server, "a@shop.example", TimeSpan.FromMinutes(5)).Send(Mail, stop.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task fail_when_no_recipient_is_accepted()
    {
        await using var server = new SmtpSink();

        await Should.ThrowAsync<System.Net.Mail.SmtpException>(Gateway(server, "a@refused.example").Send(Mail, CancellationToken.None));
        await Should.ThrowAsync<System.Net.Mail.SmtpException>(
            Gateway(server, "a@refused.example", "b@refused.example").Send(Mail, CancellationToken.None));

        server.Accepted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a@shop.example", "b@refused.example")]
    [InlineData("a@refused.example", "b@shop.example")]
    public async Task are_sent_when_some_recipients_are_accepted_and_never_again(string first, string second)
    {
        await using var server = new SmtpSink();

        await Gateway(server, first, second).Send(Mail, CancellationToken.None);

        server.Accepted.Count.ShouldBe(1);
        _log.Warnings.ShouldBe(["The mail server refused 1 of 2 recipients of a mail; look at the setting Mail:To"]);
    }

    private SmtpMailGateway Gateway(SmtpSink server, params string[] to) => Gateway(server, string.Join(',', to), TimeSpan.FromSeconds(2));

    private SmtpMailGateway Gateway(SmtpSink server, string to, TimeSpan timeout) => new(
        Options.Create(new MailSettings
        {
            To = to.Split(','),
            Smtp = new() { Host = "127.0.0.1", Port = server.Port, StartTls = false, Timeout = timeout },
        }),
        _log);
}

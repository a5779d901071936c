using System.Text;
using Invoicing.Failures;
using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.IntegrationTests.Failures;

public sealed class Mails_over_smtp
{
    private static readonly Mail Mail = new(Guid.NewGuid(), "<1@shop.example>", "[Invoicing] Order Ñ1: refused", "First …\n.second\n");

    [Fact]
    public async Task arrive_as_they_were_written()
    {
        await using var server = new PlainMailServer();

        await Gateway(server, "a@shop.example", "b@shop.example").Send(Mail, CancellationToken.None);

        var text = server.Accepted.ShouldHaveSingleItem();
        text.ShouldContain("Message-ID: <1@shop.example>\n");
        text.ShouldContain("From: invoicing@localhost\n");
        text.ShouldContain("To: a@shop.example, b@shop.example\n");
        new ReceivedMail(default, "", [], text.ReplaceLineEndings("\r\n"), null).Subject.ShouldBe(Mail.Subject);
        text.ShouldContain("Auto-Submitted: auto-generated\n");
        var body = text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].ReplaceLineEndings("");
        Encoding.UTF8.GetString(Convert.FromBase64String(body)).ShouldBe("First …\r\n.second\r\n");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public async Task for_which_no_time_is_left_are_surely_not_taken(int seconds)
    {
        await using var server = new PlainMailServer();

        var late = await Should.ThrowAsync<MailServerException>(
            () => Gateway(server, "a@shop.example").Send(Mail, CancellationToken.None, TimeSpan.FromSeconds(seconds)));

        (late.MayBeTaken, late.IsForGood).ShouldBe((false, false));
        server.Accepted.ShouldBeEmpty();
    }

    [Fact]
    public async Task with_html_and_a_file_go_to_their_own_recipients_with_every_part()
    {
        await using var server = SmtpSink.Start();
        var gateway = new SmtpMailGateway(
            Options.Create(new MailSettings {
                To = ["a@shop.example"],
                Smtp = new() { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None } }));

        await gateway.Send(
            Mail with { HtmlBody = "<p>Ñ &amp; …</p>\n", Attachment = new(
                "failures.csv",
                "\uFEFForder\r\n\"Ñ1\"\r\n"u8.ToArray()), Recipients = ["store@shop.example"] },
            CancellationToken.None);

        var received = server.Messages.ShouldHaveSingleItem();
        received.To.ShouldBe(["store@shop.example"]);
        received.Parts.Select(part => part.Type).ShouldBe(["text/plain", "text/html", "text/csv"]);
        received.Body.ShouldBe("First …\r\n.second\r\n");
        received.Html.ShouldBe("<p>Ñ &amp; …</p>\r\n");
        received.Attachment.ShouldBe(new("text/csv", "failures.csv", "\uFEFForder\r\n\"Ñ1\"\r\n"));
    }

    [Fact]
    public async Task that_an_earlier_version_stored_for_several_in_one_text_reach_each_of_them()
    {
        await using var server = new PlainMailServer();

        await Gateway(server, "ops@shop.example").Send(
            Mail with { Recipients = ["a@shop.example; b@shop.example"] },
            CancellationToken.None);

        server.Accepted.ShouldHaveSingleItem().ShouldContain("To: a@shop.example, b@shop.example\n");
    }

    [Fact]
    public async Task to_a_silent_server_end_by_their_time_out()
    {
        await using var server = new PlainMailServer(silent: true);
        var gateway = Gateway(server, "a@shop.example");

        (await Should.ThrowAsync<MailServerException>(gateway.Send(Mail, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20))))
            .Message.ShouldEndWith("takes the connection, but did not greet within 2 s. If it speaks TLS from the first byte, set "
                + "Mail:Smtp:Security to Tls; else look at Mail:Smtp:Host and Mail:Smtp:Port.");
        (await gateway.Check(CancellationToken.None)).ShouldNotBeNull().ShouldContain("did not greet within 2 s");
    }

    [Fact]
    public async Task to_a_silent_server_end_at_once_when_the_program_stops()
    {
        await using var server = new PlainMailServer(silent: true);
        using var stop = new CancellationTokenSource();

        var sending = Gateway(server, "a@shop.example", TimeSpan.FromMinutes(5)).Send(Mail, stop.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task tell_of_every_recipient_what_became_of_it()
    {
        await using var server = new PlainMailServer();

        var outcome = await Gateway(server, "a@shop.example", "b@refused.example", "c@later.example", "d@shop.example").Send(
            Mail,
            CancellationToken.None);

        outcome.Accepted.ShouldBe(2);
        outcome.Refused.ShouldBe(
            [new("b@refused.example", "550 no such user", ForGood: true), new("c@later.example", "450 come again", ForGood: false)]);
        server.Accepted.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("a@refused.example")]
    [InlineData("a@refused.example", "b@later.example")]
    public async Task are_sent_to_nobody_when_no_recipient_is_accepted(params string[] to)
    {
        await using var server = new PlainMailServer();

        var outcome = await Gateway(server, to).Send(Mail, CancellationToken.None);

        (outcome.Accepted, outcome.Refused.Count).ShouldBe((0, to.Length));
        server.Accepted.ShouldBeEmpty();
    }

    private SmtpMailGateway Gateway(PlainMailServer server, params string[] to) =>
        Gateway(server, string.Join(',', to), TimeSpan.FromSeconds(2));

    private SmtpMailGateway Gateway(PlainMailServer server, string to, TimeSpan timeout) => new(
        Options.Create(new MailSettings
        {
            To = [to],
            Smtp = new() { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, Timeout = timeout },
        }));
}

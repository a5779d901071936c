using System.Net.Sockets;
using System.Text;
using Invoicing.Simulators.Smtp;

namespace Invoicing.Tests.Simulators.Smtp;

public sealed class When_a_client_speaks_plainly
{
    [Fact]
    public async Task the_dialogue_is_that_of_a_mail_server()
    {
        await using var sink = SmtpSink.Start();

        var codes = await Say(
            sink,
            "HELO me", "NOOP", "RCPT TO:<a@example.test>", "DATA", "MAIL FROM:nobody", "MAIL FROM:<>", "MAIL FROM:<again@example.test>", "DATA",
            "RSET", "MAIL FROM:<me@example.test> SIZE=10", "RCPT TO:<a@example.test>", "DATA", "Subject: x\r\n\r\n..a\n.\nb\r\n.", "WHAT", "VRFY a",
            "AUTH PLAIN AGEAYg==", "AUTH LOGIN", "YQ==", "Yg==", "AUTH GSSAPI", "QUIT");

        codes.ShouldBe("220 250 250 503 503 501 250 503 554 250 250 250 354 250 500 252 235 334 334 235 504 221");
        sink.Messages.ShouldHaveSingleItem().Raw.ShouldBe("Subject: x\r\n\r\n.a\n.\nb\r\n");
    }

    [Fact]
    public async Task many_clients_at_once_are_all_served()
    {
        await using var sink = SmtpSink.Start();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Say(
            sink, "HELO me", "MAIL FROM:<me@example.test>", "RCPT TO:<a@example.test>", "DATA", $"Subject: {number}\r\n\r\nx\r\n.", "QUIT")));

        sink.Messages.Select(mail => mail.Subject).Distinct().Count().ShouldBe(200);
    }

    [Fact]
    public async Task the_second_mail_of_a_connection_is_not_for_the_first_ones_recipients()
    {
        await using var sink = SmtpSink.Start();

        await Say(
            sink,
            "HELO me", "MAIL FROM:<me@example.test>", "RCPT TO:<a@example.test>", "DATA", "one\r\n.",
            "MAIL FROM:<you@example.test>", "RCPT TO:<b@example.test>", "DATA", "two\r\n.", "QUIT");

        sink.Messages.Select(mail => $"{mail.From} {string.Join(',', mail.To)}")
            .ShouldBe(["me@example.test a@example.test", "you@example.test b@example.test"]);
    }

    [Fact]
    public async Task half_a_mail_is_none()
    {
        await using var sink = SmtpSink.Start();

        string[] start = ["HELO me", "MAIL FROM:<me@example.test>", "RCPT TO:<a@example.test>", "DATA"];
        await Say(sink, [.. start]);
        await Say(sink, [.. start, "whole\r\n."]);

        sink.Messages.ShouldHaveSingleItem().Raw.ShouldBe("whole\r\n");
    }

    [Fact]
    public async Task commands_sent_ahead_are_answered_one_by_one()
    {
        await using var sink = SmtpSink.Start();

        var codes = await Say(
            sink,
            "EHLO me",
            "MAIL FROM:<me@example.test>\r\nRCPT TO:<a@example.test>\r\nDATA\r\n.",
            "NOOP",
            "NOOP",
            "NOOP");

        codes.ShouldBe("220 250 250 250 354 250");
        sink.Messages.ShouldHaveSingleItem().To.ShouldBe(["a@example.test"]);
    }

    // The code of the greeting, then of the answer to each line.
    private static async Task<string> Say(SmtpSink sink, params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", sink.Port);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        var codes = new List<string> { await Code(reader) };
        foreach (var line in lines)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
            codes.Add(await Code(reader));
        }

        return string.Join(' ', codes);
    }

    private static async Task<string> Code(StreamReader reader)
    {
        string line;
        do
        {
            line = await reader.ReadLineAsync() ?? "???";
        }
        while (line.Length > 3 && line[3] == '-');
        return line[..3];
    }
}

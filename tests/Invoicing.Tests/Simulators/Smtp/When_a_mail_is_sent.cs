using System.Net;
using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Invoicing.Tests.Simulators.Smtp;

public sealed class When_a_mail_is_sent
{
    [Fact]
    public async Task it_is_kept_with_envelope_headers_and_body()
    {
        await using var sink = SmtpSink.Start();
        using var mail = Mail(
            "Órdenes sin factura: una línea de asunto tan larga que hay que partirla en varias palabras",
            ".un punto\r\n..dos\r\n.");
        mail.Bcc.Add(MailboxAddress.Parse("hidden@example.test"));
        mail.MessageId = "1042.1@invoicing.example.test";

        await Send(sink, mail);

        var kept = sink.Messages.ShouldHaveSingleItem();
        kept.From.ShouldBe("invoicing@example.test");
        kept.To.ShouldBe(["ops@example.test", "hidden@example.test"]);
        kept.Subject.ShouldBe(mail.Subject);
        kept.MessageId.ShouldBe("<1042.1@invoicing.example.test>");
        kept.Header("to").ShouldBe("ops@example.test");
        kept.Raw.ShouldNotContain("hidden@example.test");
        kept.Body.ReplaceLineEndings().TrimEnd().ShouldBe(mail.TextBody!.ReplaceLineEndings());
    }

    [Fact]
    public async Task it_is_stored_as_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("smtp-sink-").FullName;
        try
        {
            await using var sink = SmtpSink.Start(folder: Path.Combine(folder, "new"));
            using var mail = Mail("one", "1");

            await Send(sink, mail);
            await Send(sink, mail);

            var files = Directory.GetFiles(Path.Combine(folder, "new")).Order().ToArray();
            files.Length.ShouldBe(2);
            files.ShouldBe(sink.Messages.Select(kept => kept.File!));
            Path.GetFileName(files[0]).ShouldMatch(@"^\d{8}T\d{6}\.\d{3}Z-000001\.eml$");
            File.ReadAllText(files[0]).ShouldBe(sink.Messages[0].Raw);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task any_name_and_password_will_do()
    {
        await using var sink = SmtpSink.Start();
        using var mail = Mail("one", "1");

        await Send(sink, mail, login: new("someone", "secret"));

        sink.Messages.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(SmtpStage.Sender), 451)]
    [InlineData(nameof(SmtpStage.Recipient), 550)]
    [InlineData(nameof(SmtpStage.Recipient), 451)]
    [InlineData(nameof(SmtpStage.Data), 451)]
    [InlineData(nameof(SmtpStage.Content), 554)]
    public async Task it_can_be_refused_at_any_stage(string stage, int code)
    {
        await using var sink = SmtpSink.Start();
        using var mail = Mail("one", "1");
        sink.Reject(Enum.Parse<SmtpStage>(stage), code, times: 1);

        var refusal = await Should.ThrowAsync<SmtpCommandException>(() => Send(sink, mail));

        ((int)refusal.StatusCode).ShouldBe(code);
        sink.Messages.ShouldBeEmpty();
        await Send(sink, mail);
        sink.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task it_can_be_kept_though_the_sender_is_told_otherwise()
    {
        await using var sink = SmtpSink.Start();
        using var mail = Mail("one", "1");
        sink.Reject(SmtpStage.Kept, 451);

        await Should.ThrowAsync<SmtpCommandException>(() => Send(sink, mail));

        sink.Messages.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(SmtpStage.Connection), 0)]
    [InlineData(nameof(SmtpStage.Recipient), 0)]
    [InlineData(nameof(SmtpStage.Kept), 1)]
    public async Task it_can_be_left_hanging(string stage, int kept)
    {
        await using var sink = SmtpSink.Start();
        using var mail = Mail("one", "1");
        sink.Hang(Enum.Parse<SmtpStage>(stage));

        await Should.ThrowAsync<OperationCanceledException>(() => Send(sink, mail, timeoutMs: 300));

        sink.Messages.Count.ShouldBe(kept);
        sink.ClearFaults();
        await Send(sink, mail);
        sink.Messages.Count.ShouldBe(kept + 1);
    }

    private static MimeMessage Mail(string subject, string body) => new(
        [MailboxAddress.Parse("invoicing@example.test")], [MailboxAddress.Parse("ops@example.test")], subject, new TextPart {
            Text = body });

    private static async Task Send(SmtpSink sink, MimeMessage mail, int timeoutMs = 10_000, NetworkCredential? login = null)
    {
        using var limit = new CancellationTokenSource(timeoutMs);
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", sink.Port, SecureSocketOptions.None, limit.Token);
        if (login is not null)
        {
            await client.AuthenticateAsync(login, limit.Token);
        }

        await client.SendAsync(mail, limit.Token);
    }
}

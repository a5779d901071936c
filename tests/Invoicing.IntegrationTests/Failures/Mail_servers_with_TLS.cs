using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Invoicing.Failures;
using Invoicing.Simulators.Smtp;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.IntegrationTests.Failures;

/// <summary>
/// Its certificate is trusted by nobody. A trusted one, as of a real server, would have to be put among those of the system; that the
/// program can agree on TLS and then judges the certificate is what is tried here.
/// </summary>
public sealed class Mail_servers_with_TLS
{
    private static readonly Mail Mail = new(Guid.NewGuid(), "<1@shop.example>", "Test", "Test\n");

    [Theory]
    [InlineData(true, nameof(SmtpSecurity.Tls))]
    [InlineData(false, nameof(SmtpSecurity.StartTls))]
    public async Task are_refused_for_a_certificate_that_is_not_trusted(bool tlsFirst, string security)
    {
        await using var server = SmtpSink.Start(certificate: Certificate(), tlsFirst: tlsFirst);
        var gateway = Gateway(server.Port, Enum.Parse<SmtpSecurity>(security));

        var problem = (await gateway.Check(CancellationToken.None)).ShouldNotBeNull();
        problem.ShouldContain("has a certificate that is not trusted: ");
        problem.ShouldContain("self-signed", Case.Insensitive);
        problem.ShouldContain("Mail:Smtp:Host");
        (await Should.ThrowAsync<MailServerException>(gateway.Send(Mail, CancellationToken.None))).Message.ShouldBe(problem);
        server.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task are_told_by_name_when_the_certificate_is_of_another()
    {
        await using var server = SmtpSink.Start(certificate: Certificate("CN=mail.other.example"), tlsFirst: true);

        (await Gateway(server.Port, SmtpSecurity.Tls).Check(CancellationToken.None)).ShouldNotBeNull()
            .ShouldContain("it is not for 127.0.0.1 but for CN=mail.other.example");
    }

    [Fact]
    public async Task from_the_first_byte_are_told_where_STARTTLS_is_set()
    {
        await using var server = SmtpSink.Start(certificate: Certificate(), tlsFirst: true);

        (await Gateway(server.Port, SmtpSecurity.Auto).Check(CancellationToken.None)).ShouldNotBeNull()
            .ShouldContain("If it speaks TLS from the first byte, set Mail:Smtp:Security to Tls");
    }

    [Fact]
    public async Task by_STARTTLS_only_are_told_where_TLS_is_set()
    {
        await using var server = SmtpSink.Start(certificate: Certificate());

        (await Gateway(server.Port, SmtpSecurity.Tls).Check(CancellationToken.None)).ShouldNotBeNull()
            .ShouldContain("If it begins TLS with STARTTLS only, set Mail:Smtp:Security to StartTls");
    }

    [Fact]
    public async Task get_nothing_without_TLS_unless_the_settings_say_so()
    {
        await using var server = SmtpSink.Start();

        (await Should.ThrowAsync<MailServerException>(Gateway(server.Port, SmtpSecurity.Auto).Send(Mail, CancellationToken.None)))
            .Message.ShouldContain("does not offer STARTTLS, and nothing is sent without TLS");
        server.Messages.ShouldBeEmpty();
        (await Gateway(server.Port, SmtpSecurity.None).Send(Mail, CancellationToken.None)).Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task are_signed_in_to_and_say_so_when_they_refuse()
    {
        await using var server = SmtpSink.Start();
        var gateway = Gateway(server.Port, SmtpSecurity.None, "someone");
        (await gateway.Check(CancellationToken.None)).ShouldBeNull();
        (await gateway.Send(Mail, CancellationToken.None)).Accepted.ShouldBe(1);

        server.Reject(SmtpStage.SignIn, 535, "5.7.8 bad credentials of someone@shop.example");

        var problem = (await gateway.Check(CancellationToken.None)).ShouldNotBeNull();
        problem.ShouldContain("refuses the login (");
        problem.ShouldContain("bad credentials of (address)");
        problem.ShouldContain("Mail:Smtp:UserName");
        problem.ShouldNotContain("secret");
    }

    [Fact]
    public async Task that_refuse_the_sender_are_not_taken_to_refuse_the_recipients()
    {
        await using var server = SmtpSink.Start();
        server.Reject(SmtpStage.Sender, 550, "sign in first");

        (await Should.ThrowAsync<MailServerException>(Gateway(server.Port, SmtpSecurity.None).Send(Mail, CancellationToken.None)))
            .Message.ShouldContain("refuses the sender (550 sign in first). Correct Mail:From");
    }

    [Fact]
    public async Task that_refuse_every_recipient_are_told_by_recipient()
    {
        await using var server = SmtpSink.Start();
        server.Reject(SmtpStage.Recipient, 550, "no such user");

        (await Gateway(server.Port, SmtpSecurity.None).Send(Mail, CancellationToken.None)).Refused
            .ShouldBe([new("a@shop.example", "550 no such user", ForGood: true)]);
    }

    [Fact]
    public async Task that_hang_at_the_login_are_given_up()
    {
        await using var server = SmtpSink.Start();
        server.Hang(SmtpStage.SignIn);

        (await Gateway(server.Port, SmtpSecurity.None, "someone").Check(CancellationToken.None)).ShouldNotBeNull()
            .ShouldContain("did not answer to the login within 2 s");
    }

    private static SmtpMailGateway Gateway(int port, SmtpSecurity security, string? user = null) => new(Options.Create(new MailSettings
    {
        To = ["a@shop.example"],
        Smtp = new()
        {
            Host = "127.0.0.1", Port = port, Security = security, UserName = user, Password = user is null ?
                null :
                "secret", Timeout = TimeSpan.FromSeconds(2),
        },
    }));

    private static X509Certificate2 Certificate(string subject = "CN=127.0.0.1")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (subject == "CN=127.0.0.1")
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}

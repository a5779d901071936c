using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Invoicing.Harness;
using Invoicing.Messaging;
using Invoicing.Simulators.Smtp;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Host;

public sealed class When_dependencies_are_checked(ITestOutputHelper output) : IAsyncLifetime
{
    private Installation _installation = null!;

    public async Task InitializeAsync() => _installation = await Installation.Create(output.WriteLine);

    public async Task DisposeAsync() => await _installation.DisposeAsync();

    [Fact]
    public async Task all_are_well_after_migrate()
    {
        var check = await _installation.Run("check");

        check.ExitCode.ShouldBe(0, check.ToString());
        check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..17].TrimEnd())
            .ShouldBe(["PostgreSQL  ok", "RabbitMQ    ok", "Retail Pro  ok", "Mail        ok"]);
    }

    [Fact]
    public async Task each_says_what_is_wrong_and_which_setting_to_mend()
    {
        _installation.Set(
            ("Postgres__ConnectionString", "Host=127.0.0.1;Port=1;Username=u;Password=hidden1;Database=d"), ("RabbitMq__Uri", "amqp://u:hidden2@127.0.0.1:1/"),
            ("RetailPro__BaseUrl", "http://127.0.0.1:1"), ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Port", "1"), ("Mail__To", "operations@example.com"),
            ("Mail__Smtp__UserName", "u"), ("Mail__Smtp__Password", "hidden3"));

        var check = await _installation.Run("check");

        check.ExitCode.ShouldBe(1);
        check.ToString().ShouldNotContain("hidden");
        var lines = check.Output.Split('\n');
        lines[0].ShouldMatch("^PostgreSQL  WRONG .*Postgres:ConnectionString");
        lines[1].ShouldMatch("^RabbitMQ    WRONG .*RabbitMq:Uri");
        lines[2].ShouldMatch("^Retail Pro  WRONG .*RetailPro:BaseUrl");
        lines[3].ShouldMatch("^Mail        WRONG .*Mail:Smtp:Host");
    }

    [Theory]
    [InlineData("Auto", false, "TLS by STARTTLS")]
    [InlineData("Tls", true, "TLS from the first byte")]
    public async Task a_mail_server_is_tried_with_TLS_and_login_and_on_request_with_a_mail(string security, bool tlsFirst, string secured)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = SmtpSink.Start(certificate: certificate, tlsFirst: tlsFirst);
        var trusted = Path.Combine(_installation.Mails.Folder, "..", $"trusted-{server.Port}.pem");
        Directory.CreateDirectory(Path.GetDirectoryName(trusted)!);
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        _installation.Set(
            ("SSL_CERT_FILE", trusted), ("Mail__Smtp__Host", "localhost"), ("Mail__Smtp__Port", $"{server.Port}"), ("Mail__Smtp__Security", security),
            ("Mail__Smtp__UserName", "someone"), ("Mail__Smtp__Password", "hidden"), ("Mail__To", "ops@example.com; second@example.com"));

        var check = await _installation.Run("check");
        check.Output.ShouldContain($"Mail        ok     localhost:{server.Port} answers, {secured}, login accepted");
        check.ExitCode.ShouldBe(0, check.ToString());
        server.Messages.ShouldBeEmpty();

        var toAll = await _installation.Run("check", "--mail");
        toAll.Output.ShouldContain("Test mail   ok     taken by the mail server for 2 recipients: ops@example.com, second@example.com.");
        server.Messages.ShouldHaveSingleItem().To.ShouldBe(["ops@example.com", "second@example.com"]);

        server.Reject(SmtpStage.Recipient, 550, "no such user");
        var refused = await _installation.Run("check", "--mail", "third@example.com");
        refused.Output
            .ShouldContain("Test mail   WRONG  taken by the mail server for 0 recipients; refused: third@example.com: 550 no such user.");
        refused.ExitCode.ShouldBe(1);

        (await _installation.Run("check", "--mail", "ops@x.example second@x.example")).ExitCode.ShouldBe(2);
        refused.ToString().ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("Mail:Smpt:Host=mail.example.com", "has nothing called 'Smpt'")]
    [InlineData("Mail:To=ops@example.com second@example.com", "Mail:To has ops@example.com second@example.com, which is no mail address")]
    public async Task a_setting_that_loses_a_mail_is_told(string setting, string problem)
    {
        var check = await _installation.Run("check", "--set", setting);

        check.ExitCode.ShouldBe(1);
        check.Output.Split('\n').Single(line => line.StartsWith("Mail ")).ShouldContain(problem);
    }

    [Fact]
    public async Task queues_that_are_missing_or_of_another_kind_are_told()
    {
        // An error queue: RabbitMQ 3.10 may lose the others' dead-lettering for good when one of them is deleted.
        var queue = Queues.ErrorOf(Queues.NotifyFailures);
        await using var connection = await BrokerAddress.Parse(_installation.Broker.Uri.ToString()).ToConnectionFactory("test")
            .CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        await channel.QueueDeleteAsync(queue);
        var missing = await _installation.Run("check");
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        var different = await _installation.Run("check");

        missing.ExitCode.ShouldBe(1);
        missing.Output.ShouldContain($"missing: queue {queue}. Run `invoicing migrate`.");
        different.ExitCode.ShouldBe(1);
        different.Output.ShouldContain($"queue {queue} is not as this program declares it (inequivalent arg 'x-");
    }
}

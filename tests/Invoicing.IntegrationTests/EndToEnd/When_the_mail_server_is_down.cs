using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_the_mail_server_is_down(ITestOutputHelper output)
{
    [Fact]
    public async Task invoicing_goes_on_and_the_mail_arrives_later_once_even_if_all_queues_are_purged()
    {
        var port = FreePort.Find();
        await using var installation = await Installation.Create(output.WriteLine, settings:
        [
            ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Port", $"{port}"), ("Mail__Smtp__Security", "None"), ("Mail__To", "ops@example.test"),
        ]);
        await installation.RetailPro.Refuses("1001", "1003");
        await installation.Serve();
        await installation.Publish(Sample.Order("1001"), Sample.Order("1002"));
        await installation.Is("Failed", "1001");
        await installation.Is("Completed", "1002");

        await Wait.Until(async () => await installation.Database.Count("mt_doc_mail where (data ->> 'attempts')::int > 0") == 1, "the mail was tried in vain");
        await installation.PurgeAllQueues();
        await using var server = SmtpSink.Start(port);
        await Wait.Until(() => server.Messages.Count == 1, "the mail has come");
        server.Messages[0].Names("1001").ShouldBeTrue();

        // What comes later has passed whatever else was to come of the first.
        await installation.Publish(Sample.Order("1003"));
        await Wait.Until(() => server.Messages.Count == 2, "the second mail has come");
        server.Messages.Select(mail => mail.Names("1001")).ShouldBe([true, false]);
    }
}

using Invoicing.Failures;
using Invoicing.Harness;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_the_mail_server_is_down : NoticeTest
{
    [Fact]
    public async Task mails_wait_and_each_is_sent_once_afterwards()
    {
        Gateway.IsDown = true;
        await StartDispatcher();
        await Add(Some.Unknown());
        await Add(Some.Unknown("1043", "order"));
        await Wait.Until(
            async () =>
            {
                await Database.PassWaits();
                return await Database.Count("mt_doc_mail where (data ->> 'attempts')::int >= 3") == 2;
            },
            "tried again");

        Gateway.IsDown = false;
        await Database.PassWaits();
        await MailIsSent("has the invoice");
        await MailIsSent("has the order");
        await Database.PassWaits();
        await LaterMailIsSent("afterwards");

        Gateway.Sent.Count.ShouldBe(3);
        Gateway.Sent.Select(mail => mail.MessageId).ShouldBeUnique();
        (await Database.Count("mt_doc_mail where data ->> 'lastError' is not null")).ShouldBe(0);
    }

    [Fact]
    public async Task the_log_says_so_once_and_names_no_recipient()
    {
        Gateway.IsDown = true;
        await StartDispatcher();
        await Add(Some.Unknown());
        await Wait.Until(
            async () =>
            {
                await Database.PassWaits();
                return Gateway.Attempts >= 3;
            },
            "tried again");
        Gateway.IsDown = false;
        await Database.PassWaits();
        await MailIsSent("has the invoice");

        Log.Warnings.ShouldBe(["Sending mails to operations fails and is tried again until it works: 550 <(address)> is unknown"]);
        Log.Entries.Count(entry => entry is (LogLevel.Information, "Sending mails to operations works again")).ShouldBe(1);
    }

    [Fact]
    public async Task a_failed_mail_waits_longer_each_time()
    {
        Gateway.IsDown = true;
        await StartDispatcher();
        await Add(Some.Unknown());
        await Wait.Until(async () => await Database.Count("mt_doc_mail where (data ->> 'attempts')::int = 1 and data ->> 'lastError' is not null") == 1, "put off");
        (await Database.Count("mt_doc_mail where (data ->> 'nextAttemptAt')::timestamptz - now() between interval '1 second' and interval '5 seconds'")).ShouldBe(1);

        await Database.Execute("update mt_doc_mail set data = data || jsonb_build_object('attempts', 20, 'nextAttemptAt', now())");
        await Wait.Until(
            async () => await Database.Count("mt_doc_mail where (data ->> 'attempts')::int = 21 and (data ->> 'nextAttemptAt')::timestamptz > now() + interval '4 minutes'") == 1,
            "put off again");
        (await Database.Count("mt_doc_mail where (data ->> 'nextAttemptAt')::timestamptz <= now() + interval '5 minutes'")).ShouldBe(1);
    }

    [Fact]
    public async Task a_real_one_that_refuses_connections_gets_the_mail_once_when_it_is_back()
    {
        var port = FreePort.Find();
        Settings.Smtp = new() { Host = "127.0.0.1", Port = port, Security = SmtpSecurity.None, Timeout = TimeSpan.FromSeconds(10) };
        var gateway = new SmtpMailGateway(Options.Create(Settings));
        (await gateway.Check(CancellationToken.None)).ShouldNotBeNull().ShouldContain("Mail:Smtp:Port");
        await StartDispatcher(gateway);
        await Add(Some.Unknown());
        await Wait.Until(async () => await Database.Count("mt_doc_mail where data ->> 'lastError' like '%refused%'") == 1, "refused");

        await using var server = new PlainMailServer(port);
        await Database.PassWaits();
        await Wait.Until(async () => await Database.Count("mt_doc_mail where sent_at is not null") == 1, "sent");

        server.Accepted.ShouldHaveSingleItem().ShouldContain("Subject: [Invoicing] Order 1042: check whether Retail Pro has the invoice");
        (await gateway.Check(CancellationToken.None)).ShouldBeNull();
    }
}

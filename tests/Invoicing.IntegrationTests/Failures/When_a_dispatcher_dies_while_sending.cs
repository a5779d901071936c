using Invoicing.Failures;
using Invoicing.Harness;
using Microsoft.Extensions.Options;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_a_dispatcher_dies_while_sending : NoticeTest
{
    [Fact]
    public async Task the_mail_is_sent_again_under_the_same_id_when_its_lease_has_ended()
    {
        await Add(Some.Unknown());
        Gateway.Hangs = true;
        var dying = await StartDispatcher();
        await Wait.Until(() => Gateway.Sent.Count == 1, "sent, but not marked");
        await dying.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Gateway.Hangs = false;

        await StartDispatcher();
        await LaterMailIsSent("while-the-lease-lasts");
        Gateway.Sent.Count.ShouldBe(2);

        await Database.PassWaits();
        await MailIsSent("has the invoice", times: 2);
        await Database.PassWaits();
        await LaterMailIsSent("afterwards");

        var mails = Gateway.Sent.Where(mail => mail.Subject.Contains("has the invoice")).ToList();
        mails.Count.ShouldBe(2);
        mails[1].ShouldBe(mails[0]);
    }

    [Fact]
    public async Task a_mail_in_a_folder_is_one_file_all_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("invoicing-mails-");
        try
        {
            var gateway = new FolderMailGateway(Options.Create(new MailSettings { Folder = folder.FullName }));
            await Add(Some.Unknown());
            await Maker.MakeAtOnce(CancellationToken.None);
            var leased = (await Mails.Lease(TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldNotBeNull();
            await gateway.Send(leased.Mail, CancellationToken.None);

            await Database.PassWaits();
            await StartDispatcher(gateway);
            await Wait.Until(async () => await Database.Count("mt_doc_mail where sent_at is not null and (data ->> 'attempts')::int = 2") == 1, "sent again");

            folder.GetFiles("*.eml", SearchOption.AllDirectories).ShouldHaveSingleItem().Name.ShouldBe($"{leased.Mail.Id}.eml");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task it_does_not_put_off_a_mail_that_another_instance_has_taken_over()
    {
        await Add(Some.Unknown());
        await Maker.MakeAtOnce(CancellationToken.None);
        var frozen = (await Mails.Lease(TimeSpan.Zero, CancellationToken.None)).ShouldNotBeNull();
        var other = (await Mails.Lease(TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldNotBeNull();

        await Mails.PutOff(frozen, TimeSpan.Zero, "late", CancellationToken.None);

        other.Mail.ShouldBe(frozen.Mail);
        (await Mails.Lease(TimeSpan.Zero, CancellationToken.None)).ShouldBeNull();
    }
}

using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_the_mails_of_an_order_are_asked_for : NoticeTest
{
    [Fact]
    public async Task they_are_told_with_their_times_and_ids()
    {
        await Add(Some.Unknown("1042"));
        await Add(Some.Unknown("9999"));
        await StartDispatcher();
        await MailIsSent("has the invoice");
        await Add(Invoicing.Storage.Notice.Of(Some.Failure("1042", "slip/00000731", attempt: 2, FailureKind.OutcomeUnknown)));
        await MailIsSent("has the transfer slip");
        await Add(Invoicing.Storage.Notice.Of(Some.Failure("1042", attempt: 3)));

        var failures = await Notices.ForOrder("1042", CancellationToken.None);

        failures.Select(f => $"{f.Step} {f.Attempt}").ShouldBe(["invoice 1", "slip/00000731 2", "invoice 3"]);
        failures[1].MailMessageId.ShouldBe(Gateway.Sent[1].MessageId);
        failures[1].MailedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(failures[1].NoticedAt);
        // Noticed within the minute: not in a mail yet.
        (failures[2].MailedAt, failures[2].MailMessageId).ShouldBe((null, null));
        (await Notices.ForOrder("unknown", CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_failure_is_stored_once_and_stays_in_its_mail_whatever_it_is_saved_with()
    {
        await Add(Some.Unknown("1042"));
        var mail = (await Maker.MakeAtOnce(CancellationToken.None)).ShouldNotBeNull();
        await using var session = Database.Store.LightweightSession();
        NoticeStore.Add(Some.Unknown("1042") with { Message = "told again" }, session);
        NoticeStore.Add(Some.Unknown("9999"), session);
        NoticeStore.Add(Some.Unknown("9999"), session);

        await session.SaveChangesAsync();

        var failure = (await Notices.ForOrder("1042", CancellationToken.None)).ShouldHaveSingleItem();
        (failure.Message, failure.MailMessageId).ShouldBe(("Retail Pro answered 400", mail.MessageId));
        (await Notices.ForOrder("9999", CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_kind_that_only_a_newer_program_knows_is_told_as_one_that_is_not_expected()
    {
        await Add(Some.Unknown("1042"));
        await Database.Execute("""update mt_doc_notice set data = data || '{"kind":"Newer"}'""");

        (await Notices.ForOrder("1042", CancellationToken.None)).ShouldHaveSingleItem().Kind.ShouldBe(NoticeKind.Unexpected);
    }

    [Fact]
    public async Task a_mail_that_is_not_sent_yet_has_an_id_and_no_time()
    {
        await Add(Some.Unknown("1042"));
        var mail = (await Maker.MakeAtOnce(CancellationToken.None)).ShouldNotBeNull();

        var failure = (await Notices.ForOrder("1042", CancellationToken.None)).ShouldHaveSingleItem();

        (failure.MailedAt, failure.MailMessageId).ShouldBe((null, mail.MessageId));
    }
}

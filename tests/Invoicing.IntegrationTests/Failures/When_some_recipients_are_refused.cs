using Invoicing.Failures;
using Invoicing.Harness;
using Invoicing.Operations;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_some_recipients_are_refused : NoticeTest
{
    private static readonly RefusedRecipient Gone = new("gone@x.example", "550 no such user", ForGood: true);
    private static readonly RefusedRecipient Full = new("full@x.example", "452 mailbox full", ForGood: false);

    [Fact]
    public async Task for_good_the_others_have_it_once_and_it_is_told()
    {
        Gateway.Answer = mail => mail.Subject.Contains("invoice") ? new(1, [Gone]) : MailOutcome.TakenFor(1);
        await StartDispatcher();
        await Add(Some.Unknown());
        await MailIsSent("has the invoice");
        await Database.PassWaits();
        await LaterMailIsSent("order");

        Gateway.Sent.Count.ShouldBe(2);
        Log.Warnings.ShouldHaveSingleItem().ShouldContain("does not reach 1 of its recipients: 550 no such user.");
        (await new FlowStatusView(Database.Source).Read(CancellationToken.None)).Unreached.ShouldBe(["gone@x.example: 550 no such user"]);
    }

    [Fact]
    public async Task for_now_they_are_tried_again_without_the_others()
    {
        Gateway.Answer = _ => new(1, [Gone, Full]);
        await StartDispatcher();
        await Add(Some.Unknown());
        await Wait.Until(async () => await Database.Count("mt_doc_mail where data ->> 'reachedAt' is not null and sent_at is null") == 1, "one has it");

        Gateway.Answer = mail => mail.Recipients is ["full@x.example"] ? MailOutcome.TakenFor(1) : new(0, [Gone]);
        await Database.PassWaits();
        await Wait.Until(
            async () => await Database.Count("mt_doc_mail where sent_at is not null and data #>> '{unreached,0}' = 'gone@x.example: 550 no such user'") == 1,
            "the other has it");

        Gateway.Sent.Select(mail => mail.MessageId).Distinct().Count().ShouldBe(1);
        Gateway.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task they_are_given_up_when_they_are_refused_for_good_later_or_for_a_day()
    {
        Gateway.Answer = _ => new(1, [Full, Full with { Address = "other@x.example" }]);
        await StartDispatcher();
        await Add(Some.Unknown());
        await Wait.Until(async () => await Database.Count("mt_doc_mail where data ->> 'reachedAt' is not null and sent_at is null") == 1, "one has it");

        Gateway.Answer = _ => new(0, [Full, Gone with { Address = "other@x.example" }]);
        await Database.PassWaits();
        await Wait.Until(
            async () => await Database.Count("""
                mt_doc_mail where data #>> '{mail,recipients}' = '["full@x.example"]' and jsonb_array_length(data -> 'unreached') = 1
                """) == 1,
            "one is given up");

        Gateway.Answer = _ => new(0, [Full]);
        await Database.Execute("update mt_doc_mail set data = data || jsonb_build_object('reachedAt', now() - interval '25 hours')");
        await Database.PassWaits();
        await Wait.Until(
            async () => await Database.Count("mt_doc_mail where sent_at is not null and jsonb_array_length(data -> 'unreached') = 2") == 1,
            "so is the other");
    }

    [Fact]
    public async Task a_mail_that_nobody_has_waits_as_a_whole_however_it_was_refused()
    {
        Gateway.Answer = _ => new(0, [Gone]);
        await StartDispatcher();
        await Add(Some.Unknown());
        await Wait.Until(
            async () => await Database.Count("mt_doc_mail where (data ->> 'attempts')::int = 1 and data ->> 'lastError' like '%550 no such user%'") == 1,
            "put off");

        Gateway.Answer = _ => MailOutcome.TakenFor(1);
        await Database.PassWaits();
        await Wait.Until(
            async () => await Database.Count("mt_doc_mail where sent_at is not null and data #> '{mail,recipients}' is null and data -> 'unreached' = '[]'") == 1,
            "sent to whom the settings name then");
    }
}

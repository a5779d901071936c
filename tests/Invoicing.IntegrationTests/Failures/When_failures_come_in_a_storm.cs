using Invoicing.Harness;
using Npgsql;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_failures_come_in_a_storm : NoticeTest
{
    private const string Unknown = "check whether Retail Pro has the invoice";

    [Fact]
    public async Task one_mail_goes_out_at_once_and_one_about_the_rest_a_minute_later()
    {
        await StartDispatcher();
        await StartDispatcher();

        await Add(Some.Unknown("1"));
        await MailIsSent(Unknown);
        await Parallel.ForAsync(2, 501, async (i, _) => await Add(Some.Unknown($"{i}")));
        await LaterMailIsSent("within-the-minute");

        Gateway.Sent.Count(mail => mail.Subject.Contains(Unknown)).ShouldBe(1);
        (await Database.Count("mt_doc_notice where mail_id is null")).ShouldBe(499);

        await Database.PassMergeWindow();
        await MailIsSent(Unknown, times: 2);
        await Database.PassMergeWindow();
        await LaterMailIsSent("after-the-minute");

        Gateway.Sent.Where(mail => mail.Subject.Contains(Unknown)).Select(mail => mail.Subject).ShouldBe(
            [$"[Invoicing] Order 1: {Unknown}", $"[Invoicing] 499 orders: {Unknown}"]);
        (await Database.Count("mt_doc_notice where mail_id is null")).ShouldBe(0);
    }

    [Fact]
    public async Task instances_that_look_at_the_same_time_make_one_mail_of_a_cause()
    {
        for (var round = 1; round <= 20; round++)
        {
            await Parallel.ForAsync(0, 16, async (i, _) =>
            {
                await Add(Some.Unknown($"{round}-{i}", $"place-{round}"));
                await Maker.MakeAtOnce(CancellationToken.None);
            });
            await Maker.MakeAtOnce(CancellationToken.None);

            (await Database.Count("mt_doc_mail")).ShouldBe(round);
        }
    }

    [Fact]
    public async Task an_instance_that_is_making_a_mail_holds_up_neither_the_others_nor_new_failures()
    {
        await Add(Some.Unknown("1"));
        await using (var connection = await Database.Source.OpenConnectionAsync())
        await using (var merging = await connection.BeginTransactionAsync())
        await using (var hold = new NpgsqlCommand("select pg_advisory_xact_lock(7463211, 1)", connection, merging))
        {
            await hold.ExecuteNonQueryAsync();

            await Add(Some.Unknown("2")).WaitAsync(TimeSpan.FromSeconds(10));
            (await Maker.MakeAtOnce(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeNull();
        }

        (await Maker.MakeAtOnce(CancellationToken.None)).ShouldNotBeNull().Subject.ShouldStartWith("[Invoicing] 2 orders");
    }

    [Fact]
    public async Task instances_never_send_the_same_mail_at_the_same_time()
    {
        for (var i = 0; i < 50; i++)
        {
            await Add(Some.Unknown($"{i}", $"place-{i}"));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartDispatcher()));
        await Wait.Until(async () => await Database.Count("mt_doc_mail where sent_at is not null") == 50, "all mails sent");

        Gateway.Sent.Select(mail => mail.MessageId).ShouldBeUnique();
        Gateway.Sent.Count.ShouldBe(50);
    }

    [Fact]
    public async Task the_first_failures_of_another_cause_do_not_wait()
    {
        await StartDispatcher();

        await Add(Some.Unknown());
        await MailIsSent(Unknown);
        await LaterMailIsSent("order-invoicing");
    }

    [Fact]
    public async Task later_ones_wait_for_a_mail_that_cannot_be_sent_but_not_for_ever()
    {
        Gateway.IsDown = true;
        await StartDispatcher();
        await Add(Some.Unknown("1"));
        await Wait.Until(() => Gateway.Attempts >= 1, "tried");

        await Add(Some.Unknown("2"));
        await Database.PassMergeWindow();
        await Add(Some.Unknown("3", "another-cause"));
        await Wait.Until(
            async () => await Database.Count("mt_doc_mail where data ->> 'cause' = 'OutcomeUnknown/another-cause'") == 1,
            "another cause merged");
        (await Database.Count("mt_doc_mail where data ->> 'cause' = 'OutcomeUnknown/invoice'")).ShouldBe(1);

        await Database.Execute("update mt_doc_mail set mt_created_at = mt_created_at - interval '1 hour'");
        await Wait.Until(async () => await Database.Count("mt_doc_mail where data ->> 'cause' = 'OutcomeUnknown/invoice'") == 2, "merged after an hour");
    }
}

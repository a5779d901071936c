using Invoicing.Failures;
using Invoicing.Storage;
using Some = Invoicing.IntegrationTests.Failures.Some;
using StoredTrouble = Invoicing.Storage.StoredTrouble;

namespace Invoicing.IntegrationTests.Failures.Reports;

public sealed class When_a_day_begins : NoticeTest
{
    [Fact]
    public async Task a_summary_tells_how_things_stand()
    {
        Settings.DailyAt = TimeOnly.MinValue;
        await Failed("1", total: 10);
        await Failed("2", total: 20);
        await Failed("3", total: 30);
        await Database.Put("3", "Completed", total: 30);
        await Database.Put("4", "Completed", total: 40);
        await Database.Put("5", "Held");
        await Database.Execute("""
            update mt_doc_order set mt_created_at = now() - interval '2 days' where order_no = '5';
            update mt_doc_order set mt_last_modified = now() - interval '2 minutes';
            update mt_doc_notice set mt_created_at = now() - interval '2 minutes'
            """);

        var mail = (await Maker.MakeDaily(CancellationToken.None)).ShouldHaveSingleItem();

        mail.Subject.ShouldStartWith("[Invoicing] 2 orders waiting for a person, ");
        mail.TextBody.ShouldStartWith("2 orders are waiting for a person, 30.00 USD.\n");
        mail.TextBody.ShouldContain("New failures:   3\nCured:          1\nCompleted:      2 orders, 70.00 USD\n");
        mail.TextBody.ShouldContain("Held:           1, the oldest since ");
        mail.TextBody.ShouldContain("\nRetail Pro refused the invoice\n=");
        mail.Recipients.ShouldBeNull();
    }

    [Fact]
    public async Task it_is_made_once_a_day_though_several_instances_look()
    {
        Settings.DailyAt = TimeOnly.MinValue;
        await Failed("1");

        await Parallel.ForAsync(0, 16, async (_, _) => await Maker.MakeDaily(CancellationToken.None));

        (await Database.Count("mt_doc_mail")).ShouldBe(1);
        await Database.PassDay();
        (await Maker.MakeDaily(CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task nothing_is_told_where_there_is_nothing_to_tell_and_not_before_its_time()
    {
        Settings.DailyAt = TimeOnly.MinValue;
        await Database.Put("1", "Completed");
        (await Maker.MakeDaily(CancellationToken.None)).ShouldBeEmpty();

        await Failed("2");
        (await Maker.MakeDaily(CancellationToken.None)).ShouldBeEmpty("the day's was quiet");

        await Database.Execute("delete from mt_doc_daily_mail");
        Settings.DailyAt = TimeOnly.MaxValue;
        (await Maker.MakeDaily(CancellationToken.None)).ShouldBeEmpty("too early");
    }

    [Fact]
    public async Task it_tells_that_calls_are_paused_though_no_order_fails()
    {
        Settings.DailyAt = TimeOnly.MinValue;
        using var store = InvoicingStore.Open(Database.Source);
        await new PauseStore(store, TimeProvider.System).Begin("retailpro", "ana", "stocktaking", null, CancellationToken.None);

        var mail = (await Maker.MakeDaily(CancellationToken.None)).ShouldHaveSingleItem();

        mail.Subject.ShouldStartWith("[Invoicing] Calls to Retail Pro are paused, ");
        mail.TextBody.ShouldContain("by ana: stocktaking. Orders wait; `invoicing resume retailpro` lets them go on.");
    }

    [Fact]
    public async Task it_tells_once_that_everything_was_cured()
    {
        Settings.DailyAt = TimeOnly.MinValue;
        await Failed("1");
        await Maker.MakeDaily(CancellationToken.None);

        await Database.Put("1", "Completed");
        await Database.PassDay();
        (await Maker.MakeDaily(CancellationToken.None)).ShouldHaveSingleItem().Subject
            .ShouldStartWith("[Invoicing] No order is waiting for a person, 1 cured, ");

        await Database.Execute("delete from mt_doc_daily_mail where data ->> 'day' < (select max(data ->> 'day') from mt_doc_daily_mail)");
        await Database.PassDay();
        (await Maker.MakeDaily(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_running_service_sends_it()
    {
        Settings.DailyAt = TimeOnly.MinValue;
        Settings.ReportAfter = TimeSpan.FromDays(1);
        await Failed("1");

        await StartDispatcher();

        await MailIsSent("1 order waiting for a person");
    }

    [Fact]
    public async Task what_is_in_the_way_of_feeds_is_told_every_day_until_it_is_over()
    {
        Settings.DailyAt = TimeOnly.MinValue;
        await using (var session = Database.Store.LightweightSession())
        {
            session.Store(new StoredTrouble { Id = "incoming: link.json", Place = "incoming", Name = "link.json", Problem = "it is a link" });
            await session.SaveChangesAsync();
        }


        var mail = (await Maker.MakeDaily(CancellationToken.None)).ShouldHaveSingleItem();

        mail.Subject.ShouldStartWith("[Invoicing] 1 thing in the way of feeds, ");
        mail.TextBody.ShouldContain("incoming: link.json: it is a link");
        await Database.PassDay();
        (await Maker.MakeDaily(CancellationToken.None)).ShouldHaveSingleItem();
    }

    private async Task Failed(string orderNo, decimal total = 100)
    {
        await Database.Put(orderNo, "Failed", """{"invoice":1}""", total);
        await Add(Some.Notice(orderNo));
    }
}

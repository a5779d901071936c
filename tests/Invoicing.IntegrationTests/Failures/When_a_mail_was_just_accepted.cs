using Invoicing.Failures;
using Invoicing.Harness;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_a_mail_was_just_accepted : NoticeTest
{
    [Fact]
    public async Task and_the_database_fails_it_is_marked_later_and_not_sent_again()
    {
        Gateway.Accepted = () => Database.Execute("alter table mt_doc_mail rename to mails_away");
        await StartDispatcher();
        await Add(Some.Unknown());
        await Wait.Until(() => Log.Warnings.Any(), "marking failed");
        Gateway.Accepted = () => Task.CompletedTask;

        await Database.Execute("alter table mails_away rename to mt_doc_mail");
        await Database.PassWaits();
        await LaterMailIsSent("afterwards");

        Gateway.Sent.Count.ShouldBe(2);
        (await Database.Count("mt_doc_mail where sent_at is null")).ShouldBe(0);
    }

    [Fact]
    public async Task and_the_program_stops_it_is_marked_all_the_same()
    {
        var stopped = new TaskCompletionSource();
        var dispatcher = await StartDispatcher();
        Gateway.Accepted = () =>
        {
            _ = dispatcher.StopAsync(CancellationToken.None).ContinueWith(_ => stopped.SetResult(), TaskScheduler.Default);
            return Task.CompletedTask;
        };

        await Add(Some.Unknown());
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));

        (await Database.Count("mt_doc_mail where sent_at is not null")).ShouldBe(1);
    }
}

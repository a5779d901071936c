using Invoicing.Harness;
using Microsoft.Extensions.Logging;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_the_database_is_not_ready : NoticeTest
{
    protected override bool WithTables => false;

    [Fact]
    public async Task the_dispatcher_says_so_once_and_goes_on_when_it_is()
    {
        await StartDispatcher();
        await Wait.Until(() => Log.Warnings.Any(), "logged");

        await Database.CreateTables();
        await Add(Some.Unknown());
        await MailIsSent("has the invoice");
        await Wait.Until(
            () => Log.Entries
                .Any(entry => entry is (LogLevel.Information, "Reading or storing mails to operations works again")), "recovery logged");

        Log.Warnings.ShouldHaveSingleItem().ShouldStartWith("Reading or storing mails to operations fails");
    }
}

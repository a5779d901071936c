using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_Retail_Pro_refuses_the_credentials(ITestOutputHelper output)
{
    private const int Count = 1000;
    private const string NewPassword = """{"requireHeader":{"name":"Auth-Session","value":"new"}}""";

    [Fact]
    public async Task calls_are_paused_with_one_mail_and_no_failed_order_and_all_complete_after_the_mend()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var orders = OrderSet.Of([.. Enumerable.Range(1, Count).Select(no => Sample.Order($"{no:00000}"))]);
        var service = await installation.Serve("--set", "RetailPro:Headers:Auth-Session=old");
        await installation.Publish(orders.Messages.Take(Count / 2));
        await installation.RetailPro.WaitForCalls(Count / 10);

        await installation.RetailPro.Faults(NewPassword);
        await Calls(installation, "Paused");
        await installation.Publish(orders.Messages.Skip(Count / 2));
        await Wait.Until(async () => await installation.Database.Count("mt_doc_order") == Count, "all orders are taken in");

        await Wait.Until(() => installation.Mails.All().Count > 0, "a mail comes");
        (await installation.Database.Count("mt_doc_order where state = 'Failed'")).ShouldBe(0);
        await NobodyElseIsTold(installation, mails: 1);

        // Resumed too early: one call more, not hundreds, and people are told again.
        var calls = await Quiet(installation);
        await installation.Succeeds("resume", "retailpro", "--reason", "hope");
        await Wait.Until(() => installation.Mails.All().Count == 2, "the second mail comes");
        await Calls(installation, "Paused");
        (await installation.RetailPro.AllCalls()).ShouldBe(calls + 1);

        await service.Stop();
        string[] mended = ["--set", "RetailPro:Headers:Auth-Session=new"];
        await Task.WhenAll(installation.Serve(mended), installation.Serve(mended));
        await installation.Succeeds("resume", "retailpro", "--reason", "new password", "--by", "ana");

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await NobodyElseIsTold(installation, mails: 2);
        await Calls(installation, "Open");
    }

    [Fact]
    public async Task a_person_can_pause_as_well_and_orders_are_taken_in()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.Serve();
        await installation.Succeeds("pause", "retailpro", "--reason", "stocktaking", "--by", "ana");
        await installation.Publish(Sample.Order("1001"));
        await Wait.Until(
            async () => (await installation.Database.Rows("select 1 from timeline where what = 'waits for calls to be resumed'"))
                .Count > 0, "the order waits");

        (await installation.Run("orders", "show", "1001")).Output.ShouldContain("by ana: stocktaking");
        var again = await installation.Run("pause", "retailpro", "--reason", "once more");
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldContain("by ana: stocktaking");
        (await installation.RetailPro.AllCalls()).ShouldBe(0);

        await installation.Succeeds("resume", "retailpro", "--reason", "counted");
        await installation.Is("Completed", "1001");
        await installation.ShouldHaveToldNobody();
        (await installation.Run("resume", "retailpro", "--reason", "again")).Errors.ShouldContain("resumed");
    }

    private static Task Calls(Installation installation, string state) => Wait.Until(
        async () => (await Status(installation)).GetProperty("retailPro").GetProperty("calls")
            .GetString() == state, $"status says {state}");

    private static async Task<JsonElement> Status(Installation installation)
    {
        var status = await installation.Run("status", "--output", "json");
        status.ExitCode.ShouldBe(0, status.ToString());
        return JsonDocument.Parse(status.Output).RootElement;
    }

    /// <summary>Every order's command has been told to wait, so that no call is under way.</summary>
    private static async Task<int> Quiet(Installation installation)
    {
        await Wait.Until(
            async () => (await installation.Database.Rows("select 1 from calls where state = 'started' limit 1")).Count == 0,
            "no call is under way");
        await Wait.Until(async () => await installation.Broker.Depth("invoice-order") == 0, "no command waits");
        return await installation.RetailPro.AllCalls();
    }

    private static async Task NobodyElseIsTold(Installation installation, int mails)
    {
        foreach (var queue in new[] { "order-invoicing", "invoice-order", "transfer-inventory", "notify-failures" })
        {
            (await installation.Broker.ErrorsOf(queue)).Select(entry => entry.Reason).ShouldBeEmpty(queue);
        }

        installation.Mails.All().Count.ShouldBe(mails);
        installation.Mails.All().ShouldAllBe(mail => mail.Subject.Contains("calls are paused"));
    }
}

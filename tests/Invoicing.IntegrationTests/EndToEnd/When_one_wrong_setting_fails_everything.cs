using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Smtp;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_one_wrong_setting_fails_everything(ITestOutputHelper output)
{
    [Fact]
    public async Task few_mails_tell_of_all_orders_one_command_retries_them_and_the_next_mail_says_that_they_are_cured()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: ("Mail__ReportAfter", "00:00:06"));
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        var count = Sizes.Orders;
        var numbers = Enumerable.Range(10_001, count).Select(number => $"{number}").ToList();

        string[] messages = [.. numbers.Select(number => Sample.Order(number))];
        await installation.Publish(messages);
        await installation.Is("Failed", numbers);
        await Wait.Until(() => Told(installation.Mails.All()).Count >= count, "every order is told");

        var reports = installation.Mails.All();
        Told(reports).Order(StringComparer.Ordinal).ShouldBe(numbers);
        output.WriteLine($"{reports.Count} mails");
        reports.Count.ShouldBeLessThanOrEqualTo(10);

        await installation.RetailPro.Refuses("1001");
        var retry = await installation.Run("errors", "retry", "--cause", "Refused", "--rate", "500", "--reason", "the store is known now");
        output.WriteLine(retry.ToString());
        retry.ExitCode.ShouldBe(0);
        await installation.Is("Completed", numbers);
        await installation.ShouldHaveInvoiced(OrderSet.Of(messages).Expected);
        await installation.Publish(Sample.Order("1001"));
        (await installation.Mails.Arrives("1001")).Body.ShouldContain($"{count:N0} of {count:N0} reported earlier are cured since.");
    }

    private static List<string> Told(IEnumerable<ReceivedMail> mails) => [.. mails.SelectMany(mail => mail.Listed()!.Orders)];

    [Fact]
    public async Task stores_are_told_the_next_day_what_was_invoiced_and_what_to_send_and_to_receive()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings:
        [
            ("Mail__Stores__SVA40", "store40@example.test"), ("Mail__Stores__SVA11", "store11@example.test"), ("Mail__Stores__A9", "store9@example.test"),
        ]);
        var order = Sample.Order("1001", content => content["total"] = 999);
        var first = await installation.Serve();
        await installation.Publish(order);
        await installation.Is("Completed", "1001");
        await first.Stop();
        await installation.Database.Rows("""
            update calls set settled_at = settled_at - interval '1 hour';
            update timeline set at = at - interval '1 hour';
            update mt_doc_order set mt_last_modified = mt_last_modified - interval '1 hour';
            """);

        installation.Set(("Mail__DailyAt", "00:00"));
        await installation.Serve();
        await installation.Serve();
        await installation.Mails.Arrives("1001");
        await Wait.Until(async () => await installation.Database.Count("mt_doc_daily_mail") == 4, "all daily mails are decided");
        await Wait.Until(async () => await installation.Database.Count("mt_doc_mail where sent_at is null") == 0, "all mails are sent");

        var mails = installation.Mails.All().ToDictionary(mail => mail.Header("To")!);
        mails.Keys.ShouldBe(["store40@example.test", "store11@example.test"], ignoreOrder: true);
        var (invoicing, sending) = (mails["store40@example.test"], mails["store11@example.test"]);
        invoicing.Subject.ShouldStartWith("[Invoicing] Store SVA40: 1 invoice, 0 slips out, 1 in, ");
        invoicing.Body.ShouldContain("999.00");
        invoicing.Body.ShouldContain("total is 999 but the lines");
        invoicing.Body.ShouldContain("Goods to receive: 1 slip");
        sending.Subject.ShouldStartWith("[Invoicing] Store SVA11: 0 invoices, 1 slip out, 0 in, ");
        sending.Body.ShouldContain("Goods to send: 1 slip");
        sending.Body.ShouldNotContain("999.00");
        Leaks.PersonalDataOf(order)
            .Where(value => mails.Values.Any(mail => mail.Raw.Contains(value) || mail.Body.Contains(value) || mail.Html!.Contains(value)))
            .ShouldBeEmpty();
    }
}

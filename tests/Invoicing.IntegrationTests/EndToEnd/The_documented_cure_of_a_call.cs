using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>Of steps whose call Retail Pro did not take as it should.</summary>
[Trait("Takes", "long")]
public sealed class The_documented_cure_of_a_call(ITestOutputHelper output)
{
    private static readonly string s_order = Sample.Order("1042");

    [Fact]
    [Produces(NoticeKind.Refused)]
    public async Task that_was_refused_is_to_retry()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.Refused);
        string[] orders = [s_order, Sample.Order("1043"), Sample.Order("1044")];
        await installation.RetailPro.Refuses("1042", "1043", "1044");
        await installation.Serve();
        await installation.Publish(orders);
        await installation.Is("Failed", "1042", "1043", "1044");
        await failure.Looks("Refused", entries: 3);

        await installation.RetailPro.NoFaults();
        await failure.IsCuredBy("invoicing errors retry --order 1042 --reason \"price list mended\"");
        await installation.Is("Completed", "1042");
        await failure.IsCuredBy("invoicing orders retry 1042 --reason \"price list mended\"", ("1042", "1043"));
        await installation.Is("Completed", "1043");
        await installation.Is("Failed", "1044");
        await failure.IsCuredBy("invoicing errors retry --cause Refused --reason \"price list mended\"");

        await installation.Ends(OrderSet.Of(orders).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
        await installation.Broker.Holds("invoice-order_error", 0);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(6);
    }

    [Fact]
    [Produces(NoticeKind.OutcomeUnknown)]
    public async Task of_unknown_outcome_is_to_look_and_to_confirm()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.OutcomeUnknown);
        var lost = Sample.Order("1043");
        await installation.RetailPro.Faults("""
            {"refuseDuplicates":false,"rules":[{"kind":"appliedThenCut","orderNo":"1042"},{"kind":"cut","orderNo":"1043"}]}
            """);
        await installation.Serve();
        await installation.Publish(s_order, lost);
        await installation.Is("Failed", "1042", "1043");
        await failure.Looks("OutcomeUnknown", entries: 2);
        await installation.RetailPro.Faults("""{"refuseDuplicates":false}""");

        // No call: both entries come back.
        (await installation.Run("errors", "retry", "--cause", "OutcomeUnknown", "--reason", "hope")).ExitCode.ShouldBe(1);
        await installation.Broker.Holds("invoice-order_error", 2);
        (await installation.RetailPro.Calls()).ShouldBe((2, 0));

        await failure.IsCuredBy("invoicing orders confirm 1042 --invoiced INV000001 --reason \"seen in Retail Pro\"");
        await failure.IsCuredBy(
            "invoicing orders confirm 1042 --not-invoiced --attempt 1 --reason \"not in Retail Pro\"",
            ("1042", "1043"));

        await installation.Ends(OrderSet.Of(s_order, lost).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order, lost).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((3, 2));
    }

    [Fact]
    [Produces(NoticeKind.NumberTaken)]
    public async Task under_a_number_that_exists_is_to_confirm_it_or_to_give_another_number()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.NumberTaken);
        var service = await installation.Serve();
        await installation.Publish(Sample.SingleStore("1041"));
        await installation.Is("Completed", "1041");
        // By hand: order 1042 itself, and of somebody else 1043.
        await installation.RetailPro.EntersByHand("1041", "1042");
        await installation.RetailPro.EntersByHand("1041", "1043");
        await installation.Publish(Sample.SingleStore("1042"), Sample.SingleStore("1043"));
        await installation.Is("Failed", "1042", "1043");
        await failure.Looks("NumberTaken", entries: 2);

        await failure.IsCuredBy("invoicing orders confirm 1042 --invoiced --reason \"made by hand\"");
        await installation.Is("Completed", "1042");
        failure.Says("`RetailPro:OrderNumbers`, restart");
        await service.Stop();
        installation.Set(("RetailPro__OrderNumbers__1043", "9043"));
        await installation.Serve();
        await failure.IsCuredBy("invoicing errors retry --order 1042 --reason \"has a number of its own\"", ("1042", "1043"));
        await installation.Is("Completed", "1043");

        string[] numbers = ["1041", "1042", "1043", "9043"];
        LedgerComparison.Compare(OrderSet.Of([.. numbers.Select(Sample.SingleStore)]).Expected, await installation.RetailPro.Ledger())
            .ShouldBeEmpty();
        // Refused twice, and by hand twice.
        (await installation.RetailPro.Calls()).ShouldBe((6, 0));
    }

    [Fact]
    [Produces(NoticeKind.GaveUp)]
    public async Task that_was_put_off_for_too_long_is_to_retry_once_Retail_Pro_is_back()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: ("Invoicing__GiveUpAfter", "00:01:00"));
        var failure = new DocumentedFailure(installation, NoticeKind.GaveUp);
        await installation.RetailPro.Stop();
        var service = await installation.Serve();
        await installation.Publish(s_order);
        await Wait.Until(
            async () => await installation.Database.Count("mt_doc_order where data #>> '{steps,0,deferredSince}' is not null") == 1,
            "the order is deferred");
        await service.Stop();
        await installation.Database.HasDeferredForAnHour();
        await installation.Serve();
        await installation.Is("Failed", "1042");
        await failure.Looks("GaveUp");

        await installation.RetailPro.Start();
        await failure.IsCuredBy("invoicing orders retry --cause GaveUp --reason \"Retail Pro is back\"");

        await installation.Ends(OrderSet.Of(s_order).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order).Expected);
    }

    [Fact]
    [Produces(NoticeKind.CredentialsRefused)]
    public async Task without_the_right_credentials_is_to_mend_them_and_to_resume()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.CredentialsRefused);
        await installation.RetailPro.Faults("""{"requireHeader":{"name":"Auth-Session","value":"new"}}""");
        var service = await installation.Serve("--set", "RetailPro:Headers:Auth-Session=old");
        await installation.Publish(s_order);
        await failure.Looks("paused");
        (await installation.Database.Count("mt_doc_order where state = 'Failed'")).ShouldBe(0);

        failure.Says("Mend the credentials, restart `serve`");
        await service.Stop();
        await installation.Serve("--set", "RetailPro:Headers:Auth-Session=new");
        await failure.IsCuredBy("invoicing resume retailpro --reason \"new password\"");

        await installation.Ends(OrderSet.Of(s_order).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order).Expected);
    }
}

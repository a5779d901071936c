using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>Of steps for which no call was made, and of an invoice that is not the newest.</summary>
[Trait("Takes", "long")]
public sealed class The_documented_cure_of_a_step(ITestOutputHelper output)
{
    private static readonly string s_order = Sample.Order("1042");

    [Fact]
    [Produces(NoticeKind.InvalidData)]
    public async Task with_invalid_data_is_a_correction_in_the_OMS_or_here_or_of_the_setting()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.InvalidData);
        var (published, tooLong) = (Sample.Order("1043"), Sample.Order("1044TOOLONG"));
        var service = await installation.Serve();
        await installation.Publish(WithoutUpc(s_order), WithoutUpc(published), tooLong);
        await installation.Is("Failed", "1042", "1043", "1044TOOLONG");
        await failure.Looks("InvalidData", entries: 3);
        (await installation.RetailPro.AllCalls()).ShouldBe(0);

        failure.Says("corrected in the OMS and published again");
        await installation.Publish(published);
        await installation.Is("Completed", "1043");
        var patch = Path.Combine(installation.Folder, "correction.json");
        await File.WriteAllTextAsync(patch, """[{"op":"add","path":"/items/1/upc","value":"8720116120028"}]""");
        await failure.IsCuredBy(
            "invoicing orders correct 1042 --patch correction.json --reason \"typing error\"",
            ("correction.json", patch),
            "--yes");
        await installation.Is("Completed", "1042");
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order, published, tooLong).Expected);

        failure.Says("mend it, restart");
        await service.Stop();
        installation.Set(("RetailPro__OrderNumbers__1044TOOLONG", "1044"));
        await installation.Serve();
        await failure.IsCuredBy("invoicing errors retry --cause InvalidData --reason \"setting mended\"");
        await installation.Is("Completed", "1044TOOLONG");
        LedgerComparison.Compare(OrderSet.Of(s_order, published, Sample.Order("1044")).Expected, await installation.RetailPro.Ledger())
            .ShouldBeEmpty();
        (await installation.RetailPro.Calls()).ShouldBe((3, 3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Produces(NoticeKind.NoAnswer)]
    public async Task that_nobody_answers_is_to_run_the_service_and_to_retry_if_no_command_waits(bool waits)
    {
        await using var installation = await Installation.Create(output.WriteLine, settings:
        [
            ("RetailPro__CallTimeout", "00:00:01"), ("RetailPro__CallMargin", "00:00:00.500"), ("Invoicing__AnswerTimeout", "00:00:01.500"),
            ("Invoicing__UnansweredLimit", "1"), ("RetailPro__RefusesDuplicates", "true"),
        ]);
        var failure = new DocumentedFailure(installation, NoticeKind.NoAnswer);
        var rest = await installation.Serve("--roles", "saga,notifications,recovery");
        await installation.Publish(s_order);
        await installation.Is("Failed", "1042");
        await failure.Looks("NoAnswer");
        if (!waits)
        {
            await installation.Broker.Purge("invoice-order");
        }

        failure.Says("start `serve` with all [roles]");
        await rest.Stop();
        await installation.Serve();
        if (!waits)
        {
            await failure.IsCuredBy("invoicing orders retry --cause NoAnswer --reason \"serve runs again\"");
        }

        await installation.Ends(OrderSet.Of(s_order).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((1, 1));
    }

    [Fact]
    [Produces(NoticeKind.InvoicedWithEarlierData)]
    public async Task whose_data_came_too_late_is_to_compare_and_nothing_else()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.InvoicedWithEarlierData);
        var newer = Sample.Order("1042", order => order["billing"]!["email"] = "rosa.interiano@example.test");
        await installation.Serve();
        await installation.Publish(s_order);
        await installation.Is("Completed", "1042");
        await installation.Publish(newer);
        await failure.Looks("the invoice holds the earlier content");

        failure.Says("nothing to retry");
        (await installation.Run("orders", "retry", "1042", "--reason", "hope")).ExitCode.ShouldBe(1);

        await installation.Ends(OrderSet.Of(s_order, newer).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order, newer).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((1, 1));
    }

    [Fact]
    [Produces(NoticeKind.Unexpected)]
    public async Task that_failed_as_nobody_foresaw_is_to_mend_it_and_to_retry()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.Unexpected);
        await installation.Database.RefusesCallsOf("1042");
        await installation.Serve();
        await installation.Publish(s_order);
        await installation.Is("Failed", "1042");
        await failure.Looks("Unexpected");
        failure.Says("the log of the process has it too, with the exception");
        installation.Logs.ShouldContain("nobody_foresaw");
        (await installation.RetailPro.AllCalls()).ShouldBe(0);

        await installation.Database.TakesAllCalls();
        await failure.IsCuredBy("invoicing errors retry --cause Unexpected --reason \"cause mended\"");

        await installation.Ends(OrderSet.Of(s_order).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order).Expected);
        await installation.Broker.Holds("invoice-order_error", 0);
    }

    private static string WithoutUpc(string order) => order.Replace("\"upc\":\"8720116120028\"", "\"upc\":\"\"");
}

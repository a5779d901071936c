using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

public sealed class When_the_outcome_of_calls_is_unknown(ITestOutputHelper output)
{
    private const string AppliedThenTimedOut = """{"kind":"appliedThenTimeout","rate":0.2,"delayMs":60000}""";

    // As long as a busy machine may need for a call, since here nothing is called twice.
    private static readonly (string, string)[] s_cannotBeAsked =
        [("RetailPro__CallTimeout", "00:00:05"), ("RetailPro__CallMargin", "00:00:01"), ("Invoicing__AnswerTimeout", "00:00:07")];

    [Fact]
    public async Task they_are_made_again_where_duplicates_are_refused()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        var orders = OrderSet.Sound(Sizes.Orders, seed: 12);
        await installation.RetailPro.Faults($$"""{"seed":1,"refuseDuplicates":true,"rules":[{{AppliedThenTimedOut}}]}""");
        await installation.Serve();

        await installation.Publish(orders.Messages);

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveToldNobody();
        (await installation.RetailPro.AllCalls()).ShouldBeGreaterThan(orders.ExpectedCalls * 11 / 10);
    }

    [Fact]
    public async Task they_are_asked_for_where_that_is_possible()
    {
        (string, string)[] canBeAsked =
        [
            .. s_cannotBeAsked, ("RetailPro__InvoiceLookup", "/api/v1/Document/Ordertoinvoice/{number}"), ("RetailPro__SlipLookup", "/api/v1/Transfer/Slip/{number}"),
        ];
        await using var installation = await Installation.Create(output.WriteLine, settings: canBeAsked);
        var orders = OrderSet.Sound(Sizes.Orders / 4, seed: 13);
        await installation.RetailPro
            .Faults($$"""{"seed":1,"refuseDuplicates":false,"rules":[{{AppliedThenTimedOut}},{"kind":"cut","rate":0.2}]}""");
        await installation.Serve();

        await installation.Publish(orders.Messages);

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveToldNobody();
    }

    [Fact]
    public async Task they_wait_for_a_person_where_neither_is_so()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: s_cannotBeAsked);
        var orders = OrderSet.Sound(50, seed: 14);
        await installation.RetailPro.Faults($$"""{"seed":1,"refuseDuplicates":false,"rules":[{{AppliedThenTimedOut}}]}""");
        await installation.Serve();
        await installation.Publish(orders.Messages);
        await installation.EverythingHasEnded(orders.Expected);

        // Each is told, and moving the entries back calls nobody.
        var unknown = await installation.UnknownOutcomes();
        unknown.Count.ShouldBeGreaterThan(orders.ExpectedCalls / 10);
        foreach (var (orderNo, _) in unknown)
        {
            (await installation.Mails.Arrives(orderNo)).Body.ShouldContain("check Retail Pro", Case.Insensitive);
        }

        var calls = await installation.RetailPro.AllCalls();
        await installation.Broker.MoveBack("invoice-order", unknown.Count(step => step.Step == "invoice"));
        await installation.Broker.MoveBack("transfer-inventory", unknown.Count(step => step.Step != "invoice"));
        await installation.EverythingHasEnded(orders.Expected);
        (await installation.RetailPro.AllCalls()).ShouldBe(calls);

        // A look into Retail Pro has shown that it has them all; slips follow, of which some time out again.
        while ((unknown = await installation.UnknownOutcomes()).Count > 0)
        {
            foreach (var (orderNo, step) in unknown)
            {
                await installation.Succeeds("orders", "confirm", orderNo, "--step", step, "--invoiced", "--reason", "seen in Retail Pro");
            }

            await installation.EverythingHasEnded(orders.Expected);
        }

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
    }

    [Fact]
    public async Task a_person_settles_them_either_way()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: s_cannotBeAsked);
        var (applied, lost) = (Sample.SingleStore("1001"), Sample.SingleStore("1002"));
        await installation.RetailPro.Faults("""
            {"refuseDuplicates":false,"rules":[{"kind":"appliedThenCut","orderNo":"1001"},{"kind":"cut","orderNo":"1002"}]}
            """);
        await installation.Serve();
        await installation.Publish(applied, lost);
        await installation.Is("Failed", "1001", "1002");
        (await installation.Mails.Arrives("1001")).Body.ShouldContain("check Retail Pro", Case.Insensitive);
        (await installation.Mails.Arrives("1002")).Body.ShouldContain("check Retail Pro", Case.Insensitive);

        await installation.RetailPro.Faults("""{"refuseDuplicates":false}""");
        await installation.Succeeds("orders", "confirm", "1001", "--invoiced", "INV000001", "--reason", "it is there");
        await installation.Succeeds("orders", "confirm", "1002", "--not-invoiced", "--attempt", "1", "--reason", "it is not there");
        await installation.Is("Completed", "1001", "1002");
        (await installation.RetailPro.Calls()).ShouldBe((3, 0));

        // The entries of both are stale now.
        await installation.Broker.MoveBack("invoice-order", entries: 2);
        await installation.Ends(OrderSet.Of(applied, lost).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((3, 0));
        (await installation.Broker.ErrorsOf("invoice-order")).ShouldBeEmpty();
        await installation.ShouldHaveInvoiced(OrderSet.Of(applied, lost).Expected);
    }

    [Fact]
    public async Task a_number_that_somebody_else_has_used_is_no_success()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        using var stranger = new HttpClient { BaseAddress = installation.RetailPro.Address };
        await installation.Serve();
        await installation.Publish(Sample.SingleStore("1001"));
        await installation.Is("Completed", "1001");
        var body = System.Text.Json.JsonDocument.Parse(await installation.RetailPro.Ledger()).RootElement.GetProperty("invoices")[0]
            .GetProperty("body")
            .GetRawText();
        (await stranger.PostAsync("api/v1/Document/Ordertoinvoice", new StringContent(body.Replace("\"1001\"", "\"1002\""))))
            .EnsureSuccessStatusCode();

        await installation.Publish(Sample.SingleStore("1002"));

        await installation.Is("Failed", "1002");
        await installation.Broker.Holds("invoice-order_error", 1);
        (await installation.Broker.ErrorsOf("invoice-order")).ShouldHaveSingleItem().OrderNo.ShouldBe("1002");
    }
}

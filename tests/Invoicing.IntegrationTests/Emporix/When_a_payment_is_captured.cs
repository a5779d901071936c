using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>Money is taken once, whatever becomes of requests and answers.</summary>
[Trait("Takes", "long")]
public sealed class When_a_payment_is_captured(ITestOutputHelper output) : EmporixTest(output)
{
    [Fact]
    public async Task a_refusal_draws_no_number_and_is_tried_again_when_it_is_mended()
    {
        await Emporix.Put("o-1");
        await Emporix.PutTransaction("t-o-1", new JsonObject { ["authorised"] = 74.90m, ["refusal"] = "card expired" });
        await Emporix.Put("o-2");

        var order = (await Ends(await Job("o-1")))["o-1"];

        order.GetProperty("orderStatus").GetString().ShouldBe("FAILURE");
        order.GetProperty("message").GetString()!.ShouldContain("card expired");
        MailsTo("rosa@example.test").ShouldBeEmpty();
        await Wait.Until(async () => await Installation.Broker.Depth("emporix-steps_error") == 1, "people can see it");
        // The number that it did not draw is the next order's.
        (await Ends(await Job("o-2")))["o-2"].GetProperty("invoiceNumber").GetString().ShouldBe($"INV-{Year}-000001");

        await Emporix.PutTransaction("t-o-1", new JsonObject { ["authorised"] = 74.90m });
        (await Ends(await Job("o-1")))["o-1"].GetProperty("invoiceNumber").GetString().ShouldBe($"INV-{Year}-000002");
        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
    }

    [Fact]
    public async Task an_answer_that_was_lost_is_found_in_the_transaction()
    {
        await Emporix.Put("o-1");
        await Emporix.Faults("""{"rules":[{"operation":"capture","kind":"appliedThenCut","times":1}]}""");

        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");

        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
    }

    [Fact]
    public async Task a_request_that_was_lost_is_sent_again_where_the_gateway_would_refuse_a_second_capture()
    {
        await Emporix.Put("o-1");
        await Emporix.Faults("""{"rules":[{"operation":"capture","kind":"cut","times":1}]}""");

        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");

        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
    }

    [Fact]
    public async Task a_transaction_that_is_not_there_afterwards_says_nothing_of_the_capture_and_a_person_looks()
    {
        await Emporix.Put("o-1");
        await Emporix.Faults("""{"rules":[{"operation":"capture","kind":"appliedThenCut","times":1}]}""");
        var job = await Job("o-1");
        await Wait.Until(async () => await Emporix.Calls("capture") == 1, "the capture has come");
        await Emporix.Faults("""{"rules":[{"operation":"transactions","kind":"status","status":404}]}""");

        var order = (await Ends(job))["o-1"];

        order.GetProperty("orderStatus").GetString().ShouldBe("FAILURE");
        order.GetProperty("message").GetString().ShouldBe("waits for a person (OutcomeUnknown)");

        // Nothing but a person's word lets it go on.
        await Emporix.Faults("""{"rules":[]}""");
        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("FAILURE");
        var confirmed = await Installation.Run(
            "orders", "confirm", "emporix/acme/o-1", "--step", "emporix/capture/t-o-1", "--invoiced", "--reason", "the gateway's book has it");
        confirmed.ExitCode.ShouldBe(0, confirmed.ToString());
        await Installation.Is("Completed", "emporix/acme/o-1");
        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
    }

    [Fact]
    public async Task a_request_that_was_lost_needs_a_person_where_the_gateway_would_take_the_money_twice()
    {
        await Emporix.Put("o-1", order => order["payments"]![0]!["authorizedAmount"] = 200.00m, authorised: 200.00m);
        await Emporix.Faults("""{"rules":[{"operation":"capture","kind":"cut","times":1}]}""");

        var order = (await Ends(await Job("o-1")))["o-1"];

        order.GetProperty("orderStatus").GetString().ShouldBe("FAILURE");
        (await Emporix.Captures("o-1")).ShouldBeEmpty();

        // A person has looked: it was not captured.
        await Installation.Succeeds(
            "orders", "confirm", "emporix/acme/o-1", "--step", "emporix/capture/t-o-1", "--not-invoiced", "--attempt",
            $"{await FailedAttempt()}", "--by", "Ana", "--reason", "looked into the gateway");
        await Installation.Is("Completed", "emporix/acme/o-1");
        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
    }

    [Fact]
    public async Task what_somebody_has_captured_otherwise_is_told_with_both_amounts()
    {
        await Emporix.Put("o-1");
        await Emporix.PutTransaction("t-o-1", JsonNode.Parse("""
            {"authorised":74.90,"captures":[{"amount":70.00,"currency":"EUR","successful":true}]}
            """)!.AsObject());

        var order = (await Ends(await Job("o-1")))["o-1"];

        order.GetProperty("message").GetString()!.ShouldContain("shows a capture of 70.00 EUR, where 74.90 EUR are to be captured");
        (await Emporix.Captures("o-1")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("INVOICE")]
    [InlineData("CASH_ON_DELIVERY")]
    public async Task of_a_provider_that_pays_later_nothing_is_captured(string provider)
    {
        await Emporix.Put("o-1", order => order["payments"]![0]!["provider"] = provider);

        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");

        (await Emporix.Calls("capture")).ShouldBe(0);
    }

    [Fact]
    public async Task two_payments_pay_up_to_what_they_are_authorised_for()
    {
        await Emporix.Put("o-1", order =>
        {
            order["payments"]![0]!["authorizedAmount"] = 50.00m;
            var second = order["payments"]![0]!.DeepClone();
            (second["transactionId"], second["authorizedAmount"]) = ("t-o-1b", 30.00m);
            order["payments"]!.AsArray().Add(second);
        });
        await Emporix.PutTransaction("t-o-1b", new JsonObject { ["authorised"] = 30.00m });

        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");

        (await Emporix.Ledger()).GetProperty("captures").EnumerateArray()
            .Select(capture => (capture.GetProperty("transactionId").GetString(), capture.GetProperty("amount").GetDecimal())).Order()
            .ShouldBe([("t-o-1", 50.00m), ("t-o-1b", 24.90m)]);
    }

    [Fact]
    public async Task a_service_that_is_away_keeps_the_order_waiting_and_nobody_is_told()
    {
        await Emporix.Put("o-1");
        await Emporix.Faults("""{"rules":[{"operation":"order","kind":"status","status":503,"times":4}]}""");
        var job = await Job("o-1");
        await Wait.Until(async () => await Emporix.Calls("order") >= 2, "the order was looked at twice");

        (await Show(job)).GetProperty("jobStatus").GetString().ShouldBe("IN_PROGRESS");
        (await Ends(job))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");
        (await Installation.Broker.Depth("emporix-steps_error")).ShouldBe(0);
    }

    [Fact]
    public async Task a_token_that_was_taken_back_is_asked_for_anew()
    {
        await Emporix.Put("o-1");
        await Emporix.Put("o-2");
        await Ends(await Job("o-1"));
        await Emporix.RevokeTokens();

        (await Ends(await Job("o-2")))["o-2"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");
    }

    private async Task<int> FailedAttempt() => (await Installation.Show("emporix/acme/o-1")).GetProperty("failures").EnumerateArray()
        .Single().GetProperty("attempt").GetInt32();
}

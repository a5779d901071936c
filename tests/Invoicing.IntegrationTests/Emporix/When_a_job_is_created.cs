using System.Net;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>The acceptance scenarios of the contract, on real servers; the simulator's ledger and the mails are the judges.</summary>
[Trait("Takes", "long")]
public sealed class When_a_job_is_created(ITestOutputHelper output) : EmporixTest(output)
{
    [Fact]
    public async Task its_order_is_captured_numbered_and_mailed_once()
    {
        await Emporix.Put("o-1");

        var order = (await Ends(await Job("o-1")))["o-1"];

        order.GetProperty("orderStatus").GetString().ShouldBe("SUCCESS", order.ToString());
        order.GetProperty("invoiceNumber").GetString().ShouldBe($"INV-{Year}-000001");
        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
        var (mail, pdf) = MailsTo("rosa@example.test").ShouldHaveSingleItem();
        mail.MessageId.ShouldBe($"invoice.acme.INV-{Year}-000001.1@localhost");
        pdf.ShouldContain($"INV-{Year}-000001");
        pdf.ShouldContain("74,90");
        TextOf(await Download(order.GetProperty("downloadLink").GetString()!)).ShouldBe(pdf);
        // Who has no link has no invoice.
        (await Refused(HttpMethod.Get, $"invoice/{Tenant}/documents/{new string('0', 32)}.pdf", null)).Status
            .ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task twice_at_once_both_end_with_the_same_number()
    {
        await Emporix.Put("o-1");

        var jobs = await Task.WhenAll(Job("o-1"), Job("o-1"));

        jobs.Distinct().Count().ShouldBe(2);
        foreach (var job in jobs)
        {
            (await Ends(job))["o-1"].GetProperty("invoiceNumber").GetString().ShouldBe($"INV-{Year}-000001");
        }

        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
        MailsTo("rosa@example.test").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"jobType":"MANUAL"}""", "orderIds")]
    [InlineData("""{"jobType":"MANUAL","orderIds":[]}""", "orderIds")]
    [InlineData("""{"jobType":"MANUAL","orderIds":["o-1",""]}""", "orderIds[1]")]
    [InlineData("""{"jobType":"manual","orderIds":["o-1"]}""", "jobType")]
    [InlineData("""{"jobType":"MANUAL","orderIds":"o-1"}""", "orderIds")]
    [InlineData("""{"jobType":"AUTOMATIC"}""", "invoiceSettings")]
    [InlineData("""["MANUAL"]""", "object")]
    [InlineData("""{"jobType":""", "JSON")]
    public async Task a_wrong_request_is_told_by_field_and_creates_none(string body, string told)
    {
        var (status, answer) = await Refused(HttpMethod.Post, $"invoice/{Tenant}/jobs/invoices", body);

        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.GetProperty("code").GetString().ShouldBe("400");
        answer.GetProperty("detailInfo").GetString()!.ShouldContain(told);
        (await Installation.Database.Rows("select count(*) from mt_doc_emporix_job"))[0][0].ShouldBe(0L);
    }

    [Fact]
    public async Task an_id_that_is_there_three_times_is_one_order()
    {
        await Emporix.Put("o-1");

        (await Ends(await Job("o-1", "o-1", " o-1 "))).Count.ShouldBe(1);

        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
    }

    [Fact]
    public async Task an_order_that_was_invoiced_before_is_told_with_its_number_and_nothing_is_called()
    {
        await Emporix.Put("o-1");
        await Ends(await Job("o-1"));
        var calls = await Emporix.Calls();

        var order = (await Ends(await Job("o-1")))["o-1"];

        order.GetProperty("orderStatus").GetString().ShouldBe("FAILURE");
        order.GetProperty("message").GetString().ShouldBe($"already invoiced: INV-{Year}-000001");
        order.GetProperty("downloadLink").GetString().ShouldNotBeNull();
        (await Emporix.Calls()).ShouldBe(calls);
    }

    [Fact]
    public async Task what_was_delivered_is_captured_and_shown()
    {
        await Emporix.Put("o-1", order => order["entries"]![0]!["packedAmountInPc"] = 1);

        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");

        (await Emporix.Captures("o-1")).ShouldBe([39.90m]);
        MailsTo("rosa@example.test").ShouldHaveSingleItem().Pdf.ShouldContain("39,90");
    }

    [Fact]
    public async Task a_further_one_looks_at_an_order_anew_of_which_nothing_was_taken()
    {
        await Emporix.Put("o-1", order => order["entries"]![0]!["packedAmountInPc"] = 0);
        await Emporix.Put("o-2");
        await Emporix.PutTransaction("t-o-2", new JsonObject { ["authorised"] = 74.90m, ["refusal"] = "card expired" });
        await Ends(await Job("o-1", "o-2"));

        // The goods are packed, and the customer pays with another card.
        await Emporix.Put("o-1");
        await Emporix.PutOrder("o-2", TestEmporix.Order("o-2", order =>
        {
            var second = order["payments"]![0]!.DeepClone();
            order["payments"]![0]!["status"] = "AUTHORIZATION_FAILURE";
            second["transactionId"] = "t-other";
            order["payments"]!.AsArray().Add(second);
        }));
        await Emporix.PutTransaction("t-other", new JsonObject { ["authorised"] = 74.90m });
        var orders = await Ends(await Job("o-1", "o-2"));

        orders.Values.ShouldAllBe(order => order.GetProperty("orderStatus").GetString() == "SUCCESS");
        (await Emporix.Ledger()).GetProperty("captures").EnumerateArray()
            .Select(capture => capture.GetProperty("transactionId").GetString()).Order().ShouldBe(["t-o-1", "t-other"]);
    }

    [Fact]
    public async Task one_that_waits_for_its_settings_keeps_no_other_waiting()
    {
        const string Configurations = $"configuration/{Tenant}/configurations";
        await Call(HttpMethod.Post, Configurations, JsonNode.Parse("""[{"key":"invoiceSettings","value":{"threshold":"1"}}]"""));
        await Emporix.Put("o-1");
        await Emporix.Faults("""{"rules":[{"operation":"order","kind":"status","status":503}]}""");
        var waiting = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Job(new JsonObject { ["jobType"] = "AUTOMATIC" })));
        await Call(HttpMethod.Delete, $"{Configurations}/invoiceSettings", null);
        await Emporix.Faults("""{"rules":[]}""");

        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");

        (await Show(waiting[0])).GetProperty("jobStatus").GetString().ShouldBe("IN_PROGRESS");
    }

    [Fact]
    public async Task orders_that_cannot_be_invoiced_keep_no_other_from_it()
    {
        await Emporix.Put("o-1", order => order["status"] = "DECLINED");
        await Emporix.Put("o-3");
        await Emporix.Put("o-4", order => order["entries"]![0]!["packedAmountInPc"] = 0);
        await Emporix.Put("o-5", order => order["customer"]!["email"] = "nobody");
        await Emporix.Put("o-6", order => order["payments"]![0]!["authorizedAmount"] = 70.00m);

        var orders = await Ends(await Job("o-1", "o-2", "o-3", "o-4", "o-5", "o-6"));

        string Told(string id) => $"{orders[id].GetProperty("orderStatus")}: {orders[id].GetProperty("message")}";
        Told("o-1").ShouldStartWith("FAILURE: order is DECLINED");
        Told("o-2").ShouldBe("FAILURE: order not found");
        orders["o-3"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");
        Told("o-4").ShouldBe("FAILURE: nothing was delivered");
        Told("o-5").ShouldContain("customer.email is no mail address that every mail server takes");
        Told("o-6").ShouldContain("pay 70.00 EUR at most as they are authorised, the order's total is 74.90");
        (await Emporix.Ledger()).GetProperty("captures").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task a_preview_is_a_draft_and_nothing_is_captured_numbered_or_kept()
    {
        await Emporix.Put("o-1");

        var pdf = await Preview("o-1");

        TextOf(pdf).ShouldContain("ENTWURF");
        (await Emporix.Calls("capture")).ShouldBe(0);
        (await Emporix.Calls("calculate")).ShouldBe(0);
        (await Installation.Database.Rows("select count(*) from mt_doc_emporix_invoice"))[0][0].ShouldBe(0L);
        (await Refused(HttpMethod.Post, $"invoice/{Tenant}/previews", """{"orderId":"o-2"}""")).Body.GetProperty("detailInfo").GetString()!
            .ShouldContain("order not found");
    }

    [Fact]
    public async Task an_automatic_one_takes_what_was_delivered_long_enough_ago()
    {
        await Call(HttpMethod.Post, $"configuration/{Tenant}/configurations", JsonNode.Parse("""
            [{"key":"invoiceSettings","version":1,
              "value":{"threshold":"96h","status":"CREATED, CONFIRMED","extendedOrderStatus":"05,70"}}]
            """));
        var (old, young) = (DateTimeOffset.UtcNow.AddHours(-97), DateTimeOffset.UtcNow.AddHours(-95));
        await Deliver("a-1", "05", old);
        await Deliver("a-2", "5", old);
        await Deliver("a-3", "70", old);
        await Deliver("a-4", "70", young);
        await Deliver("a-5", "70", old, order => order["status"] = "SHIPPED");
        await Emporix.Put("a-6", order => order["mixins"] = JsonNode.Parse("""{"generalAttributes":{"extendedOrderStatus":"70"}}"""));

        var orders = await Ends(await Job(JsonNode.Parse("""{"jobType":"AUTOMATIC","orderIds":["a-2"]}""")!.AsObject()));

        orders.Keys.Order().ShouldBe(["a-1", "a-3"]);
        orders.Values.ShouldAllBe(order => order.GetProperty("orderStatus").GetString() == "SUCCESS");

        Task Deliver(string id, string extended, DateTimeOffset at, Action<JsonObject>? change = null) => Emporix.Put(id, order =>
        {
            order["mixins"] = new JsonObject
            {
                ["generalAttributes"] = new JsonObject { ["extendedOrderStatus"] = extended },
                ["deliveryTime"] = new JsonObject { ["deliveryDate"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null) },
            };
            change?.Invoke(order);
        });
    }

    [Fact]
    public async Task a_client_that_asks_again_with_its_key_gets_the_same_job()
    {
        const string Jobs = $"invoice/{Tenant}/jobs/invoices";
        async Task<(HttpStatusCode, string)> Ask(string order)
        {
            using var answer = await Send(
                HttpMethod.Post, Jobs, $$"""{"jobType":"MANUAL","orderIds":["{{order}}"]}""", ("Idempotency-Key", "k-1"));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        var first = await Ask("o-1");

        first.Item1.ShouldBe(HttpStatusCode.Created);
        (await Ask("o-1")).ShouldBe(first);
        (await Ask("o-2")).Item1.ShouldBe(HttpStatusCode.BadRequest);
        (await Installation.Database.Rows("select count(*) from mt_doc_emporix_job"))[0][0].ShouldBe(1L);
    }

    [Fact]
    public async Task a_command_creates_one_too()
    {
        var first = await Installation.Run("emporix", "jobs", "create", "--tenant", Tenant, "--order", "o-9", "--output", "json");

        first.ExitCode.ShouldBe(0, first.ToString());
        (await Ends(System.Text.Json.JsonElement.Parse(first.Output).GetProperty("jobId").GetString()!))["o-9"]
            .GetProperty("message").GetString().ShouldBe("order not found");
    }
}

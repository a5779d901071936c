using System.Text.Json.Nodes;
using Invoicing.Harness;

namespace Invoicing.Tests.Simulators.Emporix;

/// <summary>The harness of the tests that run processes.</summary>
public sealed class When_a_test_has_an_Emporix_of_its_own
{
    [Fact]
    public async Task it_puts_in_what_an_invoice_needs_and_reads_what_came()
    {
        await using var emporix = new TestEmporix();
        await emporix.Start();
        await emporix.PutSite();
        await emporix.PutLogo("https://cdn.example.test/logo.png");
        await emporix.PutSchema();
        await emporix.Configure("48", "CONFIRMED");
        await emporix.Put("o-1");
        await emporix.Faults("""{"rules":[{"operation":"order","kind":"delay","delayMs":1}]}""");

        var order = await emporix.Call(HttpMethod.Get, "order-v2/acme/salesorders/o-1", null);
        await emporix.Call(HttpMethod.Post, "payment-gateway/acme/payment/t-o-1/capture", TestEmporix.Capture(74.90m));
        await emporix.Call(HttpMethod.Post, "sequential-id/acme/schemas/types/invoiceNoSequence/nextId?siteCode=de-main", new JsonObject());

        order.GetProperty("calculatedPrice").GetProperty("finalPrice").GetProperty("grossValue").GetDecimal().ShouldBe(74.90m);
        (await emporix.Captures("o-1")).ShouldBe([74.90m]);
        (await emporix.Numbers()).ShouldHaveSingleItem().ShouldEndWith("-000001");
        (await emporix.Calls("capture")).ShouldBe(1);
        (await emporix.FaultsFired()).ShouldBe([1]);
    }
}

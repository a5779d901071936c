using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Vtex;

/// <summary>
/// Many orders through two processes that are killed, with a VTEX that loses requests and answers, is slow and asks for fewer calls.
/// </summary>
public sealed class When_VTEX_and_the_service_fail_at_once(ITestOutputHelper output) : VtexTest(output)
{
    /// <summary>Every fifth is still to be handled, every fourth comes in two parts.</summary>
    private static int Orders => int.Parse(
        Environment.GetEnvironmentVariable("INVOICING_TEST_VTEX_ORDERS") ?? "150",
        System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task every_invoice_is_told_once_and_all_add_up()
    {
        await Vtex.Behaves("""{"visibleAfterMs":700,"invoicedAfterMs":300}""");
        await Vtex.Faults("""
            {"seed":7,"rules":[
              {"operation":"invoice","kind":"appliedThenTimeout","rate":0.05},
              {"operation":"invoice","kind":"appliedThenCut","rate":0.05},
              {"operation":"invoice","kind":"appliedThenStatus","status":500,"rate":0.05},
              {"operation":"invoice","kind":"appliedThenUnclear","rate":0.03},
              {"operation":"invoice","kind":"cut","rate":0.05},
              {"operation":"invoice","kind":"status","status":502,"rate":0.05},
              {"operation":"startHandling","kind":"appliedThenCut","rate":0.2},
              {"operation":"get","kind":"status","status":500,"rate":0.03},
              {"operation":"get","kind":"badJson","rate":0.02},
              {"operation":"get","kind":"cut","rate":0.02},
              {"operation":"any","kind":"status","status":429,"retryAfterSeconds":1,"rate":0.01}]}
            """);
        string[] numbers = [.. Enumerable.Range(1001, Orders).Select(number => $"{number}")];
        var orders = numbers.Select((number, i) => TestVtex.Order(number, order =>
        {
            if (i % 4 == 0)
            {
                order["items"]![1]!["invoiceNumber"] = $"P{number}";
            }
        })).ToList();
        for (var i = 0; i < orders.Count; i++)
        {
            await Vtex.Put(orders[i], i % 5 == 0 ? "ready-for-handling" : "handling");
        }

        // Retail Pro's calls that a kill has cut need no person here.
        Installation.Set(Harness.Installation.Hurried);
        var first = await Installation.Serve();
        var second = await Installation.Serve();
        await Installation.Publish(orders);
        foreach (var (process, told) in new[] { (first, Orders / 8), (second, Orders / 3) })
        {
            await Wait.Until(async () => await Vtex.Calls("invoice") >= told, $"{told} invoices were notified");
            await process.Kill();
            await Installation.Serve();
        }

        await Installation.Is("Completed", numbers);

        var byOrder = (await Vtex.Ledger()).GetProperty("invoices").EnumerateArray()
            .ToLookup(invoice => invoice.GetProperty("orderId").GetString()!);
        foreach (var (number, i) in numbers.Select((number, i) => (number, i)))
        {
            var invoices = byOrder[TestVtex.IdOf(number)].ToList();
            invoices.Count.ShouldBe(i % 4 == 0 ? 2 : 1, number);
            invoices.Sum(invoice => invoice.GetProperty("invoiceValue").GetInt64()).ShouldBe(15250, number);
            invoices.ShouldAllBe(invoice => invoice.GetProperty("type").GetString() == "Output");
        }

        (await Vtex.Ledger()).GetProperty("refunds").GetArrayLength().ShouldBe(0);
        // A call that a kill has cut comes again, and is a duplicate there.
        ((await Installation.RetailPro.Calls()).Invoices - await Installation.RetailPro.RepeatedInvoices()).ShouldBe(Orders);
    }
}

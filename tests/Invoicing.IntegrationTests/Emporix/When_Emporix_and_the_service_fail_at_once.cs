using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>
/// Overlapping jobs through two processes that are killed, with an Emporix that loses requests and answers and asks for fewer calls.
/// </summary>
public sealed class When_Emporix_and_the_service_fail_at_once(ITestOutputHelper output) : EmporixTest(output)
{
    private static int Orders => int.Parse(
        Environment.GetEnvironmentVariable("INVOICING_TEST_EMPORIX_ORDERS") ?? "100",
        System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task every_order_is_captured_numbered_and_mailed_once()
    {
        await Emporix.Faults("""
            {"seed":7,"rules":[
              {"operation":"capture","kind":"appliedThenTimeout","rate":0.05},
              {"operation":"capture","kind":"appliedThenCut","rate":0.08},
              {"operation":"capture","kind":"appliedThenStatus","status":500,"rate":0.05},
              {"operation":"capture","kind":"cut","rate":0.08},
              {"operation":"capture","kind":"status","status":502,"rate":0.05},
              {"operation":"calculate","kind":"appliedThenCut","rate":0.1},
              {"operation":"order","kind":"status","status":500,"rate":0.03},
              {"operation":"order","kind":"badJson","rate":0.02},
              {"operation":"transactions","kind":"cut","rate":0.05},
              {"operation":"any","kind":"status","status":429,"retryAfterSeconds":1,"rate":0.01}]}
            """);
        string[] ids = [.. Enumerable.Range(1, Orders).Select(number => $"o-{number}")];
        foreach (var id in ids)
        {
            await Emporix.Put(id, order => order["customer"]!["email"] = $"{id}@example.test");
        }

        // One address can be listened at by one of them.
        var second = await Installation.Serve("--roles", "saga,steps,recovery,notifications");
        var jobs = await Task.WhenAll(Job(ids), Job(ids[..(Orders / 2)]), Job(ids[(Orders / 4)..]));
        foreach (var (process, captured) in new[] { (second, Orders / 8), (Process, Orders / 3) })
        {
            await Wait.Until(
                async () => (await Emporix.Ledger()).GetProperty("captures").GetArrayLength() >= captured, $"{captured} were captured");
            await process.Kill();
            await Installation.Serve();
        }

        var orders = await Ends(jobs[0]);

        orders.Values.ShouldAllBe(order => order.GetProperty("orderStatus").GetString() == "SUCCESS");
        (await Ends(jobs[1])).Count.ShouldBe(Orders / 2);
        orders.Values.Select(order => order.GetProperty("invoiceNumber").GetString()).Order()
            .ShouldBe(Enumerable.Range(1, Orders).Select(number => $"INV-{Year}-{number:000000}"));
        foreach (var id in ids)
        {
            (await Emporix.Captures(id)).ShouldBe([74.90m], id);
            // A kill while the mail server is answering may send the one documented repeat.
            var mails = MailsTo($"{id}@example.test");
            mails.Select(mail => mail.Mail.MessageId).Distinct().Count().ShouldBe(1, id);
            mails.ShouldAllBe(mail => mail.Pdf.Contains(orders[id].GetProperty("invoiceNumber").GetString()!));
        }
    }
}

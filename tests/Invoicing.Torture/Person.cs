using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture;

/// <summary>Who looks into Retail Pro where nobody else can know what a call came to, and says what is there.</summary>
internal static class Person
{
    /// <param name="run">The run.</param>
    /// <param name="findsSlip">Looks for a slip of an order whose number in Retail Pro may be another; null: by its number.</param>
    /// <returns>How many steps were settled.</returns>
    public static async Task<int> SettlesUnknownOutcomes(Run run, Func<string, string, JsonElement, bool>? findsSlip = null)
    {
        var settled = 0;
        var list = await run.Installation.Run("orders", "list", "--state", "Failed", "--limit", "10000", "--output", "json");
        using var ledger = JsonDocument.Parse(await run.Installation.RetailPro.Ledger());
        var invoices = NumbersOf(ledger, "invoices", "orderNo");
        var slips = NumbersOf(ledger, "slips", "slipNo");
        foreach (var order in ListedOrder.Read(list.Output))
        {
            var shown = await run.Installation.Show(order.OrderNo);
            foreach (var failure in shown.GetProperty("failures").EnumerateArray()
                .Where(failure => failure.GetProperty("kind").GetString() == "OutcomeUnknown"))
            {
                var step = failure.GetProperty("step").GetString()!;
                var isThere = step == "invoice" ? invoices.Contains(order.OrderNo)
                    : slips.Contains(step["slip/".Length..]) || findsSlip?.Invoke(order.OrderNo, step, shown) == true;
                string[] answer = isThere ? ["--invoiced"] : ["--not-invoiced", "--attempt", failure.GetProperty("attempt").GetRawText()];
                var said = await run.Installation
                    .Run(["orders", "confirm", order.OrderNo, "--step", step, .. answer, "--reason", "looked into Retail Pro"]);
                if (said.ExitCode != 0)
                {
                    run.Violations.Add(new("I1", $"Order {order.OrderNo} cannot be settled by a person: {said}"));
                }

                settled++;
            }
        }

        return settled;
    }

    private static HashSet<string> NumbersOf(JsonDocument ledger, string entries, string name) =>
        [.. ledger.RootElement.GetProperty(entries).EnumerateArray().Select(entry => entry.GetProperty(name).GetString()!)];
}

using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture;

/// <summary>Who looks into Retail Pro and VTEX where nobody else can know what a call came to, and says what is there.</summary>
internal static class Person
{
    private const string Return = "vtex/return/";
    private const string Capture = "emporix/capture/";
    private const string Mail = "emporix/mail/";

    /// <summary>Returns, captures and mails to customers that nobody can find, and that might come twice, are not sent again by the program.</summary>
    /// <returns>The steps that were settled.</returns>
    public static async Task<IReadOnlyList<string>> SettlesWhatMayNotBeRepeated(Run run)
    {
        var settled = await SettlesUnknownOutcomes(
            run,
            concerns: orderNo => run.Expected.Orders.GetValueOrDefault(orderNo) is { Emporix: not null } or { Vtex.Returns.Count: > 0 });
        // Their entries are stale, the others' fail again.
        foreach (var queue in settled.Select(step => step.StartsWith(Return, StringComparison.Ordinal) ? "vtex-steps" : "emporix-steps").Distinct())
        {
            await run.Installation.Broker.MoveBack(queue);
        }

        return settled;
    }

    /// <param name="run">The run.</param>
    /// <param name="findsSlip">Looks for a slip of an order whose number in Retail Pro may be another; null: by its number.</param>
    /// <returns>The steps that were settled.</returns>
    public static async Task<IReadOnlyList<string>> SettlesUnknownOutcomes(
        Run run, Func<string, string, JsonElement, bool>? findsSlip = null, Func<string, bool>? concerns = null)
    {
        var settled = new List<string>();
        var list = await run.Installation.Run("orders", "list", "--state", "Failed", "--limit", "10000", "--output", "json");
        using var ledger = JsonDocument.Parse(await run.Installation.RetailPro.Ledger());
        var invoices = NumbersOf(ledger, "invoices", "orderNo");
        var slips = NumbersOf(ledger, "slips", "slipNo");
        var returns = await run.Vtex.Returns();
        var captures = await run.Emporix.Captures();
        // Of one whose payments are several another failure may be listed; to show every order that is refused takes minutes.
        var unknown = (await run.Installation.UnknownOutcomes()).Select(outcome => outcome.OrderNo).ToHashSet();
        foreach (var order in ListedOrder.Read(list.Output).Where(
            order => concerns?.Invoke(order.OrderNo) != false && (run.Expected.Orders.GetValueOrDefault(order.OrderNo)?.Emporix is null
                || order.FailureKind == "OutcomeUnknown" || unknown.Contains(order.OrderNo))))
        {
            var shown = await run.Installation.Show(order.OrderNo);
            foreach (var failure in shown.GetProperty("failures").EnumerateArray()
                .Where(failure => failure.GetProperty("kind").GetString() == "OutcomeUnknown"))
            {
                var step = failure.GetProperty("step").GetString()!;
                var emporix = run.Expected.Orders.GetValueOrDefault(order.OrderNo)?.Emporix;
                if (emporix?.Captures.FirstOrDefault(capture => step == Capture + capture.TransactionId) is { MayBeRepeated: true })
                {
                    run.Violations.Add(new("I14", $"Order {order.OrderNo} waits for a person, though {step} could have been repeated."));
                }

                var isThere = step == "invoice" ? invoices.Contains(order.OrderNo)
                    : step.StartsWith(Capture, StringComparison.Ordinal) ? captures.Contains((emporix!.Tenant, step[Capture.Length..]))
                    : step.StartsWith(Mail, StringComparison.Ordinal)
                        ? run.MailServer.Messages.Any(mail => mail.To.Contains(emporix!.Document?.Email))
                    : step.StartsWith(Return, StringComparison.Ordinal) ? returns.Contains(step[Return.Length..])
                    : slips.Contains(step["slip/".Length..]) || findsSlip?.Invoke(order.OrderNo, step, shown) == true;
                string[] answer = isThere ? ["--invoiced"] : ["--not-invoiced", "--attempt", failure.GetProperty("attempt").GetRawText()];
                var said = await run.Installation
                    .Run(["orders", "confirm", order.OrderNo, "--step", step, .. answer, "--reason", "looked whether it is there"]);
                if (said.ExitCode != 0)
                {
                    run.Violations.Add(new("I1", $"Order {order.OrderNo} cannot be settled by a person: {said}"));
                }

                settled.Add(step);
            }
        }

        return settled;
    }

    private static HashSet<string> NumbersOf(JsonDocument ledger, string entries, string name) =>
        [.. ledger.RootElement.GetProperty(entries).EnumerateArray().Select(entry => entry.GetProperty(name).GetString()!)];
}

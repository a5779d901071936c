using System.Text.RegularExpressions;
using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Smtp;

namespace Invoicing.Harness;

/// <summary>Compares what people are told, in error queues and mails, with the faults that the reference expects.</summary>
internal static partial class Reports
{
    public static async Task<IReadOnlyList<string>> Compare(ExpectedEnd expected, Broker broker, Mails mails, bool perhapsTwice)
    {
        var failed = expected.Orders.Values.Where(order => order.State == "Failed").ToList();
        var conflicts = expected.Conflicts;
        await Wait.Until(() => mails.All() is var all && failed.All(order => all.Any(mail => mail.Names(order.OrderNo))), "a mail has come about every failed order");
        var sent = mails.All();
        var invoices = (await broker.ErrorsOf("invoice-order")).ToLookup(entry => entry.OrderNo);
        var slips = (await broker.ErrorsOf("transfer-inventory")).ToLookup(entry => entry.OrderNo);
        var intake = await broker.ErrorsOf("order-invoicing");
        return
        [
            .. failed.SelectMany(order => InQueue(order, order.IsSendSale ? slips : invoices, perhapsTwice)),
            .. failed.SelectMany(order => InMails(order, sent)),
            .. invoices.Concat(slips).Select(same => same.Key).Except(failed.Select(order => order.OrderNo)).Select(no => $"{no}: lies in an error queue, but is a good order"),
            .. conflicts.Where(no => !intake.Any(entry => entry.Reason.Contains($"Order {no} "))).Select(no => $"{no}: its conflict is not in order-invoicing_error"),
            .. conflicts.Where(no => !sent.Any(mail => mail.Names(no))).Select(no => $"{no}: no mail about its conflict"),
            .. intake.Count == expected.IntakeErrors || (perhapsTwice && intake.Count > expected.IntakeErrors) ? Array.Empty<string>()
                : [$"{intake.Count} entries lie in order-invoicing_error instead of {expected.IntakeErrors}"],
        ];
    }

    private static IEnumerable<string> InQueue(ExpectedOrder order, ILookup<string, Entry> queue, bool perhapsTwice)
    {
        var entries = queue[order.OrderNo].ToList();
        if (entries.Count == 0 || (entries.Count > 1 && !order.IsSendSale && !perhapsTwice))
        {
            yield return $"{order.OrderNo}: lies {entries.Count} times in the error queue instead of once";
        }

        foreach (var difference in Differences(order, string.Join("; ", entries.Select(entry => entry.Reason))))
        {
            yield return $"{order.OrderNo}: the error queue {difference}";
        }
    }

    private static IEnumerable<string> InMails(ExpectedOrder order, IReadOnlyList<ReceivedMail> mails)
    {
        var about = mails.Where(mail => mail.Names(order.OrderNo)).ToList();
        if (about.Count != 1 && !order.IsSendSale)
        {
            yield return $"{order.OrderNo}: {about.Count} mails instead of one";
        }

        var told = string.Concat(about.Select(mail => mail.Body));
        foreach (var fault in order.Faults.Select(fault => fault.Replace("items[].", "")).Where(fault => !told.Contains(fault)))
        {
            yield return $"{order.OrderNo}: the mail does not name {fault}";
        }
    }

    // Faults are written as "field what is wrong; field what is wrong"; a setting with a colon that may help is no field.
    private static IEnumerable<string> Differences(ExpectedOrder order, string reason)
    {
        var named = reason.Split("; ").Select(fault => fault.Split(' ')[0]).Where(field => !field.Contains(':'))
            .Select(field => order.Faults.Contains("items[].lineNo") ? AnyLineNo().Replace(field, "items[].lineNo") : field).ToHashSet();
        foreach (var missing in order.Faults.Except(named))
        {
            yield return $"does not name {missing}: {reason}";
        }

        foreach (var invented in named.Except(order.Faults))
        {
            yield return $"names {invented}, which is in order: {reason}";
        }
    }

    [GeneratedRegex(@"items\[\d+\]\.lineNo")]
    private static partial Regex AnyLineNo();
}

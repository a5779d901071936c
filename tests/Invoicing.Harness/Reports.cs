using System.Text.RegularExpressions;
using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Smtp;

namespace Invoicing.Harness;

/// <summary>Compares what people are told, in error queues and mails, with the faults that the reference expects.</summary>
internal static partial class Reports
{
    private static readonly string[] s_stepsQueues = ["vtex-steps", "emporix-steps"];

    private static readonly string[] s_queues =
        ["order-invoicing", "invoice-order", "transfer-inventory", "notify-failures", .. s_stepsQueues];

    public static async Task<IReadOnlyList<string>> Compare(ExpectedEnd expected, TestBroker broker, Mails mails, bool perhapsTwice)
    {
        var wrong = expected.Orders.Values.Where(order => order.State == "Failed").Select(order => order.OrderNo).Concat(expected.Conflicts)
            .ToList();
        await Wait.Until(
            () => mails.All() is var all
                && wrong.All(no => all.Any(mail => mail.Names(no))), "a mail has come about every failed order and every conflict");
        var errors = await ErrorsOf(broker);
        return [.. Find(expected, errors, mails.All(), new Latitude { MayRepeat = perhapsTwice }).Select(violation => violation.Text)];
    }

    public static async Task<Dictionary<string, IReadOnlyList<Entry>>> ErrorsOf(TestBroker broker)
    {
        var errors = new Dictionary<string, IReadOnlyList<Entry>>();
        foreach (var queue in s_queues)
        {
            errors[queue] = await broker.ErrorsOf(queue);
        }

        return errors;
    }

    public static IReadOnlyList<Violation> Find(Evidence evidence)
    {
        var (errors, latitude) = (evidence.Errors, evidence.Latitude);
        var others = errors.ToDictionary(
            queue => queue.Key,
            queue => (IReadOnlyList<Entry>)[.. queue.Value.Where(entry => !latitude.IsPlanted(entry))]);
        var planted = errors.Sum(queue => queue.Value.Count) - others.Sum(queue => queue.Value.Count);
        return
        [
            .. Find(evidence.Expected, others, evidence.Mails, latitude),
            .. planted < latitude.Planted ?
                [new Violation("I6", $"{planted} of {latitude.Planted} messages that nobody can handle lie in an error queue.")] :
                Array.Empty<Violation>(),
        ];
    }

    private static List<Violation> Find(
        ExpectedEnd expected, IReadOnlyDictionary<string, IReadOnlyList<Entry>> errors, IReadOnlyList<ReceivedMail> mails, Latitude latitude)
    {
        var failed = expected.Orders.Values.Where(order => order.State == "Failed").ToList();
        // After a crash the same mail may come again, under its own Message-ID.
        var sent = mails.DistinctBy(mail => mail.MessageId ?? mail.File).ToList();
        var invoices = errors["invoice-order"].ToLookup(entry => entry.OrderNo);
        var slips = errors["transfer-inventory"].ToLookup(entry => entry.OrderNo);
        var steps = s_stepsQueues.ToDictionary(
            queue => queue, queue => errors.GetValueOrDefault(queue, []).ToLookup(entry => entry.OrderNo));
        // A mail about very many failures lists the first of them and counts the others.
        var unlisted = sent.Sum(mail => mail.Unlisted());
        var named = failed.Where(order => sent.Any(mail => mail.Names(order.OrderNo))).ToList();
        var found = (failed.Count - named.Count <= unlisted ? named : failed).SelectMany(order => InMails(order, sent, latitude)).ToList();
        found.AddRange(expected.Conflicts.Where(no => !sent.Any(mail => mail.Names(no)))
            .Select(no => new Violation("I5", $"{no}: no mail about its conflict")));
        if (!latitude.CuredEntriesRemain)
        {
            found.AddRange(invoices.Concat(slips).Select(same => same.Key).Except(failed.Select(order => order.OrderNo))
                .Select(no => new Violation("I6", $"{no}: lies in an error queue, but is a good order")));
            found.AddRange(steps.SelectMany(queue => queue.Value.Select(same => same.Key)
                .Except(failed.Where(order => order.StepsQueue == queue.Key).Select(order => order.OrderNo))
                .Select(no => new Violation("I6", $"{no}: lies in {queue.Key}_error, but nobody has anything against it"))));
        }

        found.AddRange(expected.Refusals.Distinct()
            .Where(refusal => !sent.Any(mail => mail.Names(refusal.OrderNo) && mail.Tells(refusal.OrderNo).Contains(refusal.Says)))
            .Select(refusal => new Violation("I5", $"{refusal.OrderNo}: no mail says “{refusal.Says}”")));
        found.AddRange(
            errors["notify-failures"].Select(entry => new Violation("I6", $"notify-failures_error holds an entry: {entry.Reason}")));
        if (!latitude.ErrorsMayBeGone)
        {
            found.AddRange(failed.SelectMany(order => order is { Trouble: { } trouble, StepsQueue: { } queue }
                ? InStepsQueue(order, trouble, queue, steps[queue], latitude.MayRepeat)
                : InQueue(order, order.IsSendSale ? slips : invoices, latitude.MayRepeat)));
            found.AddRange(InIntake(expected, errors["order-invoicing"], latitude.MayRepeat));
        }

        return found;
    }

    private static IEnumerable<Violation> InIntake(ExpectedEnd expected, IReadOnlyList<Entry> intake, bool mayRepeat)
    {
        foreach (var no in expected.Conflicts.Where(no => !intake.Any(entry => entry.Reason.Contains($"Order {no} "))))
        {
            yield return new("I5", $"{no}: its conflict is not in order-invoicing_error");
        }

        foreach (var (orderNo, says) in expected.Refusals
            .Where(refusal => !intake.Any(entry =>
                entry.Reason.Contains($"of order {refusal.OrderNo} ") && entry.Reason.Contains(refusal.Says))))
        {
            yield return new("I5", $"{orderNo}: order-invoicing_error does not say “{says}”");
        }

        if (intake.Count < expected.IntakeErrors || (intake.Count > expected.IntakeErrors && !mayRepeat))
        {
            yield return new(
                intake.Count < expected.IntakeErrors ? "I5" : "I6",
                $"{intake.Count} entries lie in order-invoicing_error instead of {expected.IntakeErrors}");
        }
    }

    private static IEnumerable<Violation> InQueue(ExpectedOrder order, ILookup<string, Entry> queue, bool mayRepeat)
    {
        var entries = queue[order.OrderNo].ToList();
        if (entries.Count == 0 || (entries.Count > 1 && !order.IsSendSale && !mayRepeat))
        {
            yield return new(
                entries.Count == 0 ? "I5" : "I6",
                $"{order.OrderNo}: lies {entries.Count} times in the error queue instead of once");
        }

        // An entry about an unknown outcome, which a person has settled since, says nothing of the data.
        var reasons = entries.Select(entry => entry.Reason).Where(reason => !reason.Contains("may or may not have done it")).ToList();
        foreach (var difference in reasons.Count == 0 ? [] : Differences(order, string.Join("; ", reasons)))
        {
            yield return new("I5", $"{order.OrderNo}: the error queue {difference}");
        }
    }

    private static IEnumerable<Violation> InStepsQueue(
        ExpectedOrder order, ExpectedTrouble trouble, string queue, ILookup<string, Entry> inQueue, bool mayRepeat)
    {
        var entries = inQueue[order.OrderNo].ToList();
        // A command that is sent again, since its order's row was decided about twice, fails again; people are told once of an attempt.
        var attempts = entries.Select(entry => entry.Attempt).Distinct().Count();
        if (attempts == 0 || (attempts > order.Tries && !mayRepeat))
        {
            yield return new(
                attempts == 0 ? "I5" : "I6",
                $"{order.OrderNo}: {attempts} of its attempts lie in {queue}_error instead of {order.Tries}");
        }

        foreach (var reason in entries.Select(entry => entry.Reason).Where(reason => trouble.Says.Any(says => !reason.Contains(says))))
        {
            yield return new("I5", $"{order.OrderNo}: {queue}_error does not say {string.Join(" and ", trouble.Says)}: {reason}");
        }
    }

    private static IEnumerable<Violation> InMails(ExpectedOrder order, IReadOnlyList<ReceivedMail> mails, Latitude latitude)
    {
        var about = mails.Where(mail => mail.Names(order.OrderNo)).ToList();
        // Of an order of VTEX people may have been told before, of a call to Retail Pro that a person has settled.
        var mayBeTwo = order.IsSendSale || latitude.MayRepeat || (latitude.CuredEntriesRemain && order.Trouble is not null);
        if (about.Count == 0 || (about.Count > order.Tries && !mayBeTwo))
        {
            yield return new("I5", $"{order.OrderNo}: {about.Count} mails instead of one");
        }

        var told = string.Concat(about.Select(mail => mail.Tells(order.OrderNo)));
        foreach (var fault in order.Faults.Select(fault => fault.Replace("items[].", "")).Concat(order.Trouble?.Says ?? [])
            .Where(fault => !told.Contains(fault)))
        {
            yield return new("I5", $"{order.OrderNo}: the mail does not name {fault}");
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

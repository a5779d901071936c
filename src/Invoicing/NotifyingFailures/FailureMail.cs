using System.Globalization;
using System.Text;
using Invoicing.Messaging;

namespace Invoicing.NotifyingFailures;

/// <summary>Writes the mail about one failure, or about many of one cause.</summary>
internal static class FailureMail
{
    private const int LongestSubject = 150;
    // Some dozen faults of one order; two hundred such entries are still a mail.
    private const int LongestListed = 1000;

    public static Mail Compose(Guid id, string from, MergedNotices notices) =>
        new(id, Mail.MessageIdOf(id, from), Subject(notices), notices.Count == 1 ? About(notices.First[0]) : AboutMany(notices));

    private static string Subject(MergedNotices notices) =>
        PlainText.Line($"[Invoicing] {Who(notices)}: {Wording.Headline(notices.Cause)}", LongestSubject);

    private static string Who(MergedNotices notices)
    {
        var (count, orders, first) = (notices.Count, notices.Orders, notices.First[0]);
        return (orders, count) switch
        {
            (0, 1) => "A message",
            (0, _) => Invariant($"{count} messages"),
            (1, 1) => $"Order {first.OrderNo}",
            (1, _) => Invariant($"Order {first.OrderNo}, {count} times"),
            _ => Invariant($"{orders} orders"),
        };
    }

    private static string About(Notice notice)
    {
        var text = new StringBuilder();
        if (notice.Queue is { } queue)
        {
            Field("Queue", Queues.ErrorOf(queue));
            Field("Message id", notice.MessageId?.ToString());
        }
        else
        {
            Field("Order", notice.OrderNo);
            Field("OMS order id", notice.OrderId);
            Field("Store", notice.Store);
            Field("Step", Wording.Step(notice));
            Field("Attempt", notice.Attempt?.ToString(CultureInfo.InvariantCulture));
        }

        Field("Time", Time(notice));
        Field("Correlation id", notice.CorrelationId?.ToString());

        text.Append("\nWHAT HAPPENED\n").Append(Wording.Explanation(notice.Cause)).Append('\n');
        text.Append("  ").Append(notice.Message.Replace("\n", "\n  ")).Append('\n');
        return text.Append(Todo(notice.Cause, notice)).ToString();

        void Field(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                text.Append($"{name + ":",-16}").Append(value).Append('\n');
            }
        }
    }

    private static string AboutMany(MergedNotices notices)
    {
        var cause = notices.Cause;
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{notices.Count} failures of one cause")
            .Append(notices.Orders > 0 ? Invariant($", of {notices.Orders} {(notices.Orders == 1 ? "order" : "orders")}.\n") : ".\n")
            .Append("\nWHAT HAPPENED\n").Append(Wording.Explanation(cause)).Append('\n')
            .Append(Todo(cause, null))
            .Append("\nWHICH\n");
        foreach (var notice in notices.First)
        {
            text.Append($"- {Entry(notice)}, {Time(notice)}\n  {PlainText.Line(notice.Message, LongestListed)}\n");
        }

        var more = notices.Count - notices.First.Count;
        if (more > 0)
        {
            var where = notices.Orders > 0 ? "`invoicing orders list --state failed`" : $"see `{Queues.ErrorOf(cause.Place)}`";
            text.Append(CultureInfo.InvariantCulture, $"and {more} more: {where}\n");
        }

        return text.ToString();
    }

    private static string Entry(Notice notice) => notice.Queue is null
        ? $"{notice.OrderNo} (OMS {notice.OrderId}), {Wording.Step(notice)}, attempt {notice.Attempt}"
        : $"message {notice.MessageId}";

    private static string Todo(Cause cause, Notice? notice)
    {
        var steps = WhatToDo.For(cause, notice);
        var text = new StringBuilder(
            notice is null && steps.Any(step => step.Contains(" NO ") || step.Contains(" NO`"))
                ? "\nWHAT TO DO (NO is the order's number, as in the list below)\n"
                : "\nWHAT TO DO\n");
        for (var i = 0; i < steps.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {steps[i]}\n");
        }

        return text.ToString();
    }

    private static string Time(Notice notice) =>
        notice.FailedAt.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

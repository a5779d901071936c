using Invoicing.Contracts;
using Invoicing.Intake.Queries;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Failures;

/// <summary>
/// Makes the mails that are due, each in one transaction with what it tells: so a failure is in exactly one mail, with any number of
/// instances. A failure that must be looked at now is told at once, and later ones of its cause together when
/// <see cref="MailSettings.MergeWindow"/> has passed. All others wait for a report, some time after the first of them. Once a day there are
/// the summary and the stores' lists; an instance that was down at the time makes them later on the same day.
/// </summary>
internal sealed class MailMaker(
    MailStore mails,
    FailureTexts texts,
    IOptions<MailSettings> options,
    IOptions<ConsoleSettings> console,
    IOptions<InvoicingSettings> invoicing,
    IEnumerable<IStepPlanner> systems,
    StoreDirectories directories)
{
    /// <summary>As <see cref="StoredMail"/> calls the cause of a report.</summary>
    public const string Report = "report";

    // A mail server commonly takes 10 MB, and a third is added on the way. What is left over is in the next report.
    private const int LargestFile = 6_000_000;

    // What was stored by a transaction that began earlier may only become visible now: it belongs to the next day.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly MailComposer _composer = new(texts, options, console, invoicing.Value.Mode == InvoicingMode.Shadow);

    private MailSettings Settings => options.Value;

    /// <summary>Stores one mail about failures that are told at once. Null: none is due, or another instance is at it.</summary>
    public Task<Mail?> MakeAtOnce(CancellationToken ct) => Make(MailSort.AtOnce, ct);

    /// <summary>Stores one report of all that waits for the same people, likewise.</summary>
    public Task<Mail?> MakeReport(CancellationToken ct) => Make(MailSort.Report, ct);

    private async Task<Mail?> Make(MailSort sort, CancellationToken ct)
    {
        await using var making = mails.Open();
        if (!await making.Begin(sort, ct) || await FindDue(making, sort, ct) is not { } due)
        {
            return null;
        }

        var id = Guid.CreateVersion7();
        var atOnce = sort == MailSort.AtOnce;
        using var file = atOnce ? null : new ReportFile(texts);
        var report = new Report();
        await foreach (var notice in making.Queries.Take(id, due, atOnce ? long.MaxValue : LargestFile, ct))
        {
            report.Add(notice);
            file?.Add(notice);
        }

        if (report.Count == 0)
        {
            return null;
        }

        if (!atOnce)
        {
            (report.Earlier, report.Cured) = await making.Queries.MarkCured(
                id, (cause, store) => KeyOf(cause, store) == due.Key.Recipients, ct);
        }

        var mail = atOnce ? _composer.AtOnce(id, report.Causes[0]) : _composer.Report(id, report, file!);
        mail = mail with { Recipients = RecipientsOf(due.First().Cause, due.First().Store), Traces = report.Traces };
        making.Add(due.Key.Cause, mail);
        await making.Commit(ct);
        return mail;
    }

    // While a mail of the cause cannot be sent, later notices wait for it: a night without SMTP must not become a mail a minute.
    private async Task<IGrouping<(string Cause, string Recipients), NoticeGroup>?> FindDue(
        MailMaking making, MailSort sort, CancellationToken ct)
    {
        var atOnce = sort == MailSort.AtOnce;
        var late = making.Now - Settings.ReportAfter;
        var waiting = (await making.Queries.Waiting(ct))
            .Where(group => Cause.AtOnce.Contains(Cause.KindOf(group.Cause)) == atOnce)
            .GroupBy(group => (Cause: atOnce ? group.Cause : Report, Recipients: KeyOf(group.Cause, group.Store)))
            .Where(mail => atOnce || mail.Any(group => group.First <= late))
            .ToList();
        if (waiting.Count == 0)
        {
            return null;
        }

        string[] causes = [.. waiting.Select(mail => mail.Key.Cause).Distinct()];
        var recent = await making.Recent(causes, atOnce ? Settings.MergeWindow : TimeSpan.Zero, ct);
        return waiting.FirstOrDefault(mail => !recent.Contains(mail.Key));
    }

    private IReadOnlyList<string>? RecipientsOf(string cause, string? store) => Settings.RecipientsOf(Cause.KindOf(cause), store);

    private string KeyOf(string cause, string? store) => string.Join(',', RecipientsOf(cause, store) ?? []);

    /// <returns>The mails; what there is nothing to tell about has none.</returns>
    public async Task<IReadOnlyList<Mail>> MakeDaily(CancellationToken ct)
    {
        if (Settings.DailyAt is not { } at)
        {
            return [];
        }

        var stores = Settings.RecipientsByStore(await directories.Look(ct));
        return
        [
            .. await MakeDaily("summary", [""], at, Summary, ct),
            // In shadow mode stores would look for invoices that are not there.
            .. stores.Count == 0 || invoicing.Value.Mode == InvoicingMode.Shadow ? []
                : await MakeDaily("store", stores.Keys, at, day => StoreLists(day, stores), ct),
        ];
    }

    private async Task<IReadOnlyList<Mail>> MakeDaily(
        string kind,
        IEnumerable<string> recipients,
        TimeOnly at,
        Func<Day, Task<Dictionary<string, Mail>>> compose,
        CancellationToken ct)
    {
        await using var making = mails.Open();
        if (!await making.Begin(MailSort.Daily, ct))
        {
            return [];
        }

        var local = TimeZoneInfo.ConvertTime(making.Now, invoicing.Value.Zone).DateTime;
        var (day, until) = (DateOnly.FromDateTime(local), making.Now - Margin);
        if (TimeOnly.FromDateTime(local) < at || await making.Slots(kind, recipients, day, ct) is not { Count: > 0 } slots)
        {
            return [];
        }

        var made = await compose(new(making, slots, day, until, ct));
        foreach (var (recipient, _) in slots)
        {
            making.AddDaily(kind, recipient, day, until, made.GetValueOrDefault(recipient));
        }

        await making.Commit(ct);
        return [.. made.Values];
    }

    private async Task<Dictionary<string, Mail>> Summary(Day day)
    {
        var (since, until, making, ct) = (day.Slots[0].Since, day.Until, day.Making, day.Stop);
        var (queries, open, money) = (making.Queries, new Report(), new MoneyTotals());
        await foreach (var notice in queries.Open(ct))
        {
            open.Add(notice);
        }

        var completed = await queries.Completed(since, until, ct);
        foreach (var (currency, _, total) in completed.Where(sum => sum.Total is not null))
        {
            money.Add(total!.Value, TextSanitizer.Line(currency, 10));
        }

        var (added, cured, unsent) = await queries.News(since, until, ct);
        var summary = new DailySummary(
            day.Date,
            since,
            open,
            added,
            cured,
            completed.Sum(sum => sum.Orders),
            money,
            await queries.Unfinished(ct),
            unsent,
            [.. (await FeedViews.Troubles(making.Session, ct)).Select(trouble => trouble.ToString())])
        {
            Pauses = await PauseStore.Current(day.Making.Session, ct),
            Reconciled = await ReconciliationStore.Ended(day.Making.Session, since, until, ct),
        };
        return summary.IsQuiet ? new() : new() { [""] = _composer.Summary(Guid.CreateVersion7(), summary) };
    }

    private async Task<Dictionary<string, Mail>> StoreLists(Day day, Dictionary<string, SettingList> stores)
    {
        var lists = day.Slots.ToDictionary(
            slot => slot.Recipient, slot => new StoreList(slot.Recipient, day.Date, slot.Since), StringComparer.OrdinalIgnoreCase);
        await foreach (var changed in day.Making.Queries.Changed(day.Slots.Min(slot => slot.Since), day.Until, day.Stop))
        {
            Add(changed);
        }

        return lists.Values.Where(list => !list.IsQuiet).ToDictionary(
            list => list.Store, list => _composer.Stores(Guid.CreateVersion7(), list) with { Recipients = stores[list.Store] });

        void Add(ChangedOrder changed)
        {
            var order = changed.Order;
            foreach (var (step, at) in changed.Done)
            {
                if (step == StepNames.Invoice)
                {
                    ListOf(order.StepNamed(step)?.Store, at)?.Invoices.Add(order);
                }
                else if (order.StepNamed(step) is { Phase: StepPhase.Transfer } transfer)
                {
                    var slip = AcceptedSlip.Of(order, transfer, systems);
                    ListOf(transfer.Store, at)?.Out.Add(slip);
                    ListOf(transfer.ToStore, at)?.In.Add(slip);
                }
            }

            foreach (var (text, at) in changed.Warnings)
            {
                ListOf(order.Store, at)?.Warnings.Add((order.OrderNo, text));
            }
        }

        StoreList? ListOf(string? store, DateTimeOffset at) =>
            store is not null && lists.TryGetValue(store, out var list) && at > list.Since ? list : null;
    }

    private sealed record Day(
        MailMaking Making, IReadOnlyList<DailyMailSlot> Slots, DateOnly Date, DateTimeOffset Until, CancellationToken Stop);
}

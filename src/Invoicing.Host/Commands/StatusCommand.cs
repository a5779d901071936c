using System.CommandLine;
using Invoicing.Host.Commands.Feeds;
using Invoicing.Host.Composition;
using Invoicing.Intake.Queries;
using Invoicing.Messaging;
using Invoicing.Operations;
using Invoicing.Reconciliation;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Systems;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing status</c>: whether all is well, in one look.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        return new Command("status", "Show whether calls are made, how many orders are unfinished since when, what lies in the "
            + "queues and which mails wait.").Runs(Run, add: builder =>
            {
                FeedsCommand.AddViews(builder);
                builder.Services.AddReconciliation();
            });

        static async Task<int> Run(OperatorRun run)
        {
            IReadOnlyList<SystemTexts> systems = [.. InstalledSystems.In(run.Host.Services).Select(system => system.Texts)];
            var pauses = await run.Get<PauseStore>().Current(run.Ct);
            var flow = await run.Get<FlowStatusQuery>().Read(run.Ct);
            var feeds = await run.Get<FeedViews>().UnderWay(run.Ct);
            var around = await run.Get<FeedViews>().Around(run.Ct);
            var silent = await run.Get<SilentChannels>().Read(run.Ct);
            var (queues, queuesTrouble) = await Queues(run.Host.UsesBroker() ? run.Host.Broker() : null, run.Ct);
            return run.Write(
                new
                {
                    retailPro = CallsTo(RetailProTexts.Texts.Name, pauses),
                    systems = systems.ToDictionary(system => system.Name, system => CallsTo(system.Name, pauses)),
                    unfinished = flow.Unfinished,
                    flow.Mode, flow.Overdue, flow.CompletedToday, flow.UnsentMails, flow.OldestUnsent, flow.Unreached, flow.WaitingUpdates,
                    flow.OldestUpdate,
                    silentChannels = silent,
                    feeds = feeds.Select(feed => new { feed.Name, feed.Entries, feed.Percent }),
                    feedTroubles = around.Troubles.Select(trouble => new { trouble.Place, trouble.Name, trouble.Problem, trouble.Since }),
                    sftp = around.Sftp is { } look ? new { look.Server, look.LookedAt, look.Waiting } : null,
                    queues, queuesTrouble,
                },
                ConsoleOutput.Json,
                console => Show(console, systems, pauses, flow, silent, feeds, around, queues, queuesTrouble));
        }
    }

    private static async Task<(IReadOnlyList<QueueState>? Queues, string? Trouble)> Queues(BrokerAddress? broker, CancellationToken ct)
    {
        try
        {
            return broker is null
                ? (null, "Messaging:Transport is InMemory: there are no queues to look at.")
                : (await QueueStates.Read(broker, InstalledSystems.Queues, ct), null);
        }
        catch (Exception e) when (ServerFailures.IsOfRabbitMq(e))
        {
            return (null, $"RabbitMQ: {ServerFailures.OfRabbitMq(e)}");
        }
    }

    private static void Show(
        IAnsiConsole console,
        IReadOnlyList<SystemTexts> systems,
        IReadOnlyList<Pause> pauses,
        FlowStatus flow,
        IReadOnlyList<SilentChannel> silent,
        IReadOnlyList<FeedSummary> feeds,
        FeedsAround around,
        IReadOnlyList<QueueState>? queues,
        string? trouble)
    {
        if (flow.Mode == InvoicingMode.Shadow)
        {
            console.WriteLine("SHADOW mode: no system is called, and nobody outside is told of orders.", new Style(Color.Yellow));
        }

        foreach (var system in systems.Where(_ => flow.Mode == InvoicingMode.Live))
        {
            var pause = pauses.FirstOrDefault(pause => pause.System == system.Name);
            console.WriteLine(
                pause?.Text(system.DisplayName) ?? $"Calls to {system.DisplayName} are made.",
                new Style(pause is null ? Color.Green : Color.Yellow));
        }

        console.WriteLine($"{Wording.Number(flow.CompletedToday)} orders completed in the last 24 hours.");
        if (flow.WaitingUpdates > 0)
        {
            console.WriteLine($"{Wording.Number(flow.WaitingUpdates)} parcels or returns wait for their orders, the oldest since "
                + $"{Wording.Time(flow.OldestUpdate!.Value)}.");
        }

        foreach (var channel in silent)
        {
            console.WriteLine(channel.ToString(), new Style(Color.Yellow));
        }

        foreach (var feed in feeds)
        {
            console.WriteLine($"Feed {feed.Name}: {Wording.Number(feed.Entries)} entries taken, {feed.Percent}% read.");
        }

        FeedPage.WriteAround(console, around, DateTimeOffset.UtcNow);
        console.WriteLine();
        var orders = new Table { Border = TableBorder.None }.AddColumns("Unfinished", "Orders", "On hold", "Oldest received");
        foreach (var (state, count, onHold, oldest) in flow.Unfinished)
        {
            orders.AddRow(
                new Text(state.ToString(), ConsoleOutput.StyleOf(state)),
                new Text(Wording.Number(count)),
                new Text(Wording.Number(onHold)),
                new Text(Wording.Time(oldest)));
        }

        console.Write(flow.Unfinished.Count == 0 ? new Text("No order is unfinished.\n") : orders);
        Warn(console, flow.Overdue, pauses.Count > 0 ? "orders wait for calls to be resumed." : "orders should have been looked at more "
            + "than a minute ago: see that `invoicing serve` runs.");
        Warn(console, flow.UnsentMails, $"mails or failures are not sent, the oldest since "
            + $"{(flow.OldestUnsent is { } oldestMail ? Wording.Time(oldestMail) : "")}.");
        foreach (var recipient in flow.Unreached)
        {
            console.WriteLine($"Mails do not reach {recipient}", new Style(Color.Yellow));
        }

        console.WriteLine();
        if (queues is null)
        {
            console.WriteLine(trouble!, new Style(Color.Yellow));
            return;
        }

        var table = new Table { Border = TableBorder.None }.AddColumns("Queue", "Waiting", "Consumers");
        foreach (var queue in queues)
        {
            var isWork = !queue.Name.EndsWith("_error", StringComparison.Ordinal);
            var needsLook = isWork ? queue.Consumers == 0 : queue.Ready > 0;
            table.AddRow(
                new Text(queue.Name, new Style(needsLook ? Color.Yellow : Color.Default)),
                new Text(Wording.Number(queue.Ready)),
                new Text(isWork ? Wording.Number(queue.Consumers) : ""));
        }

        console.Write(table);
    }

    private static object CallsTo(string system, IReadOnlyList<Pause> pauses)
    {
        var pause = pauses.FirstOrDefault(pause => pause.System == system);
        return new { calls = pause?.State.ToString() ?? "Open", since = pause?.Since, by = pause?.By, reason = pause?.Reason };
    }

    private static void Warn(IAnsiConsole console, long count, string what)
    {
        if (count > 0)
        {
            console.WriteLine($"{Wording.Number(count)} {what}", new Style(Color.Yellow));
        }
    }
}

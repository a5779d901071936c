using System.CommandLine;
using System.Text.Json;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Composition;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing pause SYSTEM</c> and <c>invoicing resume SYSTEM</c>.</summary>
internal static class PauseCommand
{
    private static string Names => string.Join("|", InstalledSystems.All.Select(system => system.Texts.Name));

    public static Command CreatePause() => Create(
        "pause",
        "Make no calls to Retail Pro until `invoicing resume`. Orders are taken in and wait; calls that are under way end by themselves.",
        async (store, system, by, reason, ct) => await store.Begin(system.Name, by, reason, kind: null, ct)
            ? $"Calls to {system.DisplayName} are paused: within a second, every running service makes none. Orders are taken in and wait."
            : throw new PauseRefusedException(
                (await PauseOf(system, store, ct))?.Text(system.DisplayName) ?? $"Calls to {system.DisplayName} are paused already"));

    public static Command CreateResume() => Create(
        "resume",
        "Make calls to Retail Pro again: one first, then more with every one that is answered.",
        async (store, system, by, reason, ct) => await store.Resume(system.Name, by, reason, ct)
            ? $"Calls to {system.DisplayName} are being resumed: one first, then more. See `invoicing status`."
            : throw new PauseRefusedException(
                (await PauseOf(system, store, ct))?.Text(system.DisplayName) ?? $"Calls to {system.DisplayName} are not paused."));

    private static Command Create(
        string name, string description, Func<PauseStore, SystemTexts, string, string, CancellationToken, Task<string>> change)
    {
        var systemName = new Argument<string>("SYSTEM") { Description = $"What to {name} calls to: {Names}.", HelpName = Names };
        systemName.AcceptOnlyFromAmong([.. InstalledSystems.All.Select(system => system.Texts.Name)]);
        var options = new DecisionOptions("in the table mt_events");
        var command = new Command(name, description) { systemName };
        options.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(options.Settings)!);
            var system = InstalledSystems.All.Single(system => system.Texts.Name == parsed.GetValue(systemName)).Texts;
            var store = host.Services.GetRequiredService<PauseStore>();
            var told = await change(store, system, parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct);
            var now = await PauseOf(system, store, ct);
            var answer = new { system = system.Name, state = now?.State.ToString() ?? "Open", since = now?.Since,
                by = now?.By, reason = now?.Reason };
            await Console.Out.WriteLineAsync(
                parsed.GetValue(options.Output) == OutputOption.Json ? JsonSerializer.Serialize(answer, Decisions.Json) : told);
            return 0;
        });
        return command;
    }

    private static async Task<Pause?> PauseOf(SystemTexts system, PauseStore store, CancellationToken ct) =>
        (await store.Current(ct)).FirstOrDefault(pause => pause.System == system.Name);
}

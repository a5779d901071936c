using System.CommandLine;
using System.Text.Json;
using Invoicing.Host.Commands.Orders;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing pause retailpro</c> and <c>invoicing resume retailpro</c>.</summary>
internal static class PauseCommand
{
    public static Command CreatePause() => Create(
        "pause",
        "Make no calls to Retail Pro until `invoicing resume`. Orders are taken in and wait; calls that are under way end by themselves.",
        async (store, by, reason, ct) => await store.Begin(by, reason, kind: null, ct)
            ? "Calls to Retail Pro are paused: within a second, every running service makes none. Orders are taken in and wait."
            : throw new PauseRefusedException($"{(await store.Current(ct))?.Text ?? "Calls to Retail Pro are paused already"}"));

    public static Command CreateResume() => Create(
        "resume",
        "Make calls to Retail Pro again: one first, then more with every one that is answered.",
        async (store, by, reason, ct) => await store.Resume(by, reason, ct)
            ? "Calls to Retail Pro are being resumed: one first, then more. See `invoicing status`."
            : throw new PauseRefusedException((await store.Current(ct))?.Text ?? "Calls to Retail Pro are not paused."));

    private static Command Create(string name, string description, Func<PauseStore, string, string, CancellationToken, Task<string>> change)
    {
        var system = new Argument<string>("SYSTEM") { Description = $"What to {name} calls to: {Pause.RetailPro}.", HelpName = Pause.RetailPro };
        system.AcceptOnlyFromAmong(Pause.RetailPro);
        var options = new DecisionOptions("in the table pauses");
        var command = new Command(name, description) { system };
        options.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(options.Settings)!);
            var store = host.Services.GetRequiredService<PauseStore>();
            var told = await change(store, parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct);
            var now = await store.Current(ct);
            await Console.Out.WriteLineAsync(parsed.GetValue(options.Output) == OutputOption.Json
                ? JsonSerializer.Serialize(new { system = Pause.RetailPro, state = now?.State.ToString() ?? "Open", since = now?.Since, by = now?.By, reason = now?.Reason }, Decisions.Json)
                : told);
            return 0;
        });
        return command;
    }
}

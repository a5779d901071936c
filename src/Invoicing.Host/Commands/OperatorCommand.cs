using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary>Commands that a person runs: they work on the stores of the service, and tell people or programs what came of it.</summary>
internal static class OperatorCommand
{
    /// <param name="work">Gives the exit code.</param>
    /// <param name="options">Those that come behind the command's own.</param>
    /// <param name="add">What the command needs besides.</param>
    /// <param name="untilStopped">It ends by itself after Ctrl-C and SIGTERM, for it has something to finish or to say.</param>
    public static Command Runs(
        this Command command, Func<OperatorRun, Task<int>> work, OperatorOptions? options = null,
        Action<HostApplicationBuilder>? add = null, bool untilStopped = false)
    {
        options ??= new();
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = untilStopped ? new StopSignals() : null;
            using var host = CommandHost.Build(parsed.GetValue(options.Settings)!, add);
            return await work(new(parsed, host, options.IsJson(parsed), stop?.Token ?? default));
        });
        return command;
    }
}

/// <param name="Given">On the command line.</param>
internal sealed record OperatorRun(ParseResult Given, IHost Host, bool IsJson, CancellationToken Ct)
{
    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>Commands about orders that leave an entry in the audit.</summary>
    public OrderCommands Commands(string action, OperatorDecision decision)
    {
        var audit = Get<AuditLog>();
        return Get<OrderCommands>().With((order, _) =>
        {
            audit.Add(order, action, decision);
            return Task.CompletedTask;
        });
    }

    public int Write(object json, JsonSerializerOptions? form, Action<IAnsiConsole> page) =>
        Write(json, form, () => ConsoleOutput.Print(page));

    /// <returns>The exit code of a command that went well.</returns>
    public int Write(object json, JsonSerializerOptions? form, Action text)
    {
        if (IsJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(json, json.GetType(), form));
        }
        else
        {
            text();
        }

        return 0;
    }
}

/// <summary>Ctrl-C and SIGTERM as a cancellation.</summary>
internal sealed class StopSignals : CancellationTokenSource
{
    private readonly List<PosixSignalRegistration> _registrations;

    public StopSignals() => _registrations =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Cancel();
        })),
    ];

    protected override void Dispose(bool disposing)
    {
        _registrations.ForEach(registration => registration.Dispose());
        base.Dispose(disposing);
    }
}

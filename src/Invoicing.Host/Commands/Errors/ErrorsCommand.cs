using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Composition;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Commands.Errors;

/// <summary><c>invoicing errors</c>: what people ask of error queues and do to their entries.</summary>
internal static class ErrorsCommand
{
    public static Command Create() => new("errors", "See what lies in the error queues, and move it back or take it out.")
    {
        ListCommand.Create(),
        ShowCommand.Create(),
        RetryCommand.Create(),
        DiscardCommand.Create(),
    };

    /// <exception cref="NoErrorQueuesException">There is no broker.</exception>
    public static IHost BuildHost(IEnumerable<string> settings)
    {
        var host = CommandHost.Build(settings, builder => builder.Services.AddOperatingErrorQueues());
        if (host.UsesBroker())
        {
            return host;
        }

        host.Dispose();
        throw new NoErrorQueuesException();
    }

    /// <summary>Holds the error queues that the filter names, and tells on standard error what could not be seen.</summary>
    public static async Task<HeldQueues> Open(IHost host, EntryFilter filter, CancellationToken ct)
    {
        var queues = await host.Services.GetRequiredService<ErrorQueueReader>().Open(filter.WorkQueues, ct);
        foreach (var remark in queues.Remarks)
        {
            await Console.Error.WriteLineAsync($"invoicing: {remark}");
        }

        return queues;
    }

    public static List<HeldKnownEntry> Select(HeldQueues queues, EntryFilter filter)
    {
        var now = DateTimeOffset.UtcNow;
        List<HeldKnownEntry> found = [.. queues.Entries.Where(entry => filter.Matches(entry.Known, now))];
        return found.Count == 0 && filter.Ids.Count > 0 ? throw new UnknownEntryException() : found;
    }
}

/// <summary>Without a broker there is nothing to look into.</summary>
internal sealed class NoErrorQueuesException()
    : Exception("There are no error queues: Messaging:Transport is InMemory. Failed orders: `invoicing orders list --state failed`.");

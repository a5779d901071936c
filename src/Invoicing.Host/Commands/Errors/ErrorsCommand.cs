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

    /// <summary>Holds what the filter means while the work is done; tells on standard error what could not be seen.</summary>
    /// <exception cref="ErrorQueueException">There is no broker, or no entry of the ids.</exception>
    public static async Task<int> Run(
        IEnumerable<string> settings, FailedMessageFilter filter, CancellationToken ct,
        Func<IServiceProvider, ErrorQueueSnapshot, Task<int>> work)
    {
        using var host = CommandHost.Build(settings, builder => builder.Services.AddOperatingErrorQueues());
        if (!host.UsesBroker())
        {
            throw new ErrorQueueException(
                "There are no error queues: Messaging:Transport is InMemory. Failed orders: `invoicing orders list --state failed`.");
        }

        await using var snapshot = await host.Services.GetRequiredService<ErrorQueueReader>().Open(filter, ct);
        foreach (var remark in snapshot.Remarks)
        {
            await Console.Error.WriteLineAsync($"invoicing: {remark}");
        }

        return snapshot.Messages.Count == 0 && filter.Ids.Count > 0 ? throw NoSuchEntry() : await work(host.Services, snapshot);
    }

    public static ErrorQueueException NoSuchEntry() => new(
        "There is no such entry in the error queues. It was moved back or taken out, or somebody else holds it at present; see "
            + "`invoicing errors list --entries`.");
}

using Invoicing.ErrorQueues;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Composition;

/// <summary>What people ask of error queues and do to their entries.</summary>
internal static class OperatingErrorQueuesRegistration
{
    public static IServiceCollection AddOperatingErrorQueues(this IServiceCollection services) => services
        .AddSingleton<EntryFactsStore>()
        .AddSingleton<ErrorActions>()
        .AddSingleton<ErrorQueueReader>();
}

using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.OperatingErrorQueues;

/// <summary>What people ask of error queues and do to their entries.</summary>
internal static class OperatingErrorQueuesRegistration
{
    public static IServiceCollection AddOperatingErrorQueues(this IServiceCollection services) => services
        .AddSingleton<EntryFactsStore>()
        .AddSingleton<ErrorActions>()
        .AddSingleton<ErrorQueueReader>();
}

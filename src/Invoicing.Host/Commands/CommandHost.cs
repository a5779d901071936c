using Invoicing.Host.Composition;
using Invoicing.Host.Http;
using Invoicing.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands;

/// <summary>
/// What a command needs that a person runs: the settings and stores of the service, no bus, and no log between its lines.
/// </summary>
internal static class CommandHost
{
    public static IHost Build(IEnumerable<string> settings, Action<HostApplicationBuilder>? add = null)
    {
        var builder = Service.CreateBuilder(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSettings<MessagingSettings>("Messaging");
        builder.Services.AddSettings<RabbitMqSettings>("RabbitMq");
        builder.Services.ReadSettings<HttpSettings>(HttpSettings.Section);
        builder.Services.ReadSettings<ConsoleSettings>(ConsoleSettings.Section);
        builder.Services.AddOrderInvoicing();
        builder.Services.AddOperatingOrders();
        add?.Invoke(builder);
        return builder.Build();
    }

    /// <exception cref="FormatException">RabbitMq:Uri is missing or not readable.</exception>
    public static BrokerAddress Broker(this IHost host) =>
        BrokerAddress.Parse(host.Services.GetRequiredService<IOptions<RabbitMqSettings>>().Value.Uri);

    public static bool UsesBroker(this IHost host) =>
        host.Services.GetRequiredService<IOptions<MessagingSettings>>().Value.Transport == Transport.RabbitMq;
}

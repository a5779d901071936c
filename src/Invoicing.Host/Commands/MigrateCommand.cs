using System.CommandLine;
using System.Text.Json;
using Invoicing.Host.Composition;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Storage;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing migrate</c>: schema and topology, so that an OMS that publishes before the first start loses nothing.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var options = new OperatorOptions();
        var command = new Command(
            "migrate", "Bring the database's schema up to date and declare exchanges and queues. Harmless to repeat.");
        options.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var builder = Service.CreateBuilder(parsed.GetValue(options.Settings)!);
            builder.Logging.ClearProviders();
            builder.Services.ReadSettings<InvoicingSettings>("Invoicing");
            builder.Services.AddMessaging(builder.Configuration, Roles.All & ~Roles.Recovery, deployOnly: true);
            using var host = builder.Build();

            var applied = await host.Services.GetRequiredService<DatabaseSchema>().Apply(ct);
            var mode = host.Services.GetRequiredService<IOptions<InvoicingSettings>>().Value.Mode;
            await host.Services.GetRequiredService<InstallationModes>().Take(mode, ct);
            var asJson = options.IsJson(parsed);
            if (!asJson)
            {
                Console.WriteLine(
                    applied.Count == 0 ? "The schema is up to date." : $"Schema brought up to date: {string.Join(", ", applied)}.");
            }

            if (!host.UsesBroker())
            {
                Console.WriteLine(asJson ? Json(applied, []) : "Messaging:Transport is InMemory: no queues to declare.");
                return 0;
            }

            await Topology.DeclareWhatMassTransitLeaves(host.Broker(), InstalledSystems.Queues, mode, ct);
            await host.Services.GetRequiredService<IBusControl>().DeployAsync(ct);
            Console.WriteLine(asJson
                ? Json(applied, InstalledSystems.Queues.All)
                : $"Queues declared: {string.Join(", ", InstalledSystems.Queues.All)}, each with its _error queue.");
            return 0;
        });
        return command;
    }

    private static string Json(IReadOnlyList<string> schema, IReadOnlyList<string> queues) =>
        JsonSerializer.Serialize(new { schema, queues }, ConsoleOutput.Json);
}

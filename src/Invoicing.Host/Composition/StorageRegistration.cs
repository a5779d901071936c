using Invoicing.Emporix;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Marten;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Host.Composition;

internal static class StorageRegistration
{
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddSettings<PostgresSettings>("Postgres")
            .Validate(IsReadable, "Postgres:ConnectionString is not readable. Give an Npgsql connection string, such as "
                + "Host=db;Database=invoicing;Username=…;Password=…");
        services.AddSingleton(provider => Open(provider.GetRequiredService<IOptions<PostgresSettings>>().Value));
        // Whoever meets an exception logs it, or knows that it means nothing.
        services.AddSingleton<ILogger<IDocumentStore>>(NullLogger<IDocumentStore>.Instance);
        services.AddMarten(provider =>
        {
            var options = new StoreOptions();
            InvoicingStore.Configure(
                options, provider.GetRequiredService<NpgsqlDataSource>(), [EmporixStore.Configure]);
            return options;
        }).UseLightweightSessions();
        services.AddSingleton<DatabaseSchema>();
        services.AddSingleton<InstallationModes>();
        services.AddSingleton<RowCache>();
        services.AddSingleton<IOrderStore, OrderStore>();
        services.AddSingleton<ICallJournal, CallJournal>();
        services.AddSingleton<BackupRestores>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<StoreDirectories>();
        return services;
    }

    private static NpgsqlDataSource Open(PostgresSettings settings)
    {
        var connectionString = settings.ConnectionString;
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName = settings.ApplicationName;
        // Operations share round trips, so few connections do; servers commonly allow a hundred in all.
        if (!connectionString.Contains("Pool Size", StringComparison.OrdinalIgnoreCase)
            && !connectionString.Contains("MaxPoolSize", StringComparison.OrdinalIgnoreCase))
        {
            builder.ConnectionStringBuilder.MaxPoolSize = 20;
        }

        // The few statements of the flow stay prepared on their connections.
        builder.ConnectionStringBuilder.MaxAutoPrepare = 40;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        return builder.Build();
    }

    private static bool IsReadable(PostgresSettings settings)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(settings.ConnectionString).Host is { Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

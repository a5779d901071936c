using Invoicing.Operations;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Host.Commands.Checking;

/// <summary>PostgreSQL can be reached and has our schema.</summary>
internal static class PostgresCheck
{
    public static async Task<Finding> Run(IServiceProvider services, CancellationToken ct)
    {
        var address = new NpgsqlConnectionStringBuilder(services.GetRequiredService<IOptions<PostgresSettings>>().Value.ConnectionString);
        var where = $"{address.Host}:{address.Port}, database {address.Database ?? address.Username}";
        try
        {
            var differing = await services.GetRequiredService<DatabaseSchema>().Differences(ct);
            return differing.Count == 0
                ? Finding.Well($"{where}, its schema is up to date")
                : Finding.Wrong($"{where}: {new SchemaMismatchException(differing).Message}");
        }
        catch (NpgsqlException e)
        {
            return Finding.Wrong($"{where}: {ServerFailures.OfPostgres(e)}");
        }
    }
}

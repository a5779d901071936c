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
            var pending = await services.GetRequiredService<DatabaseSchema>().Differences(ct);
            return pending.Count == 0
                ? Finding.Well($"{where}, its schema is up to date")
                : Finding.Wrong($"{where}: the schema lacks {string.Join(", ", pending)}. Run `invoicing migrate`.");
        }
        catch (NpgsqlException e)
        {
            return Finding.Wrong($"{where}: {ServerFailures.OfPostgres(e)}");
        }
    }
}

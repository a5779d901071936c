using Invoicing.Host.Composition;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
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
            if (differing.Count > 0)
            {
                return Finding.Wrong($"{where}: {new SchemaMismatchException(differing).Message}");
            }

            // Not by the options: other settings may be wrong, and that is another's say.
            var mode = services.GetRequiredService<IConfiguration>().IsShadow() ? InvoicingMode.Shadow : InvoicingMode.Live;
            return await services.GetRequiredService<InstallationModes>().Problem(mode, ct) is { } problem
                ? Finding.Wrong($"{where}: {problem}")
                : Finding.Well($"{where}, its schema is up to date{(mode == InvoicingMode.Shadow ? "; shadow mode" : "")}");
        }
        catch (NpgsqlException e)
        {
            return Finding.Wrong($"{where}: {ServerFailures.OfPostgres(e)}");
        }
    }
}

using System.Net.Sockets;
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
            var pending = await services.GetRequiredService<Migrations>().Pending(ct);
            return pending.Count == 0
                ? Finding.Well($"{where}, its schema is up to date")
                : Finding.Wrong($"{where}: the schema lacks {string.Join(", ", pending)}. Run `invoicing migrate`.");
        }
        catch (NpgsqlException e)
        {
            return Finding.Wrong($"{where}: {Explain(e)}");
        }
    }

    private static string Explain(NpgsqlException e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
            $"{refused.MessageText}. Correct Username and Password in Postgres:ConnectionString.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing =>
            $"{missing.MessageText}. Create it, or correct Database in Postgres:ConnectionString.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
            $"{denied.MessageText}. Grant it to the user of Postgres:ConnectionString, or name another user there.",
        PostgresException other => $"{other.MessageText} ({other.SqlState}). Look at Postgres:ConnectionString.",
        { InnerException: SocketException socket } =>
            $"it cannot be reached ({socket.Message}). See that PostgreSQL runs, and correct Host and Port in Postgres:ConnectionString.",
        _ => $"{e.InnerException?.Message ?? e.Message}. Look at Postgres:ConnectionString.",
    };
}

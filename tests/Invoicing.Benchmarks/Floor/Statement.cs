using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Benchmarks.Floor;

/// <summary>A prepared statement on arrays, on a connection of its own; each execution is one round trip and one commit.</summary>
internal sealed class Statement
{
    private readonly NpgsqlCommand _command;

    private Statement(NpgsqlCommand command) => _command = command;

    public static async Task<Statement> Prepare(NpgsqlConnection connection, string sql, params NpgsqlDbType[] arrays)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var type in arrays)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type });
        }

        await command.PrepareAsync();
        return new Statement(command);
    }

    public Task<NpgsqlDataReader> Execute(params object[] values)
    {
        for (var place = 0; place < values.Length; place++)
        {
            _command.Parameters[place].Value = values[place];
        }

        return _command.ExecuteReaderAsync();
    }
}

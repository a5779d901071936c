using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Storage;

/// <summary>Statements with parameters by position, <c>$1</c> first.</summary>
internal static class Sql
{
    /// <summary>Of a null the server finds the type. A time is given in UTC, as the driver wants it.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value is DateTimeOffset time ? time.ToUniversalTime() : value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>An array, such as <c>unnest</c> takes, of a type that its values may not tell.</summary>
    public static void AddArray<T>(this NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters
            .Add(new NpgsqlParameter<T[]> { TypedValue = values as T[] ?? [.. values], NpgsqlDbType = NpgsqlDbType.Array | type });

    /// <param name="rows">A table, with conditions or without.</param>
    public static async Task<bool> AreThere(this NpgsqlDataSource database, string rows, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select exists (select from {rows})");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <returns>Rows that were changed.</returns>
    public static async Task<int> Execute(this NpgsqlConnection connection, string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<List<T>> Query<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object?[] values)
    {
        await using var command = connection.Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset? Time(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

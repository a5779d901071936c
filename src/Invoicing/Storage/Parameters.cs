using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Storage;

/// <summary>Parameters of a statement by position, <c>$1</c> first.</summary>
internal static class Parameters
{
    /// <summary>Of a null the server finds the type. A time is given in UTC, as the driver wants it.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, IEnumerable<object?> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value is DateTimeOffset time ? time.ToUniversalTime() : value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>An array, such as <c>unnest</c> takes, of a type that its values may not tell.</summary>
    public static void AddArray<T>(this NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values as T[] ?? [.. values], NpgsqlDbType = NpgsqlDbType.Array | type });
}

using NpgsqlTypes;
using Weasel.Postgresql;

namespace Invoicing.Storage;

internal static class StorageOperations
{
    /// <summary>Arrays as <c>unnest</c> takes them.</summary>
    public static void AppendArrays(this ICommandBuilder builder, params (NpgsqlDbType Type, Array Values)[] arrays)
    {
        for (var i = 0; i < arrays.Length; i++)
        {
            builder.Append(i == 0 ? "" : ", ");
            builder.AppendParameter((object)arrays[i].Values, NpgsqlDbType.Array | arrays[i].Type);
        }
    }
}

using System.Runtime.ExceptionServices;
using Marten;
using Marten.Exceptions;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql;

namespace Invoicing.Storage;

/// <summary>What Marten's sessions need here beside what they can.</summary>
internal static class Sessions
{
    /// <summary>Saves all, as the database's own failure says it: Marten's quotes the whole statement, with values.</summary>
    /// <exception cref="NpgsqlException">Nothing is saved, or nobody knows.</exception>
    public static async Task Commit(this IDocumentSession session, CancellationToken ct)
    {
        try
        {
            await session.SaveChangesAsync(ct);
        }
        catch (MartenCommandException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

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

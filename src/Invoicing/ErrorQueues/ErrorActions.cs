using System.Text.Json;
using Invoicing.Process;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.ErrorQueues;

/// <summary>Who did what to which entry, when and why: in a table of its own, and in the timelines of the orders.</summary>
internal sealed class ErrorActions(NpgsqlDataSource database)
{
    public const string MovedBack = "moved back";
    public const string Discarded = "discarded";

    // The order of an entry may be unknown; then only the table tells of it.
    private const string NoteSql = """
        with a as (
            select *
            from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) with ordinality
                as a (id, queue, message_id, order_id, order_no, step, attempt, fault, content_type, headers, body, nr)
        ), noted as (
            insert into error_actions (id, action, acted_by, reason, queue, message_id, order_no, step, attempt, fault, content_type, headers, body)
            select id, $1, $2, $3, queue, message_id, order_no, step, attempt, fault, content_type, headers, body
            from a
        )
        insert into timeline (order_id, what, details)
        select o.id, 'entry ' || $1, json_build_object('by', $2, 'queue', a.queue || '_error', 'step', a.step, 'attempt', a.attempt, 'messageId', a.message_id, 'reason', $3)
        from a
        join orders o on o.id = a.order_id
        order by a.nr
        """;

    private const string DoneSql = """
        update error_actions
        set done_at = now()
        where id = any ($1)
        """;

    /// <summary>Before the entries are touched: what was done and not written down could not be found out any more.</summary>
    /// <returns>An id for each, in the same order.</returns>
    public async Task<IReadOnlyList<Guid>> Note(string action, Decision decision, IReadOnlyList<Delivery> entries, CancellationToken ct)
    {
        var ids = entries.Select(_ => Guid.CreateVersion7()).ToArray();
        var isKept = action == Discarded;
        await using var command = database.CreateCommand(NoteSql);
        foreach (var text in new[] { action, Storable(decision.By), Storable(decision.Reason) })
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text });
        }

        Add(NpgsqlDbType.Uuid, ids);
        Add(NpgsqlDbType.Text, entries.Select(e => e.Entry.Queue));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Entry.Id));
        Add(NpgsqlDbType.Uuid, entries.Select(e => e.Entry.OrderNo is { } orderNo ? OrderKey.Of(orderNo) : (Guid?)null));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Entry.OrderNo));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Entry.Step));
        Add(NpgsqlDbType.Integer, entries.Select(e => e.Entry.Attempt));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Entry.Reason));
        Add(NpgsqlDbType.Text, entries.Select(e => isKept ? Storable(e.Properties.ContentType) : null));
        Add(NpgsqlDbType.Json, entries.Select(e => isKept ? Storable(JsonSerializer.Serialize(EntryReading.Texts(e.Properties.Headers))) : null));
        Add(NpgsqlDbType.Bytea, entries.Select(e => isKept ? e.Body : null));
        await command.ExecuteNonQueryAsync(ct);
        return ids;

        void Add<T>(NpgsqlDbType type, IEnumerable<T> values) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    /// <summary>The entries are gone from the error queue.</summary>
    public async Task NoteDone(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await using var command = database.CreateCommand(DoneSql);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }

    // PostgreSQL takes no NUL in text, and none as an escape in what becomes jsonb.
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Storable(string? text) => text?.Replace("\0", "").Replace("\\u0000", "");
}

/// <summary>Whose decision it is, and why.</summary>
internal sealed record Decision(string By, string Reason);

using System.Text.Json;
using Invoicing.Process;
using Invoicing.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.ErrorQueues;

/// <summary>Who did what to which message, when and why: in a table of its own, and in the timelines of the orders.</summary>
internal sealed class ErrorActions(NpgsqlDataSource database)
{
    public const string MovedBack = "moved back";
    public const string Discarded = "discarded";

    // The order of a message may be unknown; then only the table tells of it.
    private const string NoteSql = """
        with a as (
            select *
            from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) with ordinality
                as a (id, queue, message_id, order_id, order_no, step, attempt, fault, content_type, headers, body, nr)
        ), noted as (
            insert into error_actions (
                id, action, acted_by, reason, queue, message_id, order_no, step, attempt, fault, content_type, headers, body)
            select id, $1, $2, $3, queue, message_id, order_no, step, attempt, fault, content_type, headers, body
            from a
        )
        insert into timeline (order_id, what, details)
        select o.id, 'entry ' || $1, json_build_object(
            'by', $2, 'queue', a.queue || '_error', 'step', a.step, 'attempt', a.attempt, 'messageId', a.message_id, 'reason', $3)
        from a
        join mt_doc_order o on o.id = a.order_id
        order by a.nr
        """;

    /// <summary>Before the messages are touched: what was done and not written down could not be found out any more.</summary>
    /// <param name="messages">With their bodies.</param>
    /// <returns>An id for each, in the same order.</returns>
    public async Task<IReadOnlyList<Guid>> Note(string action, OperatorDecision decision, IReadOnlyList<FailedMessage> messages)
    {
        var ids = messages.Select(_ => Guid.CreateVersion7()).ToArray();
        // What is moved back is kept by the queue that it goes to.
        var kept = messages.Select(message => action == Discarded ? message : null).ToList();
        await using var command = database.CreateCommand(NoteSql).With([action, Storable(decision.By), Storable(decision.Reason)]);
        command.AddArray(NpgsqlDbType.Uuid, ids);
        command.AddArray(NpgsqlDbType.Text, messages.Select(message => message.Queue));
        command.AddArray(NpgsqlDbType.Text, messages.Select(message => message.Id));
        command.AddArray(NpgsqlDbType.Uuid, messages.Select(message => message.OrderNo is { } no ? OrderKey.Of(no) : (Guid?)null));
        command.AddArray(NpgsqlDbType.Text, messages.Select(message => message.OrderNo));
        command.AddArray(NpgsqlDbType.Text, messages.Select(message => message.Step));
        command.AddArray(NpgsqlDbType.Integer, messages.Select(message => message.Attempt));
        command.AddArray(NpgsqlDbType.Text, messages.Select(message => message.Reason));
        command.AddArray(NpgsqlDbType.Text, kept.Select(message => Storable(message?.Properties!.ContentType)));
        command.AddArray(NpgsqlDbType.Json, kept.Select(message =>
            message is null ? null : Storable(JsonSerializer.Serialize(FailedMessageReader.Texts(message.Properties!.Headers)))));
        command.AddArray(NpgsqlDbType.Bytea, kept.Select(message => message?.Body));
        await command.ExecuteNonQueryAsync();
        return ids;
    }

    /// <summary>The messages are gone from the error queue.</summary>
    public async Task NoteDone(IReadOnlyList<Guid> ids)
    {
        await using var command = database.CreateCommand("update error_actions set done_at = now() where id = any ($1)")
            .With([ids.ToArray()]);
        await command.ExecuteNonQueryAsync();
    }

    // PostgreSQL takes no NUL in text, and none as an escape in what becomes jsonb.
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Storable(string? text) => text?.Replace("\0", "").Replace("\\u0000", "");
}

/// <summary>Whose decision it is, and why.</summary>
internal sealed record OperatorDecision(string By, string Reason);

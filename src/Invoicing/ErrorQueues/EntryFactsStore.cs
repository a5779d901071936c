using Invoicing.Contracts;
using Invoicing.Process;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.ErrorQueues;

/// <summary>Looks up what the database knows of entries and of what became of them: many at a time.</summary>
internal sealed class EntryFactsStore(NpgsqlDataSource database)
{
    private const int Batch = 5000;

    // Only what is needed is taken out of the documents: thousands of whole ones would be tens of megabytes.
    private const string FactsSql = """
        select e.nr, o.state, coalesce(o.invoicing_store, o.document #>> '{content,soldAtStore}'), slip.of ->> 'fromStore', (o.callable ->> e.step)::int,
               coalesce(
                   case when (o.callable ->> e.step)::int = e.attempt then coalesce(slip.of -> 'step', o.document -> 'invoice') ->> 'failureKind' end,
                   notice.kind),
               coalesce((o.document -> 'seen')::jsonb ? e.fingerprint, false)
        from unnest($1, $2, $3, $4) with ordinality as e (order_id, step, attempt, fingerprint, nr)
        join orders o on o.id = e.order_id
        left join lateral (
            select t as of
            from json_array_elements(o.document -> 'transfers') t
            where e.step = 'slip/' || (t ->> 'slipNo')
        ) slip on e.step like 'slip/%'
        left join lateral (
            select n.kind
            from failure_notices n
            where n.order_no = o.order_no and n.step = e.step and n.attempt = e.attempt
            order by n.id desc
            limit 1
        ) notice on true
        """;

    // The journal knows first; the row hears of it by a message that waits behind others.
    private const string OutcomesSql = """
        select e.nr, o.id is not null, o.state in ('Completed', 'NothingToInvoice', 'Dismissed') or (e.step is not null and not o.callable ? e.step),
               exists (select from calls c where c.order_id = o.id and c.step = e.step and c.state = 'done'),
               coalesce(slip.of -> 'step', o.document -> 'invoice') ->> 'status',
               coalesce((o.callable ->> e.step)::int = e.attempt, false),
               coalesce((o.document -> 'seen')::jsonb ? e.fingerprint, false)
        from unnest($1, $2, $3, $4) with ordinality as e (order_id, step, attempt, fingerprint, nr)
        left join orders o on o.id = e.order_id
        left join lateral (
            select t as of
            from json_array_elements(o.document -> 'transfers') t
            where e.step = 'slip/' || (t ->> 'slipNo')
        ) slip on e.step like 'slip/%'
        """;

    public async Task<IReadOnlyList<KnownEntry>> Look(IReadOnlyList<ErrorEntry> entries, CancellationToken ct)
    {
        var known = new List<KnownEntry>(entries.Count);
        foreach (var batch in entries.Chunk(Batch))
        {
            var facts = new OrderFacts?[batch.Length];
            await using var command = CommandFor(FactsSql, batch);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                facts[(int)reader.GetInt64(0) - 1] = new OrderFacts(
                    reader.GetString(1), Text(2), Text(3), reader.IsDBNull(4) ? null : reader.GetInt32(4), Text(5), reader.GetBoolean(6));
            }

            known.AddRange(batch.Select((entry, index) => KnownEntry.Of(entry, facts[index])));

            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        }

        return known;
    }

    /// <summary>What has become of entries that were moved back, as far as the database can tell.</summary>
    public async Task<IReadOnlyList<Outcome>> Outcomes(IReadOnlyList<ErrorEntry> entries, CancellationToken ct)
    {
        var outcomes = new Outcome[entries.Count];
        await using var command = CommandFor(OutcomesSql, entries);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var index = (int)reader.GetInt64(0) - 1;
            outcomes[index] = !reader.GetBoolean(1) ? Outcome.UnderWay : Judge(
                entries[index],
                isOver: reader.GetBoolean(2),
                isCalled: reader.GetBoolean(3),
                status: reader.IsDBNull(4) ? null : reader.GetString(4),
                isSameAttempt: reader.GetBoolean(5),
                wasSeen: reader.GetBoolean(6));
        }

        return outcomes;
    }

    internal static Outcome Judge(ErrorEntry entry, bool isOver, bool isCalled, string? status, bool isSameAttempt, bool wasSeen) => entry switch
    {
        { Type: nameof(Contracts.OrderCompleted) } => wasSeen ? Outcome.Accepted : Outcome.UnderWay,
        { IsCommand: false } => Outcome.UnderWay,
        _ when isOver || isCalled => Outcome.Accepted,
        _ when status == nameof(StepStatus.Deferred) => Outcome.Deferred,
        // With this attempt it may still fail again: then the entry comes back.
        _ when isSameAttempt => Outcome.UnderWay,
        _ => status == nameof(StepStatus.Failed) ? Outcome.FailedAgain : Outcome.Deferred,
    };

    private NpgsqlCommand CommandFor(string sql, IReadOnlyList<ErrorEntry> entries)
    {
        var command = database.CreateCommand(sql);
        Add(NpgsqlDbType.Uuid, entries.Select(e => e.OrderNo is { } orderNo ? OrderKey.Of(orderNo) : (Guid?)null));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Step));
        Add(NpgsqlDbType.Integer, entries.Select(e => e.Attempt));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Fingerprint));
        return command;

        void Add<T>(NpgsqlDbType type, IEnumerable<T> values) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}

/// <summary>What became of an entry that was moved back.</summary>
internal enum Outcome
{
    UnderWay,

    /// <summary>Retail Pro has accepted it, or it was no longer needed.</summary>
    Accepted,

    /// <summary>Not now; the program tries again by itself.</summary>
    Deferred,

    FailedAgain,
}

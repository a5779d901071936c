using Invoicing.Process;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Storage;

/// <summary>Looks up what is known of the orders and steps that messages name: many at a time.</summary>
internal sealed class OrderLookup(NpgsqlDataSource database)
{
    private const int Batch = 5000;

    // Only what is needed is taken out of the documents: thousands of whole ones would be tens of megabytes. The journal knows first of a
    // call; the row hears of it by a message that waits behind others.
    private const string StepsSql = """
        select e.nr, o.state, coalesce(o.invoicing_store, o.data #>> '{content,soldAtStore}') as invoicing_store,
               case when e.step <> 'invoice' then step.store end as step_store,
               (o.data -> 'expectedAttempts' -> e.step)::int as expected_attempt,
               coalesce(
                   case when (o.data -> 'expectedAttempts' -> e.step)::int = e.attempt then step.failure_kind end, notice.kind) as failure_kind,
               step.status,
               exists (select from calls c where c.order_id = o.id and c.step = e.step and c.state = 'done') as is_called,
               coalesce(o.data -> 'seen' ? e.fingerprint, false) as has_content
        from unnest($1, $2, $3, $4) with ordinality as e (order_id, step, attempt, fingerprint, nr)
        join mt_doc_order o on o.id = e.order_id
        left join lateral (
            select s ->> 'store' as store, s ->> 'failureKind' as failure_kind, s ->> 'status' as status
            from jsonb_array_elements(o.data -> 'steps') s
            where s ->> 'name' = e.step
        ) step on true
        left join lateral (
            select n.data ->> 'kind' as kind
            from mt_doc_notice n
            where n.order_no = o.order_no and n.data ->> 'step' = e.step and (n.data ->> 'attempt')::int = e.attempt
            order by n.mt_created_at desc, n.id desc
            limit 1
        ) notice on true
        """;

    private const string PlansSql = """
        select count(*),
               exists (select from mt_doc_restoration),
               coalesce(bool_or((data ->> 'attempt')::int > 0), false),
               coalesce(bool_or(data #>> '{data,retailpro,slipNumbers}' <> '{}'), false)
        from mt_doc_order
        where id = any ($1)
        """;

    /// <returns>In the same order; null where the order is not known, or none is named.</returns>
    public async Task<IReadOnlyList<StepFacts?>> Steps(IEnumerable<StepQuestion> questions, CancellationToken ct)
    {
        var all = new List<StepFacts?>();
        foreach (var batch in questions.Chunk(Batch))
        {
            var facts = new StepFacts?[batch.Length];
            await using var command = database.CreateCommand(StepsSql);
            command.AddArray(NpgsqlDbType.Uuid, batch.Select(q => q.OrderNo is { } orderNo ? OrderKey.Of(orderNo) : (Guid?)null));
            command.AddArray(NpgsqlDbType.Text, batch.Select(q => q.Step));
            command.AddArray(NpgsqlDbType.Integer, batch.Select(q => q.Attempt));
            command.AddArray(NpgsqlDbType.Text, batch.Select(q => q.Fingerprint));
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                facts[(int)reader.GetInt64(0) - 1] = new StepFacts(
                    reader.GetString(1),
                    reader.Text(2),
                    reader.Text(3),
                    reader.IsDBNull(4) ? null : reader.GetInt32(4),
                    reader.Text(5),
                    reader.Text(6),
                    reader.GetBoolean(7),
                    reader.GetBoolean(8));
            }

            all.AddRange(facts);
        }

        return all;
    }

    /// <summary>Whether any of the orders has ever had a step, and a slip. An order that is not known may have had both.</summary>
    public async Task<(bool HaveSteps, bool HaveSlips)> Plans(IReadOnlyCollection<string> orderNos, CancellationToken ct)
    {
        await using var command = database.CreateCommand(PlansSql);
        command.AddArray(NpgsqlDbType.Uuid, orderNos.Where(orderNo => !string.IsNullOrWhiteSpace(orderNo)).Select(OrderKey.Of).Distinct());
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        // A database of a backup may know less of an order than the queues hold.
        var isUnknown = reader.GetInt64(0) < orderNos.Distinct().Count() || reader.GetBoolean(1);
        return (isUnknown || reader.GetBoolean(2), isUnknown || reader.GetBoolean(3));
    }
}

/// <summary>What a message says of itself.</summary>
/// <param name="Fingerprint">Of an order's content.</param>
internal sealed record StepQuestion(string? OrderNo, string? Step, int? Attempt, string? Fingerprint);

/// <summary>What the database knows of a message's order and step.</summary>
/// <param name="StepStore">That ships a slip's goods.</param>
/// <param name="ExpectedAttempt">That a command must name; null: the step is done, or there is none.</param>
/// <param name="FailureKind">How the attempt asked for has failed; null where that is not known.</param>
/// <param name="StepStatus">Null: there is no such step.</param>
/// <param name="IsCalled">The system has accepted the step.</param>
/// <param name="HasContent">The order is stored with exactly this content.</param>
internal sealed record StepFacts(
    string State, string? InvoicingStore, string? StepStore, int? ExpectedAttempt, string? FailureKind, string? StepStatus, bool IsCalled,
    bool HasContent)
{
    public bool IsFinished => Enum.Parse<OrderState>(State).IsFinished();
}

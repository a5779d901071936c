using Invoicing.Process;
using Marten;
using Marten.Patching;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Where personal data stands in the database: the order's content, the requests and answers of its timeline, and messages that a person
/// took out of an error queue. What a system keeps with an order has its personal data in a property of that name.
/// </summary>
internal sealed class PersonalData(IDocumentStore store, NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Erases it from orders that have been finished for the given time. Numbers, amounts, stores and fingerprints stay.</summary>
    /// <returns>How many orders were dealt with; the caller asks again while it is the limit.</returns>
    public async Task<int> Erase(TimeSpan finishedFor, int limit, CancellationToken ct)
    {
        // In SQL: a saved document would count as changed today, and the answers of the timelines need not come here to be cut.
        const string Sql = $$"""
            with finished as (
                select id
                from mt_doc_order
                where erased_at is null
                  and is_finished
                  and mt_last_modified < now() - $1
                order by mt_last_modified
                limit $2
                for update skip locked
            ), timelines as (
                update timeline t
                -- of systems other than Retail Pro nobody knows here what stands where
                set details = case when t.details::jsonb ? 'system' then t.details::jsonb - '{answer,request,sent}'::text[] else
                        (t.details::jsonb - 'answer')
                        #- '{request,CustomerShipping}' #- '{request,CustomerBilling}'
                        #- '{request,CompanyId}' #- '{request,CompanyName}' #- '{request,CompanyAddress}' end::json
                from finished
                where t.order_id = finished.id and t.what in ('{{TimelineNames.Called}}', '{{TimelineNames.NotSent}}')
            )
            update mt_doc_order o
            set data       = o.data #- '{content,billing}' #- '{content,deliverTo}' #- '{content,fiscalCredit}'
                        #- '{pending}' #- '{original}' #- '{enriched}'
                        || case when o.data ? 'data' then jsonb_build_object('data', (
                               select coalesce(jsonb_object_agg(s.key, s.value - 'personal'), '{}') from jsonb_each(o.data -> 'data') s))
                           else '{}' end,
                mt_version = o.mt_version + 1,
                erased_at  = now()
            from finished
            where o.id = finished.id
            """;
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.Execute(Sql, ct, finishedFor, limit);
    }

    /// <summary>Erases the messages of entries that were discarded so long ago. Who, when and why stay.</summary>
    /// <returns>How many; the caller asks again while it is the limit.</returns>
    public async Task<int> EraseDiscarded(TimeSpan discardedFor, int limit, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - discardedFor;
        await using var session = store.LightweightSession();
        var discarded = await session.Query<ErrorAction>()
            .Where(action => action.Discarded != null && action.At < before)
            .OrderBy(action => action.At)
            .Take(limit)
            .Select(action => action.Id)
            .ToListAsync(ct);
        session.Patch<ErrorAction>(action => discarded.Contains(action.Id)).Delete(action => action.Discarded);
        await session.SaveChangesAsync(ct);
        return discarded.Count;
    }
}

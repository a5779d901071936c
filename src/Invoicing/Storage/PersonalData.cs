using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Process;
using Marten;
using Marten.Patching;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>The customers of this order are to be erased as soon as it is finished; deleted once that is done.</summary>
internal sealed record ErasureWish
{
    /// <summary>The key of the order.</summary>
    public Guid Id { get; init; }

    public DateTimeOffset AskedAt { get; init; }
}

/// <summary>
/// Where personal data stands in the database: the order's content, the requests and answers of its timeline, messages that a person took
/// out of an error queue, mails, and what a marketplace has sent that nobody can read. What a system keeps with an order has its personal data in a property of that name.
/// </summary>
internal sealed class PersonalData(IDocumentStore store, NpgsqlDataSource database, TimeProvider clock) : IPersonalDataStore
{
    public const string Order = "order";
    public const string Discarded = "discarded message";
    public const string Unreadable = "event that cannot be read";

    // In SQL: a saved document would count as changed today, and the answers of the timelines need not come here to be cut.
    private const string EraseSql = $$$"""
        with finished as (
            select id
            from mt_doc_order
            where erased_at is null
              and is_finished
              and {0}
            order by mt_last_modified
            limit $1
            for update skip locked
        ), timelines as (
            update timeline t
            -- of systems other than Retail Pro nobody knows here what stands where
            set details = case when t.details::jsonb ? 'system' then t.details::jsonb - '{{answer,request,sent}}'::text[] else
                    (t.details::jsonb - 'answer')
                    #- '{{request,CustomerShipping}}' #- '{{request,CustomerBilling}}'
                    #- '{{request,CompanyId}}' #- '{{request,CompanyName}}' #- '{{request,CompanyAddress}}' end::json
            from finished
            where t.order_id = finished.id and t.what in ('{{{TimelineNames.Called}}}', '{{{TimelineNames.NotSent}}}')
        )
        update mt_doc_order o
        set data       = o.data #- '{{content,billing}}' #- '{{content,deliverTo}}' #- '{{content,fiscalCredit}}'
                    #- '{{pending}}' #- '{{original}}' #- '{{enriched}}'
                    || case when o.data ? 'data' then jsonb_build_object('data', (
                           select coalesce(jsonb_object_agg(s.key, s.value - 'personal'), '{{}}') from jsonb_each(o.data -> 'data') s))
                       else '{{}}' end,
            mt_version = o.mt_version + 1,
            erased_at  = now()
        from finished
        where o.id = finished.id
        """;

    // Every field whose name speaks of mail, and whom a mail goes to: other texts may name an address that is not the customer's, such as
    // the seller's. It reads whole tables, where only what holds the address anywhere is taken apart.
    private const string FindSql = $$$"""
        select o.order_no, o.data::text, (
            select jsonb_agg(jsonb_build_object('at', t.at, 'what', t.what, 'details', t.details::jsonb) order by t.id)
            from timeline t
            where t.order_id = o.id)::text
        from mt_doc_order o
        where o.id in (
            select d.id
            from mt_doc_order d
            where strpos(lower(d.data::text), $1) > 0 and exists (select {0})
            union
            select t.order_id
            from timeline t
            where t.what in ('{{{TimelineNames.Called}}}', '{{{TimelineNames.NotSent}}}')
              and (strpos(lower(t.details::text), $1) > 0 or strpos(lower(t.details::text), $2) > 0)
              and exists (select {1}))
        order by o.order_no
        """;

    private static readonly TimeSpan s_noLimit = TimeSpan.FromHours(1);

    /// <summary>Erases it from orders that have been finished for the given time. Numbers, amounts, stores and fingerprints stay.</summary>
    /// <returns>How many orders were dealt with; the caller asks again while it is the limit.</returns>
    public Task<int> Erase(TimeSpan finishedFor, int limit, CancellationToken ct) =>
        Execute(string.Format(null, EraseSql, "mt_last_modified < now() - $2"), ct, limit, finishedFor);

    /// <summary>The same from orders of people who have asked for it.</summary>
    public async Task<int> EraseWished(int limit, CancellationToken ct)
    {
        var erased = await Execute(string.Format(null, EraseSql, "id in (select id from mt_doc_erasure_wish)"), ct, limit);
        await Execute(
            "delete from mt_doc_erasure_wish w using mt_doc_order o where o.id = w.id and o.erased_at is not null and o.is_finished", ct);
        return erased;
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

    /// <summary>Erases what mails say and to whom they went. That they were sent, when and about what, stays.</summary>
    public Task<int> EraseMails(TimeSpan sentFor, int limit, CancellationToken ct) => Execute(
        """
        update mt_doc_mail m
        set data = jsonb_set(
                jsonb_set(m.data #- '{mail,htmlBody}' #- '{mail,recipients}' #- '{lastError}', '{mail,textBody}', '""'),
                '{unreached}', '[]')
        from (
            select id
            from mt_doc_mail
            where sent_at < now() - $2 and data #>> '{mail,textBody}' <> ''
            limit $1
            for update skip locked) old
        where m.id = old.id
        """,
        ct,
        limit,
        sentFor);

    public Task<int> DeleteAudit(TimeSpan writtenFor, int limit, CancellationToken ct) => Execute(
        """
        delete from mt_doc_audit
        where id in (select id from mt_doc_audit where at < now() - $2 order by at limit $1 for update skip locked)
        """,
        ct,
        limit,
        writtenFor);

    /// <summary>Answers that nobody can ask for again.</summary>
    public Task<int> DeleteAnswers(int limit, CancellationToken ct) => Execute(
        """
        delete from mt_doc_answered_request
        where id in (
            select id
            from mt_doc_answered_request
            where (data ->> 'at')::timestamptz < now() - $2
            limit $1
            for update skip locked)
        """,
        ct,
        limit,
        RepeatedRequests.Kept);

    /// <summary>What marketplaces have sent and nobody can read.</summary>
    public async Task<int> DeleteUnreadable(TimeSpan keptFor, int limit, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - keptFor;
        await using var session = store.LightweightSession();
        var old = await session.Query<UnreadablePush>().Where(push => push.At < before).Take(limit).ToListAsync(ct);
        session.DeleteObjects(old);
        await session.SaveChangesAsync(ct);
        return old.Count;
    }

    /// <summary>Orders, messages that were discarded, and what marketplaces have sent.</summary>
    public async Task<IReadOnlyList<HeldItem>> Find(Person person, IReadOnlyList<string> orderNos, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = connection.Command(
            string.Format(null, FindSql, HasAddress("d.data"), HasAddress("t.details::jsonb")), person.Email, person.EscapedEmail);
        command.CommandTimeout = (int)s_noLimit.TotalSeconds;
        var items = new List<HeldItem>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                items.Add(new(Order, reader.GetString(0), new JsonObject
                {
                    ["stored"] = JsonNode.Parse(reader.GetString(1)),
                    ["timeline"] = reader.Text(2) is { } timeline ? JsonNode.Parse(timeline) : null,
                }));
            }
        }

        var orders = items.Select(item => item.Name).ToHashSet();
        await using var session = store.QuerySession();
        await foreach (var action in session.Query<ErrorAction>().Where(action => action.Discarded != null).ToAsyncEnumerable(ct))
        {
            var text = MessageText.Of(action.Discarded!.Body) is (var found, null) ? System.Text.Encoding.UTF8.GetString(found.Span) : "";
            if (person.IsNamedIn(text) || (action.OrderNo is { } orderNo && orders.Contains(orderNo)))
            {
                items.Add(new(Discarded, $"{action.Id}", new JsonObject { ["orderNo"] = action.OrderNo, ["message"] = text }));
            }
        }

        await foreach (var push in session.Query<UnreadablePush>().ToAsyncEnumerable(ct))
        {
            if (person.IsNamedIn(push.Body))
            {
                items.Add(new(Unreadable, $"{push.Id}", new JsonObject { ["receivedAt"] = push.At, ["body"] = push.Body }));
            }
        }

        return items;
    }

    public async Task<KeptItem?> Erase(HeldItem item, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        switch (item.Kind)
        {
            case Discarded:
                session.Patch<ErrorAction>(Guid.Parse(item.Name)).Delete(action => action.Discarded);
                break;
            case Unreadable:
                session.Delete<UnreadablePush>(Guid.Parse(item.Name));
                break;
            default:
                session.Store(new ErasureWish { Id = OrderKey.Of(item.Name), AskedAt = clock.GetUtcNow() });
                break;
        }

        await session.SaveChangesAsync(ct);
        return item.Kind == Order ? await EraseNow(OrderKey.Of(item.Name), ct) : null;
    }

    private async Task<KeptItem?> EraseNow(Guid order, CancellationToken ct)
    {
        await EraseWished(int.MaxValue, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        var kept = await connection.Query(
            "select state, is_finished from mt_doc_order where id = $1 and (erased_at is null or not is_finished)",
            row => (State: row.GetString(0), IsFinished: row.GetBoolean(1)),
            ct,
            order);
        return kept switch
        {
            [] => null,
            [{ IsFinished: true }] => new("somebody works on it at this moment: it is erased within the hour"),
            [var (state, _)] => new($"it is not finished ({state}): it is erased within an hour of its end, without being asked for again"),
            _ => throw new InvalidOperationException("An order has one row."),
        };
    }

    private static string HasAddress(string json) => $$"""
        from jsonb_path_query({{json}}, '$.** ? (@.type() == "object").keyvalue() ? (@.value.type() == "string")') f
        where (f ->> 'key' ilike '%mail%' or f ->> 'key' = 'to') and lower(btrim(f ->> 'value')) = $1
        """;

    private async Task<int> Execute(string sql, CancellationToken ct, params object?[] values)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.Execute(sql, ct, values);
    }
}

using System.Data.Common;
using System.Text.Json;
using Invoicing.Process;
using Npgsql;
using NpgsqlTypes;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Storage;

namespace Invoicing.Storage;

/// <summary>
/// Inserts and updates orders, each under the revision that was read, with their timelines: one statement for all of them, on the
/// document's table. Marten's own operations are one statement an order, and tell of a stale one by an exception that undoes all others
/// (docs/decisions/0017).
/// </summary>
internal sealed class SaveOrders(IReadOnlyList<OrderWrite> writes) : Marten.Internal.Operations.IStorageOperation
{
    /// <summary>
    /// Leaves out new orders whose id of the OMS belongs to another order, and names that. The claim says nothing of conflicts: an id that
    /// somebody else claims at this moment undoes the statement, and the next one finds it owned. Due times are on the database's clock:
    /// those of the processes differ.
    /// </summary>
    private const string Sql = """
        ) as v (id, order_no, oms_id, version, state, is_finished, due_in, waits_for, invoicing_store, marketplace_id, data, oms_key)
        ), owned as (
            select v.id, coalesce(o.order_no, 'that was deleted') as order_no
            from v
            join order_ids i on i.key = v.oms_key
            left join mt_doc_order o on o.id = i.order_key
            where v.version = 0 and i.order_key <> v.id
        ), inserted as (
            insert into mt_doc_order (
                id, data, mt_version, order_no, oms_id, state, is_finished, due_at, waits_for, resumed, invoicing_store,
                marketplace_id)
            select
                id, data, 1, order_no, oms_id, state, is_finished, now() + due_in, waits_for, 0, invoicing_store, marketplace_id
            from v
            where version = 0 and id not in (select id from owned)
            order by id
            on conflict do nothing
            returning id
        ), claimed as (
            insert into order_ids (key, order_key)
            select v.oms_key, v.id
            from v
            join inserted using (id)
            where v.oms_key is not null
        ), updated as (
            update mt_doc_order o
            set data             = v.data,
                mt_version       = v.version + 1,
                mt_last_modified = now(),
                oms_id           = v.oms_id,
                state            = v.state,
                is_finished      = v.is_finished,
                due_at           = now() + v.due_in,
                waits_for        = v.waits_for,
                resumed          = 0,
                invoicing_store  = v.invoicing_store,
                marketplace_id   = v.marketplace_id,
                -- newer content may bring personal data again
                erased_at        = null
            from v
            where o.id = v.id and o.mt_version = v.version and v.version > 0
            returning o.id
        ), saved as (
            select id from inserted
            union all
            select id from updated
        ), told as (
            insert into timeline (order_id, state, what, details)
            select t.id, t.state, t.what, t.details
            from unnest(
        """;

    private const string Result = """
        ) with ordinality as t (id, state, what, details, nr)
            join saved using (id)
            order by t.nr
        )
        select id, null as owner from saved
        union all
        select id, order_no from owned
        """;

    /// <summary>The others were changed by somebody else meanwhile, or are in <see cref="OwnersOfIds"/>.</summary>
    public HashSet<Guid> Saved { get; } = [];

    /// <summary>New orders whose id of the OMS belongs to another order, and the number of that.</summary>
    public Dictionary<Guid, string> OwnersOfIds { get; } = [];

    public Type DocumentType => typeof(OrderProcess);

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        // Each takes a look at all steps of its order.
        var states = writes.Select(write => write.Row.State).ToArray();
        builder.Append("with v as (select * from unnest(");
        AppendArrays(
            builder,
            (NpgsqlDbType.Uuid, writes.Select(w => w.Id).ToArray()),
            (NpgsqlDbType.Text, writes.Select(w => w.Row.OrderNo).ToArray()),
            (NpgsqlDbType.Text, writes.Select(w => w.Row.OmsId).ToArray()),
            (NpgsqlDbType.Integer, writes.Select(w => w.Row.Version).ToArray()),
            (NpgsqlDbType.Text, states.Select(state => state.ToString()).ToArray()),
            (NpgsqlDbType.Boolean, states.Select(state => state.IsFinished()).ToArray()),
            (NpgsqlDbType.Interval, writes.Select(w => w.DueIn).ToArray()),
            (NpgsqlDbType.Text, writes.Select(w => w.Row.WaitsFor).ToArray()),
            (NpgsqlDbType.Text, writes.Select(w => w.Row.InvoicingStore).ToArray()),
            (NpgsqlDbType.Text, writes.Select(w => w.Row.MarketplaceId).ToArray()),
            (NpgsqlDbType.Jsonb, writes.Select(DataOf).ToArray()),
            (NpgsqlDbType.Uuid, writes.Select(w => w.OmsKey).ToArray()));
        builder.Append(Sql);
        var news = writes.Zip(states)
            .SelectMany(w => w.First.Row.NewTimelineEntries, (w, entry) => (w.First.Id, State: w.Second.ToString(), entry))
            .ToList();
        AppendArrays(
            builder,
            (NpgsqlDbType.Uuid, news.Select(n => n.Id).ToArray()),
            (NpgsqlDbType.Text, news.Select(n => n.State).ToArray()),
            (NpgsqlDbType.Text, news.Select(n => n.entry.What).ToArray()),
            (NpgsqlDbType.Json, news.Select(n => DetailsOf(n.entry)).ToArray()));
        builder.Append(Result);
    }

    /// <summary>Arrays as <c>unnest</c> takes them.</summary>
    private static void AppendArrays(Weasel.Postgresql.ICommandBuilder builder, params (NpgsqlDbType Type, Array Values)[] arrays)
    {
        for (var i = 0; i < arrays.Length; i++)
        {
            builder.Append(i == 0 ? "" : ", ");
            builder.AppendParameter((object)arrays[i].Values, NpgsqlDbType.Array | arrays[i].Type);
        }
    }

    /// <summary>Without a session, in the connection's transaction.</summary>
    public async Task Execute(NpgsqlConnection connection, CancellationToken ct)
    {
        var builder = new CommandBuilder();
        ConfigureCommand(builder, null!);
        await using var command = builder.Compile();
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(ct);
        await PostprocessAsync(reader, [], ct);
    }

    public async Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct))
        {
            if (await reader.IsDBNullAsync(1, ct))
            {
                Saved.Add(reader.GetGuid(0));
            }
            else
            {
                OwnersOfIds.Add(reader.GetGuid(0), reader.GetString(1));
            }
        }
    }

    private static byte[] DataOf(OrderWrite write) => JsonSerializer.SerializeToUtf8Bytes(write.Row, ProcessJson.Default.OrderProcess);

    private static byte[]? DetailsOf(TimelineEntry entry) =>
        entry.Details is { } details ? JsonSerializer.SerializeToUtf8Bytes(details) : null;
}

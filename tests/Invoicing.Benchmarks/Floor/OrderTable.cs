using System.Text.Json;
using Invoicing.Process;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Benchmarks.Floor;

/// <summary>The rows of orders and their timeline: a batch is loaded in one round trip, and saved in one with one commit.</summary>
internal sealed class OrderTable
{
    private const string LoadSql = "select id, mt_version, data from mt_doc_order where id = any ($1)";

    // New rows have version 0 and conflict with nothing; what is not returned was changed by another, and the batch fails as a whole.
    private const string SaveSql = """
        with v as (
            select *
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                as v (id, order_no, oms_id, version, state, due_in, is_finished, invoicing_store, data)
        ), inserted as (
            insert into mt_doc_order (id, order_no, oms_id, mt_version, state, due_at, is_finished, invoicing_store, data, resumed)
            select id, order_no, oms_id, 1, state, now() + due_in, is_finished, invoicing_store, data, 0
            from v
            where version = 0
            returning id
        ), updated as (
            update mt_doc_order o
            set mt_version = v.version + 1, state = v.state, due_at = now() + v.due_in, is_finished = v.is_finished, data = v.data,
                mt_last_modified = now()
            from v
            where v.version > 0 and o.id = v.id and o.mt_version = v.version
            returning o.id
        ), told as (
            insert into timeline (order_id, state, what, details)
            select t.id, t.state, t.what, t.details
            from unnest($10, $11, $12, $13) as t (id, state, what, details)
        )
        select (select count(*) from inserted) + (select count(*) from updated)
        """;

    private readonly NpgsqlConnection _connection;
    private readonly Statement _load;
    private readonly Statement _save;

    private OrderTable(NpgsqlConnection connection, Statement load, Statement save) =>
        (_connection, _load, _save) = (connection, load, save);

    public static async Task<OrderTable> Open(NpgsqlDataSource database)
    {
        var connection = await database.OpenConnectionAsync();
        var load = await Statement.Prepare(connection, LoadSql, NpgsqlDbType.Uuid);
        var save = await Statement.Prepare(
            connection, SaveSql, NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Interval,
            NpgsqlDbType.Boolean, NpgsqlDbType.Text, NpgsqlDbType.Jsonb, NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Json);
        return new OrderTable(connection, load, save);
    }

    public async Task<Dictionary<Guid, OrderProcess>> Load(Guid[] ids)
    {
        var rows = new Dictionary<Guid, OrderProcess>(ids.Length);
        await using var reader = await _load.Execute(ids);
        while (await reader.ReadAsync())
        {
            rows[reader.GetGuid(0)] = JsonSerializer.Deserialize(
                reader.GetFieldValue<byte[]>(2),
                ProcessJson.Default.OrderProcess)! with { Version = reader.GetInt32(1) };
        }

        return rows;
    }

    public async Task<Queue<string>> DrawSlipNumbers(int count)
    {
        await using var command = new NpgsqlCommand("select nextval('slip_numbers') from generate_series(1, $1)", _connection) {
            Parameters = { new() { Value = count } } };
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new Queue<string>();
        while (await reader.ReadAsync())
        {
            numbers.Enqueue(reader.GetInt64(0).ToString("00000000"));
        }

        return numbers;
    }

    public async Task Save(IReadOnlyList<(Guid Id, OrderProcess Row)> rows, DateTimeOffset now)
    {
        var news = rows.SelectMany(
            r => r.Row.NewTimelineEntries.Select(entry => (r.Id, State: r.Row.State.ToString(), entry.What, entry.Details))).ToList();
        await using var reader = await _save.Execute(
            Column(r => r.Id),
            Column(r => r.Row.OrderNo),
            Column(r => r.Row.Content.OrderId),
            Column(r => r.Row.Version),
            Column(r => r.Row.State.ToString()),
            Column(r => r.Row.DueAt - now),
            Column(r => r.Row.IsFinished),
            Column(r => r.Row.Store),
            Column(r => JsonSerializer.SerializeToUtf8Bytes(r.Row, ProcessJson.Default.OrderProcess)),
            news.Select(n => n.Id).ToArray(),
            news.Select(n => n.State).ToArray(),
            news.Select(n => n.What).ToArray(),
            news.Select(n => n.Details is null ? null : JsonSerializer.SerializeToUtf8Bytes(n.Details)).ToArray());
        await reader.ReadAsync();
        if (reader.GetInt64(0) != rows.Count)
        {
            throw new InvalidOperationException("Another has changed an order of this batch.");
        }

        T[] Column<T>(Func<(Guid Id, OrderProcess Row), T> value) => [.. rows.Select(value)];
    }
}

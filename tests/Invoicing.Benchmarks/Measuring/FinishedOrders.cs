using System.Globalization;
using Npgsql;

namespace Invoicing.Benchmarks.Measuring;

/// <summary>Copies of orders that a run has completed, under other numbers: to the database they are what years leave behind.</summary>
internal sealed class FinishedOrders(string database)
{
    /// <summary>Tells them from the orders of the run.</summary>
    public const string AreNot = "order_no not like 'H%'";

    private const string CopySql = $"""
        with originals as (
            select id, row_number() over (order by order_no) as nr, count(*) over () as all_of_them
            from mt_doc_order
            where {AreNot} and state = 'Completed'
        ), numbered as materialized (
            -- The key of an order is the first half of a digest of its number, as .NET writes it.
            select n, (substr(k, 7, 2) || substr(k, 5, 2) || substr(k, 3, 2) || substr(k, 1, 2) || substr(k, 11, 2) || substr(k, 9, 2)
                       || substr(k, 15, 2) || substr(k, 13, 2) || substr(k, 17))::uuid as id, 'H' || n as order_no, o.id as original
            from generate_series($1, $2) as n
            join originals o on o.nr = n % o.all_of_them + 1
            cross join encode(substring(sha256(convert_to('H' || n, 'UTF8')) for 16), 'hex') as k
        ), added as (
            insert into mt_doc_order (
                id, order_no, oms_id, mt_version, state, is_finished, resumed, invoicing_store, data, mt_created_at, mt_last_modified)
            select n.id, n.order_no, o.oms_id, o.mt_version, o.state, o.is_finished, 0, o.invoicing_store,
                   jsonb_set(o.data, array['content', 'orderNo'], to_jsonb(n.order_no)), o.mt_created_at,
                   o.mt_last_modified
            from numbered n
            join mt_doc_order o on o.id = n.original
        ), called as (
            insert into calls (key, order_id, step, state, owner, attempt, tries, unresolved, started_at, deadline, document_no, settled_at)
            select 'retailpro/' || c.step || '/' || n.order_no, n.id, c.step, c.state, c.owner, c.attempt, c.tries, c.unresolved, c.started_at, c.deadline,
                   c.document_no, c.settled_at
            from numbered n
            join calls c on c.order_id = n.original
        )
        insert into timeline (order_id, at, state, what, details)
        select n.id, t.at, t.state, t.what, t.details
        from numbered n
        join timeline t on t.order_id = n.original
        """;

    public Task Add(int first, int count) => Execute(CopySql, first, first + count - 1);

    /// <summary>The OMS's list of the first of them, as CSV; of some it says another total.</summary>
    public IEnumerable<string> List(int count, int everyNth)
    {
        yield return "orderNo,total";
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand(
            "select order_no, (data #>> '{content,total}')::numeric from mt_doc_order where order_no like 'H%' and substr(order_no, 2)::int < $1",
            connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = count });
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var (orderNo, total) = (reader.GetString(0), reader.GetDecimal(1));
            var isOther = int.Parse(orderNo.AsSpan(1), CultureInfo.InvariantCulture) % everyNth == 0;
            yield return string.Create(CultureInfo.InvariantCulture, $"{orderNo},{(isOther ? total + 1 : total)}");
        }
    }

    /// <summary>What the server would do by itself in time, done now, so that it does not fall into the measurement.</summary>
    public async Task Settle()
    {
        await Execute("vacuum (analyze) mt_doc_order, calls, timeline");
        await Execute("checkpoint");
    }

    private async Task Execute(string sql, params int[] values)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}

using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Failures.Reports;

/// <summary>Reads what the stores' daily lists tell, for all of them at once, in their transaction.</summary>
internal sealed class StoreListStore(NpgsqlConnection connection)
{
    // An order is saved after its call is settled; a day is more than enough for that. Both halves have an index.
    private const string Sql = """
        select o.version, o.document, o.updated_at, c.steps, c.times, w.warnings, w.times
        from (
            select id
            from orders
            where erased_at is null and state in ('Completed', 'NothingToInvoice', 'Dismissed') and updated_at > $1 - interval '1 day'
            union all
            select id
            from orders
            where state not in ('Completed', 'NothingToInvoice', 'Dismissed') and updated_at > $1 - interval '1 day'
        ) changed
        join orders o using (id)
        cross join lateral (
            select array_agg(c.step) as steps, array_agg(c.settled_at) as times
            from calls c
            where c.order_id = o.id and c.state = 'done' and c.settled_at > $1 and c.settled_at <= $2
        ) c
        cross join lateral (
            select array_agg(warning) as warnings, array_agg(t.at) as times
            from timeline t
            cross join json_array_elements_text(t.details -> 'warnings') warning
            where t.order_id = o.id and t.what = 'called' and t.at > $1 and t.at <= $2
        ) w
        where c.steps is not null or w.warnings is not null or o.updated_at > $1
        order by o.order_no
        """;

    public async Task<IReadOnlyList<StoreList>> Read(IReadOnlyList<DailyMailSlot> stores, DateOnly day, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var lists = stores.ToDictionary(store => store.Recipient, store => (List: new StoreList(store.Recipient, day), store.Since), StringComparer.OrdinalIgnoreCase);
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            // A day's orders are many.
            CommandTimeout = 300,
            Parameters = { new() { Value = stores.Min(store => store.Since).ToUniversalTime() }, new() { Value = until.ToUniversalTime() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = OrderStore.ReadRow(reader, 0, 1);
            AddCalls(row, Pairs(reader, 3));
            var warnings = Pairs(reader, 5);
            var changedAt = reader.GetFieldValue<DateTimeOffset>(2);
            if (changedAt <= until)
            {
                warnings = [.. warnings, .. row.Warnings.Select(warning => (warning, changedAt))];
            }

            foreach (var warning in warnings.DistinctBy(warning => warning.Text))
            {
                ListOf(row.Store, warning.At)?.Warnings.Add((row.OrderNo, warning.Text));
            }
        }

        return [.. lists.Values.Select(entry => entry.List)];

        StoreList? ListOf(string? store, DateTimeOffset at) =>
            store is not null && lists.TryGetValue(store, out var entry) && at > entry.Since ? entry.List : null;

        void AddCalls(OrderProcess row, IReadOnlyList<(string Text, DateTimeOffset At)> calls)
        {
            foreach (var (step, at) in calls)
            {
                if (step == Step.InvoiceName)
                {
                    ListOf(row.InvoicingStore, at)?.Invoices.Add(new(row.OrderNo, row.DocumentNo, row.Content.Total, row.Content.Currency));
                }
                else if (row.Transfers.FirstOrDefault(transfer => Step.SlipName(transfer.SlipNo) == step) is { } transfer)
                {
                    var slip = new AcceptedSlip(transfer.SlipNo, row.OrderNo, transfer.FromStore, transfer.ToStore, TransferDetails.Of(row, transfer).Items);
                    ListOf(transfer.FromStore, at)?.Out.Add(slip);
                    ListOf(transfer.ToStore, at)?.In.Add(slip);
                }
            }
        }
    }

    private static IReadOnlyList<(string Text, DateTimeOffset At)> Pairs(NpgsqlDataReader reader, int column) => reader.IsDBNull(column)
        ? []
        : [.. reader.GetFieldValue<string[]>(column).Zip(reader.GetFieldValue<DateTimeOffset[]>(column + 1))];
}

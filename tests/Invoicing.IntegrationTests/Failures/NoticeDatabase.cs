using Invoicing.IntegrationTests.Storage;
using Invoicing.Process;
using Marten;
using Npgsql;

namespace Invoicing.IntegrationTests.Failures;

/// <summary>A database of the test's own with the program's tables, and what a test wants to know or do about notices and mails.</summary>
internal sealed class NoticeDatabase : IAsyncDisposable
{
    private readonly StoreDatabase _database;

    private NoticeDatabase(StoreDatabase database) => _database = database;

    public NpgsqlDataSource Source => _database.Source;

    public IDocumentStore Store => _database.Store;

    public string ConnectionString => _database.ConnectionString;

    public static async Task<NoticeDatabase> Create(bool withTables = true) => new(await StoreDatabase.Create(withTables));

    public Task CreateTables() => _database.ApplySchema();

    public Task Execute(string sql) => _database.Execute(sql);

    public Task<long> Count(string fromWhere) => _database.Count(fromWhere);

    /// <summary>Lets the time between two mails of a cause pass.</summary>
    public Task PassMergeWindow() => Execute("update mt_doc_mail set mt_created_at = mt_created_at - interval '1 minute'");

    /// <summary>Lets the time pass after which a report goes out.</summary>
    public Task PassReportAfter() =>
        Execute("update mt_doc_notice set mt_created_at = mt_created_at - interval '5 minutes' where mail_id is null");

    /// <summary>An order, as far as mails look at it.</summary>
    /// <param name="callable">Steps that are not done, and the attempt at which they stand.</param>
    public async Task Put(string orderNo, string state, string callable = "{}", decimal total = 100, string currency = "USD")
    {
        await using var command = Source.CreateCommand(
            """
            insert into mt_doc_order (id, order_no, state, is_finished, data, mt_version, resumed)
            values ($5, $1, $2, $2 in ('Completed', 'NothingToInvoice', 'Dismissed'),
                    jsonb_set($4::jsonb, '{expectedAttempts}', $3::jsonb), 1, 0)
            on conflict (id) do update
            set state = excluded.state, is_finished = excluded.is_finished, data = excluded.data, mt_last_modified = now()
            """);
        var document = FormattableString.Invariant(
            $$$"""{"content":{"orderNo":"{{{orderNo}}}","orderName":"{{{orderNo}}}","total":{{{total}}},"currency":"{{{currency}}}"}}""");
        foreach (var value in new object[] { orderNo, state, callable, document, OrderKey.Of(orderNo) })
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Lets back-offs and leases pass.</summary>
    public Task PassWaits() =>
        Execute("update mt_doc_mail set data = data || jsonb_build_object('nextAttemptAt', now()) where sent_at is null");

    /// <summary>Lets a day pass since the daily mails.</summary>
    public Task PassDay() => Execute("""
        update mt_doc_daily_mail
        set id = concat_ws('/', data ->> 'kind', data ->> 'recipient', (data ->> 'day')::date - 1),
            data = data || jsonb_build_object('day', (data ->> 'day')::date - 1, 'until', now())
        """);

    /// <summary>As if all mails so far were sent.</summary>
    public Task Sent() =>
        Execute("update mt_doc_mail set sent_at = now(), data = data || jsonb_build_object('sentAt', now()) where sent_at is null");

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

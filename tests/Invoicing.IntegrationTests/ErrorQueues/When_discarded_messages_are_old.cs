using Invoicing.Harness;
using Invoicing.Recovery;
using Invoicing.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Invoicing.IntegrationTests.ErrorQueues;

public sealed class When_discarded_messages_are_old
{
    [Fact]
    public async Task they_are_erased_and_who_and_why_stay()
    {
        await using var database = new TestDatabase(Servers.Shared.Postgres);
        await database.Create();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await new DatabaseSchema(InvoicingStore.Open(source)).Apply(CancellationToken.None);
        await using (var insert = source.CreateCommand("""
            insert into error_actions (id, at, action, acted_by, reason, queue, message_id, headers, body)
            select gen_random_uuid(), now() - age, 'discarded', 'ana', 'sent again', 'order-invoicing', age::text, '{"a":1}', 'Ana'
            from unnest(array[interval '91 days', interval '92 days', interval '89 days']) age
            """))
        {
            await insert.ExecuteNonQueryAsync();
        }

        var data = new PersonalData(source);
        (await data.EraseDiscarded(TimeSpan.FromDays(90), 1, CancellationToken.None)).ShouldBe(1);
        (await data.EraseDiscarded(TimeSpan.FromDays(90), 10, CancellationToken.None)).ShouldBe(1);
        (await data.EraseDiscarded(TimeSpan.FromDays(90), 10, CancellationToken.None)).ShouldBe(0);

        (await database.Rows("select message_id, acted_by, body is null, headers is null from error_actions order by at desc"))
            .ShouldBe([["89 days", "ana", false, false], ["91 days", "ana", true, true], ["92 days", "ana", true, true]]);
    }
}

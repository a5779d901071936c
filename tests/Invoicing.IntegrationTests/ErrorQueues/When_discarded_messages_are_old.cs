using Invoicing.IntegrationTests.Storage;
using Invoicing.Recovery;
using Invoicing.Storage;
using Marten;

namespace Invoicing.IntegrationTests.ErrorQueues;

public sealed class When_discarded_messages_are_old
{
    [Fact]
    public async Task they_are_erased_and_who_and_why_stay()
    {
        await using var database = await StoreDatabase.Create();
        var store = database.Store;
        await using (var session = store.LightweightSession())
        {
            session.Insert(Discarded(91), Discarded(92), Discarded(89));
            await session.SaveChangesAsync();
        }

        var data = new PersonalData(store, database.Source, TimeProvider.System);
        (await data.EraseDiscarded(TimeSpan.FromDays(90), 1, CancellationToken.None)).ShouldBe(1);
        (await data.EraseDiscarded(TimeSpan.FromDays(90), 10, CancellationToken.None)).ShouldBe(1);
        (await data.EraseDiscarded(TimeSpan.FromDays(90), 10, CancellationToken.None)).ShouldBe(0);

        await using var later = store.QuerySession();
        (await later.Query<ErrorAction>().OrderByDescending(action => action.At).ToListAsync())
            .Select(action => (action.MessageId, action.By, action.Discarded is null))
            .ShouldBe([("89 days", "ana", false), ("91 days", "ana", true), ("92 days", "ana", true)]);
    }

    private static ErrorAction Discarded(int days) => new()
    {
        Id = Guid.NewGuid(), At = DateTimeOffset.UtcNow.AddDays(-days), Action = "discarded", By = "ana", Reason = "sent again",
        Queue = "order-invoicing", MessageId = $"{days} days",
        Discarded = new("text/plain", new Dictionary<string, string> { ["a"] = "1" }, "Ana"u8.ToArray()),
    };
}

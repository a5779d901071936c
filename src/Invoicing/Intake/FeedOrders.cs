using Invoicing.Intake.Parsing;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Intake;

/// <summary>
/// Takes orders of a feed in, by the rules that hold for a message: many in one transaction, together with the note of how far the feed is.
/// So a crash leaves both or neither, and no order is taken for a duplicate of itself.
/// </summary>
/// <param name="remember">Takes rows that somebody will ask for soon.</param>
internal sealed class FeedOrders(
    OrderProcessor processor,
    Func<Guid, OrderProcess, OrderProcess> remember,
    IOptions<InvoicingSettings> invoicing,
    IEnumerable<IStepPlanner> systems,
    TimeProvider clock,
    ILogger<FeedOrders> logger)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private const string SlipNumbersUsedUp = "2200H";

    private readonly IReadOnlyList<IStepPlanner> _systems = [.. systems];
    private readonly TimeZoneInfo _zone = invoicing.Value.Zone;
    private readonly Queue<string> _slipNos = [];

    /// <param name="note">Notes what became of the entries, within the session that saves their orders.</param>
    /// <returns>What must be sent now that they are stored.</returns>
    public async Task<IReadOnlyList<PendingMessage>> Take(
        WorkerConnection connection,
        IReadOnlyList<OrderText> entries,
        Action<IDocumentSession, IReadOnlyList<FeedLine>> note,
        CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (await TakeOnce(connection, entries, note, ct) is { } outstanding)
                {
                    return outstanding;
                }
            }
            catch (PostgresException e) when (DatabaseFaults.IsConflict(e))
            {
                // The other one has won: again, with what it has left.
            }
            catch (PostgresException e) when (IsOfOneOrder(e) && entries is [var entry])
            {
                logger.LogError("Entry {Entry} of the feed cannot be stored: PostgreSQL {SqlState}", entry.Number, e.SqlState);
                var problem = $"cannot be stored: the database refuses a value in it (PostgreSQL {e.SqlState}); "
                    + "send it without unusual characters";
                await connection.Write(session => note(session, [Unreadable(entry, problem)]), ct);
                return [];
            }
            catch (PostgresException e) when (IsOfOneOrder(e))
            {
                // One order that the database refuses must not keep the others out.
                var outstanding = new List<PendingMessage>();
                foreach (var one in entries)
                {
                    outstanding.AddRange(await Take(connection, [one], note, ct));
                }

                return outstanding;
            }

            await Task.Delay(s_pause, ct);
        }
    }

    /// <returns>Null: somebody has stored one of the orders meanwhile.</returns>
    private async Task<IReadOnlyList<PendingMessage>?> TakeOnce(
        WorkerConnection connection,
        IReadOnlyList<OrderText> entries,
        Action<IDocumentSession, IReadOnlyList<FeedLine>> note,
        CancellationToken ct)
    {
        var read = entries.Select(entry => (Entry: entry, Read: Read(entry))).ToList();
        var orders = read.Select(order => order.Read.Order).OfType<Order>().ToList();

        await using var work = await connection.Begin(ct);
        var held = await OrderLocks.Hold(
            work.Session.Connection,
            [.. orders.Select(order => OrderKey.Of(order.OrderNo)).Distinct()],
            [.. orders.Select(order => order.OrderId).OfType<string>().Select(OrderKey.OfId).Distinct()],
            ct);
        var batch = new ArrivalBatch(processor, held, _slipNos);
        var lines = new List<FeedLine>();
        foreach (var (entry, (order, update, problem)) in read)
        {
            if (update is not null)
            {
                work.Session.Insert(WaitingUpdate.Of(update, clock.GetUtcNow()));
                lines.Add(new(entry.Number, entry.Line, update.OrderNo, null, FeedOutcome.Update, update.Kind.ToString()));
                continue;
            }

            if (order is null)
            {
                lines.Add(Unreadable(entry, problem!));
                continue;
            }

            var verdict = await Decide(batch, entry, order, ct);
            Guid? key = FeedOutcome.IsNotTaken(verdict.Outcome) ? null : OrderKey.Of(order.OrderNo);
            lines.Add(new(entry.Number, entry.Line, order.OrderNo, key, verdict.Outcome, verdict.Detail));
        }

        if (!await batch.Save(ct))
        {
            return null;
        }

        note(work.Session, lines);
        await work.Commit(ct);
        foreach (var (id, row) in batch.Changes)
        {
            remember(id, row with { Version = row.Version + 1 });
        }

        return batch.Messages;
    }

    private async Task<IntakeResult> Decide(ArrivalBatch batch, OrderText entry, Order order, CancellationToken ct)
    {
        try
        {
            var decision = await batch.Decide(order, ct);
            var verdict = IntakeResult.Of(decision.Before, order, decision.After, entry, _systems);
            batch.Add(decision);
            return verdict;
        }
        catch (ManualActionRequiredException conflict)
        {
            return new(FeedOutcome.Conflict, conflict.Message);
        }
        catch (Exception e) when (!DatabaseFaults.IsAway(e) && e is not (NpgsqlException or OperationCanceledException))
        {
            return new(FeedOutcome.Unreadable, Failed(entry, e));
        }
    }

    private static FeedLine Unreadable(OrderText entry, string problem) =>
        new(entry.Number, entry.Line, null, null, FeedOutcome.Unreadable, problem);

    /// <summary>What the program does not know may quote anything, personal data too.</summary>
    private string Failed(OrderText entry, Exception e)
    {
        logger.LogError(
            "Entry {Entry} of the feed cannot be dealt with: {Type}",
            entry.Number, $"{e.GetType().Name} (code {FaultReason.CodeOf(e.GetType().FullName)})");
        return FaultReason.Unexpected(e.GetType().FullName);
    }

    /// <summary>Of what a row holds; anything else would befall every order alike.</summary>
    private static bool IsOfOneOrder(PostgresException e) => e.SqlState[..2] is "22" or "23" or "54" && e.SqlState != SlipNumbersUsedUp;

    private (Order? Order, ReceivedUpdate? Update, string? Problem) Read(OrderText entry)
    {
        try
        {
            return entry.Read(_zone, clock.GetUtcNow());
        }
        catch (Exception e)
        {
            return (null, null, Failed(entry, e));
        }
    }
}

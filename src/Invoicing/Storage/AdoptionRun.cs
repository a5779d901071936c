using Invoicing.Process;
using Marten;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>Makes known which orders somebody else has invoiced, so that they are never invoiced here.</summary>
internal sealed class Adoptions(IDocumentStore store, OrderProcessor processor, TimeProvider clock)
{
    /// <param name="target">What the audit calls the list.</param>
    /// <param name="isDryRun">Nothing is written.</param>
    public AdoptionRun Begin(string target, OperatorDecision decision, bool isDryRun = false) =>
        new(store, processor, AuditEntry.Of("adopt", target, decision, clock.GetUtcNow(), 0), decision, isDryRun);
}

/// <summary>What became of an order that was to be adopted.</summary>
internal enum AdoptionOutcome
{
    /// <summary>It was known, and nothing of it was begun.</summary>
    Adopted,

    /// <summary>It is recognised when it comes.</summary>
    AdoptedBeforeItCame,

    AlreadyAdopted,

    /// <summary>It is as it was.</summary>
    Refused,
}

/// <param name="Why">Why it was refused; else null.</param>
internal sealed record AdoptionResult(string OrderNo, AdoptionOutcome Outcome, string? Why = null)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsAdoption => Outcome is AdoptionOutcome.Adopted or AdoptionOutcome.AdoptedBeforeItCame;
}

/// <summary>
/// One list of orders, some at a time: each part is one transaction under the locks of its orders, with the entry in the audit that counts
/// them. Cut off, it is simply begun again: what is adopted stays so.
/// </summary>
internal sealed class AdoptionRun(
    IDocumentStore store, OrderProcessor processor, AuditEntry audit, OperatorDecision decision, bool isDryRun)
{
    /// <summary>More would hold up the messages of as many orders.</summary>
    public const int AtATime = 200;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    // Each part holds a connection: never all of the pool.
    private readonly SemaphoreSlim _turns = new(4);

    private readonly long[] _counts = new long[Enum.GetValues<AdoptionOutcome>().Length];

    public long Count(AdoptionOutcome outcome) => Interlocked.Read(ref _counts[(int)outcome]);

    /// <param name="beside">What else is stored in the session that adopts them; not asked where nothing changes.</param>
    /// <returns>In the order of the list.</returns>
    public async Task<IReadOnlyList<AdoptionResult>> Adopt(
        IReadOnlyList<AdoptedOrder> orders,
        CancellationToken ct,
        Action<IDocumentSession, IReadOnlyList<AdoptionResult>>? beside = null)
    {
        await processor.GetReady(ct);
        while (true)
        {
            await _turns.WaitAsync(ct);
            try
            {
                if (await AdoptOnce(orders, beside, ct) is { } results)
                {
                    results.ToList().ForEach(result => Interlocked.Increment(ref _counts[(int)result.Outcome]));
                    return results;
                }
            }
            catch (PostgresException e) when (DatabaseFaults.IsConflict(e))
            {
                // The other one has won: again, with what it has left.
            }
            finally
            {
                _turns.Release();
            }

            await Task.Delay(s_pause, ct);
        }
    }

    /// <returns>Null: one of the orders has come meanwhile.</returns>
    private async Task<IReadOnlyList<AdoptionResult>?> AdoptOnce(
        IReadOnlyList<AdoptedOrder> orders, Action<IDocumentSession, IReadOnlyList<AdoptionResult>>? beside, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        await session.BeginTransactionAsync(ct);
        var held = await OrderLocks.Hold(
            session.Connection,
            [.. orders.Select(order => OrderKey.Of(order.OrderNo)).Distinct()],
            [.. orders.Select(order => order.OrderId).OfType<string>().Select(OrderKey.OfId).Distinct()],
            ct);
        var batch = new ArrivalBatch(processor, held, new());
        var results = new List<AdoptionResult>();
        foreach (var order in orders)
        {
            results.Add(await Decide(batch, order, ct));
        }

        var adopted = results.Count(result => result.IsAdoption);
        if (isDryRun || adopted == 0)
        {
            return results;
        }

        if (!await batch.Save(ct))
        {
            return null;
        }

        session.Store(audit with
        {
            Count = (int)(Count(AdoptionOutcome.Adopted) + Count(AdoptionOutcome.AdoptedBeforeItCame)) + adopted,
        });
        beside?.Invoke(session, results);
        await session.SaveChangesAsync(ct);
        return results;
    }

    private async Task<AdoptionResult> Decide(ArrivalBatch batch, AdoptedOrder order, CancellationToken ct)
    {
        try
        {
            var adopted = await batch.Decide(order.OrderNo, new AdoptOrder(order, decision.By, decision.Reason), ct);
            batch.Add(adopted);
            return new(
                order.OrderNo,
                !adopted.IsChange ? AdoptionOutcome.AlreadyAdopted
                : adopted.Before is null ? AdoptionOutcome.AdoptedBeforeItCame : AdoptionOutcome.Adopted);
        }
        catch (CommandRefusedException refused)
        {
            return new(order.OrderNo, AdoptionOutcome.Refused, refused.Message);
        }
        catch (OrderIdConflictException conflict)
        {
            return new(
                order.OrderNo,
                AdoptionOutcome.Refused,
                $"Order {order.OrderNo} is not adopted: its orderId belongs to order {conflict.Known} here. If both are the same purchase, "
                    + $"adopt {conflict.Known}; else mend the list.");
        }
    }
}

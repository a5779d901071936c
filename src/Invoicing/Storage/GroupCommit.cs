using System.Net.Sockets;
using System.Threading.Channels;
using Marten.Exceptions;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Group commit: takes whatever waits at the moment (no timer) and runs it as one set-based statement with one commit, then completes
/// each waiter. While the database is away the waiters wait; the messages they hold are the back-pressure.
/// </summary>
/// <typeparam name="TItem">One operation. Items of the same key never stand in one batch: the second waits for the next.</typeparam>
/// <typeparam name="TResult">What its caller gets.</typeparam>
internal sealed class GroupCommit<TItem, TResult> : IAsyncDisposable
{
    // Cancelling asks the server to stop its work: one that hangs must not keep the process from ending.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1);

    private readonly Channel<Waiter> _waiting = Channel.CreateBounded<Waiter>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly int _largestBatch;
    private readonly Func<TItem, object> _key;
    private readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> _run;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;

    /// <param name="largestBatch">1: nothing is shared, and items of the same key may run side by side.</param>
    /// <param name="key">The row that an item touches.</param>
    /// <param name="run">
    /// The statement; one result an item, in the order of the items. Must be harmless to repeat: a commit whose outcome is unknown is run
    /// again.
    /// </param>
    public GroupCommit(
        int largestBatch,
        Func<TItem, object> key,
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> run)
    {
        _largestBatch = largestBatch;
        _key = key;
        _run = run;
        _worker = Task.Run(Work);
    }

    public async Task<TResult> Run(TItem item, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(item);
        if (_largestBatch == 1)
        {
            await RunBatch([waiter]);
        }
        else
        {
            await _waiting.Writer.WriteAsync(waiter, cancellationToken);
        }

        return await waiter.Completion.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_stop.CancelAsync(), _worker).WaitAsync(LongestFarewell).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Work()
    {
        var carried = new List<Waiter>();
        try
        {
            while (carried.Count > 0 || await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                await RunBatch(TakeBatch(carried));
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            carried.ForEach(waiter => waiter.Completion.TrySetCanceled());
            while (_waiting.Reader.TryRead(out var waiter))
            {
                waiter.Completion.TrySetCanceled();
            }
        }
    }

    private List<Waiter> TakeBatch(List<Waiter> carried)
    {
        var keys = new HashSet<object>();
        var batch = new List<Waiter>();
        var again = new List<Waiter>();
        foreach (var waiter in carried)
        {
            (keys.Add(_key(waiter.Item)) ? batch : again).Add(waiter);
        }

        while (batch.Count < _largestBatch && _waiting.Reader.TryRead(out var waiter))
        {
            (keys.Add(_key(waiter.Item)) ? batch : again).Add(waiter);
        }

        carried.Clear();
        carried.AddRange(again);
        return batch;
    }

    private async Task RunBatch(List<Waiter> batch)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                var results = await _run([.. batch.Select(waiter => waiter.Item)], _stop.Token);
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Completion.TrySetResult(results[i]);
                }

                return;
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                batch.ForEach(waiter => waiter.Completion.TrySetCanceled());
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsAway(e) || (batch.Count == 1 && DatabaseFaults.IsConflict(e)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2000, 20 * Math.Pow(2, Math.Min(failures, 10)))), _stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                await RunOneByOne(batch, e);
                return;
            }
        }
    }

    /// <summary>One poison row fails its whole batch: the others must not share its fate.</summary>
    private async Task RunOneByOne(List<Waiter> batch, Exception cause)
    {
        if (batch.Count == 1)
        {
            batch[0].Completion.TrySetException(cause);
            return;
        }

        foreach (var waiter in batch)
        {
            await RunBatch([waiter]);
        }
    }

    private sealed record Waiter(TItem Item)
    {
        public TaskCompletionSource<TResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Which failures of the database pass by themselves.</summary>
internal static class DatabaseFaults
{
    /// <summary>Lost connection, restart, too many connections, disk full: the same work succeeds later.</summary>
    public static bool IsAway(Exception e) => e switch
    {
        // What a full disk keeps a new connection from.
        PostgresException { SqlState: PostgresErrorCodes.InternalError, InvariantSeverity: "FATAL" or "PANIC" } => true,
        PostgresException p => p.SqlState[..2] is "08" or "53" or "57" or "58"
            || p.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or "25P03" /* idle_in_transaction_session_timeout */,
        NpgsqlException or TimeoutException or IOException or SocketException => true,
        // A connection that was lost inside a transaction.
        SessionTransactionUnusableException { InnerException: { } lost } => IsAway(lost),
        _ => false,
    };

    /// <summary>
    /// Serialisation failure, deadlock, or an id of the OMS that two orders have claimed at the same moment: the next try sees who has won.
    /// </summary>
    public static bool IsConflict(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: InvoicingStore.OrderIdsKey } => true,
        _ => false,
    };
}

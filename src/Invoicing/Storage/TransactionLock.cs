using Marten;

namespace Invoicing.Storage;

/// <summary>What one transaction at a time may do, of whichever process.</summary>
internal static class TransactionLock
{
    /// <summary>
    /// Begins the session's transaction and waits until no other one holds the key. It is held until the session has saved its changes or is
    /// disposed of, and what is read meanwhile is what the one before has left.
    /// </summary>
    public static async Task LockInTransaction(this IDocumentSession session, string key, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        // A process that was frozen or cut off while it held the key must not stop the others.
        await session.Connection.Execute("set local idle_in_transaction_session_timeout = '15s'", ct);
        await session.Connection.Execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", ct, key);
    }
}

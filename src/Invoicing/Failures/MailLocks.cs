using Npgsql;

namespace Invoicing.Failures;

/// <summary>Lets one instance at a time make mails of a cause.</summary>
internal static class MailLocks
{
    /// <summary>Until the transaction ends.</summary>
    /// <returns>False: another instance has it.</returns>
    public static async Task<bool> Take(NpgsqlConnection connection, string cause, CancellationToken cancellationToken)
    {
        // The time-out ends the lock of a process that was frozen while it held it.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("set local idle_in_transaction_session_timeout = '30s'"),
                new("select cause from failure_causes where cause = $1 for no key update skip locked") { Parameters = { new() { Value = cause } } },
            },
        };
        return await batch.ExecuteScalarAsync(cancellationToken) is not null;
    }
}

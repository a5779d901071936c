using System.Reflection;
using Invoicing.Storage;
using Marten.Exceptions;
using Npgsql;

namespace Invoicing.Tests.Storage;

public class A_database_that_is_away
{
    [Fact]
    public void is_known_by_a_connection_that_was_lost_inside_a_transaction() =>
        DatabaseFaults.IsAway(Unusable(new NpgsqlException("Exception while reading from stream", new EndOfStreamException()))).ShouldBeTrue();

    [Fact]
    public void is_not_taken_for_a_statement_that_failed_inside_one() => DatabaseFaults.IsAway(Unusable(
        new PostgresException("duplicate key", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation))).ShouldBeFalse();

    // Only Marten makes them.
    private static Exception Unusable(Exception inner) => (Exception)Activator.CreateInstance(
        typeof(SessionTransactionUnusableException),
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
        null,
        ["The session cannot be used any further.", inner],
        null)!;
}

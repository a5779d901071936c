using System.Net.Sockets;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Host;

/// <summary>Failures that an operator can mend: told in a line each, without a stack trace.</summary>
internal static class ExpectedFailures
{
    /// <returns>Null: not expected, the stack trace is wanted.</returns>
    public static string? Explain(Exception e) => e switch
    {
        OptionsValidationException options => string.Join(Environment.NewLine + "invoicing: ", options.Failures),
        _ when SettingFailures.IsOne(e) => SettingFailures.Of(e),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } =>
            "The database has no schema yet. Run `invoicing migrate` once.",
        PostgresException { SqlState: PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn } =>
            "The schema of the database is older than this program. Run `invoicing migrate` once.",
        NpgsqlException npgsql => $"PostgreSQL: {ServerFailures.OfPostgres(npgsql)}",
        _ when ServerFailures.IsOfRabbitMq(e) => $"RabbitMQ: {ServerFailures.OfRabbitMq(e)}",
        UnknownOrderException or MissingExchangeException or ServiceIsRunningException or SchemaMismatchException
            or ModeMismatchException => e.Message,
        CommandRefusedException or PatchRefusedException or PauseRefusedException => e.Message,
        ErrorQueueException => e.Message,
        UnknownFeedException or UnknownSectionException => e.Message,
        UnusableFeedException => $"This is no file of orders: {e.Message}.",
        IOException or UnauthorizedAccessException or SocketException => e.Message,
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}

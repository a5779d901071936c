using System.Net.Sockets;
using Invoicing.Host.Commands.Publishing;
using Invoicing.OperatingOrders;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Host;

/// <summary>Failures that an operator can mend: told in a line each, without a stack trace.</summary>
internal static class ExpectedFailures
{
    /// <returns>Null: not expected, the stack trace is wanted.</returns>
    public static string? Explain(Exception e) => e switch
    {
        OptionsValidationException options => string.Join(Environment.NewLine + "invoicing: ", options.Failures),
        FormatException format when format.Message.StartsWith("RabbitMq:", StringComparison.Ordinal) => format.Message,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => "The database has no schema yet. Run `invoicing migrate` once.",
        PostgresException postgres => $"PostgreSQL refuses: {postgres.MessageText}. Look at Postgres:ConnectionString.",
        NpgsqlException npgsql => $"PostgreSQL cannot be reached: {npgsql.InnerException?.Message ?? npgsql.Message}. Look at Postgres:ConnectionString.",
        BrokerUnreachableException broker => $"RabbitMQ cannot be reached: {broker.InnerException?.Message ?? broker.Message}. Look at RabbitMq:Uri.",
        UnknownOrderException or MissingExchangeException => e.Message,
        IOException or UnauthorizedAccessException or SocketException => e.Message,
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}

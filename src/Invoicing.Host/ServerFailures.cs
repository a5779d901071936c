using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Host;

/// <summary>
/// Why a server cannot be used, which setting to look at and what to do. Continues a sentence that names the server; free of secrets.
/// </summary>
internal static class ServerFailures
{
    public static string OfPostgres(NpgsqlException e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or
            PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
            $"{refused.MessageText}. Correct Username and Password in Postgres:ConnectionString.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing =>
            $"{missing.MessageText}. Create it, or correct Database in Postgres:ConnectionString.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
            $"{denied.MessageText}. Grant it to the user of Postgres:ConnectionString, or name another user there.",
        PostgresException other => $"{other.MessageText} ({other.SqlState}). Look at Postgres:ConnectionString.",
        { InnerException: SocketException socket } =>
            $"it cannot be reached ({socket.Message}). See that PostgreSQL runs, and correct Host and Port in Postgres:ConnectionString.",
        _ => $"{(e.InnerException?.Message ?? e.Message).TrimEnd('.')}. Look at Postgres:ConnectionString.",
    };

    public static bool IsOfRabbitMq(Exception e) => e is BrokerUnreachableException or OperationInterruptedException;

    /// <param name="e">One that <see cref="IsOfRabbitMq"/>.</param>
    public static string OfRabbitMq(Exception e)
    {
        var cause = e is BrokerUnreachableException { InnerException: { } inner } ? inner : e;
        cause = cause is AggregateException { InnerException: { } first } ? first : cause;
        return cause switch
        {
            AuthenticationFailureException => "it refuses the user or its password. Correct them in RabbitMq:Uri, or add the user on the "
                + "broker.",
            OperationInterruptedException { ShutdownReason: { ReplyCode: 403 } denied } =>
                $"{denied.ReplyText}. Grant it to the user of RabbitMq:Uri, or name another user there.",
            OperationInterruptedException { ShutdownReason: { ReplyCode: 530 } denied } =>
                $"{denied.ReplyText}. Add the virtual host and the user's permissions for it, or correct RabbitMq:Uri.",
            ConnectFailureException or SocketException =>
                $"it cannot be reached ({(cause.InnerException ?? cause).Message}). See that RabbitMQ runs, and correct host and port in "
                    + "RabbitMq:Uri.",
            AuthenticationException =>
                $"no secure connection could be opened ({cause.Message}). Correct host and port in RabbitMq:Uri, or use amqp:// if the "
                    + "broker has no TLS there.",
            _ => $"{cause.Message.TrimEnd('.')}. Look at RabbitMq:Uri.",
        };
    }
}

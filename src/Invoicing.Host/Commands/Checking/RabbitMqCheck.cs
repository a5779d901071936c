using System.Net.Sockets;
using System.Security.Authentication;
using Invoicing.Contracts;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Host.Commands.Checking;

/// <summary>RabbitMQ can be reached, and what we need is declared on it as we would declare it.</summary>
internal static class RabbitMqCheck
{
    public static async Task<Finding> Run(IServiceProvider services, CancellationToken ct)
    {
        if (services.GetRequiredService<IOptions<MessagingSettings>>().Value.Transport == Transport.InMemory)
        {
            return Finding.Well("not used: Messaging:Transport is InMemory");
        }

        var address = BrokerAddress.Parse(services.GetRequiredService<IOptions<RabbitMqSettings>>().Value.Uri);
        var where = $"{address.Host}:{address.Port}, virtual host {address.VirtualHost}";
        try
        {
            var factory = address.ToConnectionFactory("invoicing check");
            factory.AutomaticRecoveryEnabled = false;
            await using var connection = await factory.CreateConnectionAsync(ct);
            var problem = await CheckTopology(connection, ct);
            return problem is null ? Finding.Well($"{where}, queues declared: {string.Join(", ", Queues.All)}") : Finding.Wrong($"{where}: {problem}");
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException && !ct.IsCancellationRequested)
        {
            return Finding.Wrong($"{where}: {Explain(e, address)}");
        }
    }

    private static async Task<string?> CheckTopology(IConnection connection, CancellationToken ct)
    {
        var missing = new List<string>();
        if (await Refusal(connection, channel => channel.ExchangeDeclarePassiveAsync(OrderPublisher.Exchange, ct), ct) is not null)
        {
            missing.Add($"exchange {OrderPublisher.Exchange}");
        }

        foreach (var queue in Queues.All.SelectMany(name => new[] { name, Queues.ErrorOf(name) }))
        {
            if (await Refusal(connection, channel => channel.QueueDeclarePassiveAsync(queue, ct), ct) is not null)
            {
                missing.Add($"queue {queue}");
            }
            // It exists: declared again it stays as it is, unless it is another than we want. Then the broker refuses and tells the difference.
            else if (await Refusal(connection, channel => channel.QueueDeclareAsync(queue, true, false, false, ArgumentsOf(queue), cancellationToken: ct), ct) is { } reason)
            {
                return $"queue {queue} is not as this program declares it ({Detail(reason)}). " +
                    "Stop the service, empty the queue, delete it and run `invoicing migrate`; or name another virtual host in RabbitMq:Uri.";
            }
        }

        return missing.Count == 0 ? null : $"missing: {string.Join(", ", missing)}. Run `invoicing migrate`.";
    }

    private static Dictionary<string, object?> ArgumentsOf(string queue) =>
        (Queues.All.Contains(queue) ? Topology.ArgumentsOf(queue) : Topology.ErrorArguments).ToDictionary(a => a.Key, a => (object?)a.Value);

    /// <summary>A refusal closes the channel, so every question has its own.</summary>
    private static async Task<string?> Refusal(IConnection connection, Func<IChannel, Task> ask, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            await ask(channel);
            return null;
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason is { ReplyCode: 404 or 406 } reason)
        {
            return reason.ReplyText;
        }
    }

    /// <summary>Such as <c>inequivalent arg 'x-overflow' for queue …: received … but current is …</c>.</summary>
    private static string Detail(string replyText) => replyText[(replyText.IndexOf(" - ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];

    private static string Explain(Exception e, BrokerAddress address)
    {
        var cause = e is BrokerUnreachableException { InnerException: { } inner } ? inner : e;
        cause = cause is AggregateException { InnerException: { } first } ? first : cause;
        return cause switch
        {
            AuthenticationFailureException => "it refuses the user or its password. Correct them in RabbitMq:Uri, or add the user on the broker.",
            OperationInterruptedException { ShutdownReason.ReplyCode: 403 } denied =>
                $"{denied.ShutdownReason.ReplyText}. Grant it to the user of RabbitMq:Uri, or name another user there.",
            OperationInterruptedException { ShutdownReason.ReplyCode: 530 } denied =>
                $"{denied.ShutdownReason.ReplyText}. Add the virtual host {address.VirtualHost} and the user's permissions for it, or correct RabbitMq:Uri.",
            ConnectFailureException or SocketException =>
                $"it cannot be reached ({(cause.InnerException ?? cause).Message}). See that RabbitMQ runs, and correct host and port in RabbitMq:Uri.",
            AuthenticationException or IOException when address.Tls =>
                $"no secure connection could be opened ({cause.Message}). Correct host and port in RabbitMq:Uri, or use amqp:// if the broker has no TLS there.",
            _ => $"{cause.Message.TrimEnd('.')}. Look at RabbitMq:Uri.",
        };
    }
}

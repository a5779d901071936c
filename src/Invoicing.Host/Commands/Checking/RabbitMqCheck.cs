using Invoicing.Host.Commands.Publishing;
using Invoicing.Host.Composition;
using Invoicing.Messaging;
using Invoicing.Operations;
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
            return problem is null
                ? Finding.Well($"{where}, queues declared: {string.Join(", ", InstalledSystems.Queues.All)}")
                : Finding.Wrong($"{where}: {problem}");
        }
        catch (Exception e) when (ServerFailures.IsOfRabbitMq(e) && !ct.IsCancellationRequested)
        {
            return Finding.Wrong($"{where}: {ServerFailures.OfRabbitMq(e)}");
        }
    }

    private static async Task<string?> CheckTopology(IConnection connection, CancellationToken ct)
    {
        var missing = new List<string>();
        foreach (var (what, find, declare) in Parts(ct))
        {
            if (await Refusal(connection, find, ct) is not null)
            {
                missing.Add(what);
            }
            // It exists: declared again it stays as it is, unless it is another than we want. Then the broker refuses and tells the
            // difference.
            else if (await Refusal(connection, declare, ct) is { } difference)
            {
                return $"{what} is not as this program declares it ({Detail(difference)}). Let the service empty its queues and stop it, " +
                    $"delete the {what.Split(' ')[0]} and run `invoicing migrate`; or name another virtual host in RabbitMq:Uri.";
            }
        }

        return missing.Count == 0 ? null : $"missing: {string.Join(", ", missing)}. Run `invoicing migrate`.";
    }

    private static IEnumerable<(string What, Func<IChannel, Task> Find, Func<IChannel, Task> Declare)> Parts(CancellationToken ct)
    {
        yield return (
            $"exchange {OrderPublisher.Exchange}",
            channel => channel.ExchangeDeclarePassiveAsync(OrderPublisher.Exchange, ct),
            channel => channel.ExchangeDeclareAsync(OrderPublisher.Exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct));
        foreach (var queue in InstalledSystems.Queues.WithErrorQueues)
        {
            yield return (
                $"queue {queue}",
                channel => channel.QueueDeclarePassiveAsync(queue, ct),
                channel => channel.QueueDeclareAsync(queue, true, false, false, ArgumentsOf(queue), cancellationToken: ct));
        }
    }

    private static Dictionary<string, object?> ArgumentsOf(string queue) =>
        (InstalledSystems.Queues.All.Contains(queue) ? Topology.ArgumentsOf(queue) : Topology.ErrorArguments).ToDictionary(
            a => a.Key,
            a => (object?)a.Value);

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
    private static string Detail(string replyText) =>
        replyText[(replyText.IndexOf(" - ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];
}

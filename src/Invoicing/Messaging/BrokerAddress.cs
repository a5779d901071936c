using Microsoft.Extensions.Options;

namespace Invoicing.Messaging;

/// <summary>The parts of <c>RabbitMq:Uri</c>.</summary>
internal sealed record BrokerAddress(string Host, int Port, bool Tls, string VirtualHost, string UserName, string Password)
{
    /// <summary>What may be said of an address that is none; never quotes it, as it holds a password.</summary>
    public const string Expected = "RabbitMq:Uri is not usable. Expected amqp://user:password@host:port/vhost, or amqps:// for TLS";

    /// <exception cref="OptionsValidationException">Says <see cref="Expected"/>.</exception>
    public static BrokerAddress Parse(string uri) =>
        TryParse(uri) ?? throw new OptionsValidationException("RabbitMq", typeof(RabbitMqSettings), [Expected]);

    public static BrokerAddress? TryParse(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("amqp" or "amqps") || parsed.Host.Length == 0)
        {
            return null;
        }

        var user = parsed.UserInfo.Split(':', 2);
        var tls = parsed.Scheme == "amqps";
        var vhost = Uri.UnescapeDataString(parsed.AbsolutePath.TrimStart('/'));
        return new BrokerAddress(
            parsed.Host,
            parsed.Port > 0 ? parsed.Port : tls ? 5671 : 5672,
            tls,
            vhost.Length == 0 ? "/" : vhost,
            user[0].Length == 0 ? "guest" : Uri.UnescapeDataString(user[0]),
            user.Length < 2 ? "guest" : Uri.UnescapeDataString(user[1]));
    }

    /// <summary>For connections beside MassTransit's: topology, queue depths, publishing files.</summary>
    public RabbitMQ.Client.ConnectionFactory ToConnectionFactory(string name) => new()
    {
        HostName = Host,
        Port = Port,
        VirtualHost = VirtualHost,
        UserName = UserName,
        Password = Password,
        ClientProvidedName = name,
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        Ssl = { Enabled = Tls, ServerName = Host },
    };
}

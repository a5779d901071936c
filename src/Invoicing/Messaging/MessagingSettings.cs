using System.ComponentModel.DataAnnotations;

namespace Invoicing.Messaging;

/// <summary>Section <c>Messaging</c>.</summary>
internal sealed class MessagingSettings
{
    /// <summary>The broker, or none: <c>InMemory</c> serves tests and installs of a single process.</summary>
    public Transport Transport { get; set; } = Transport.RabbitMq;

    /// <summary>Messages that one queue's consumer works on at the same time; as many are fetched ahead.</summary>
    [Range(1, 2000)]
    public int Concurrency { get; set; } = 400;
}

internal enum Transport
{
    RabbitMq,
    InMemory,
}

/// <summary>Section <c>RabbitMq</c>.</summary>
internal sealed class RabbitMqSettings
{
    /// <summary><c>amqp[s]://user:password@host:port/vhost</c>. Secret.</summary>
    public string Uri { get; set; } = "";
}

/// <summary>The parts that a process may run; several processes may run the same ones.</summary>
[Flags]
internal enum Roles
{
    Saga = 1,
    Invoices = 2,
    Transfers = 4,
    Notifications = 8,
    Recovery = 16,
    Feeds = 32,

    /// <summary>Of systems that have a queue of their own for all their steps.</summary>
    Steps = 64,

    /// <summary>What VTEX tells of its orders; nothing where the settings ask for neither feed nor hook.</summary>
    VtexFeed = 128,

    /// <summary>The invoice jobs of Emporix's tenants; nothing where the settings name no address.</summary>
    EmporixApi = 256,

    /// <summary>The HTTP API of operators and their programs.</summary>
    Api = 512,

    /// <summary>The pages for people, at the addresses of <see cref="Api"/>.</summary>
    Console = 1024,
    All = Saga | Invoices | Transfers | Notifications | Recovery | Feeds | Steps | VtexFeed | EmporixApi | Api | Console,
}

internal static class RoleNames
{
    private static readonly Dictionary<string, Roles> s_inTwoWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["vtex-feed"] = Roles.VtexFeed, ["emporix-api"] = Roles.EmporixApi,
    };

    /// <summary>As people write it.</summary>
    public static string Of(Roles role) =>
        s_inTwoWords.FirstOrDefault(name => name.Value == role).Key ?? role.ToString().ToLowerInvariant();

    /// <summary>As the enumeration has it, if it is one.</summary>
    public static string Read(string text) => s_inTwoWords.TryGetValue(text, out var role) ? role.ToString() : text;
}

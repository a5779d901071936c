namespace Invoicing.Harness;

/// <summary>A PostgreSQL and a RabbitMQ with its management API.</summary>
internal sealed record Servers(string Postgres, Uri RabbitMq, Uri Console)
{
    /// <summary>Those that <c>infra/servers.sh</c> has started for this clone; tests share them and must not disturb them.</summary>
    public static Servers Shared { get; } = From(Environment.GetEnvironmentVariable);

    public static Servers From(Func<string, string?> settings)
    {
        string Setting(string name) =>
            settings(name) ?? throw new InvalidOperationException($"{name} is not set. Run: eval \"$(infra/servers.sh env)\"");
        return new Servers(Setting("Postgres__ConnectionString"), new Uri(Setting("RabbitMq__Uri")), new Uri(Setting("RABBITMQ_CONSOLE")));
    }
}

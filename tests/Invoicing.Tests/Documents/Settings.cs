using System.Collections;
using System.Globalization;
using System.Reflection;
using Invoicing.Emporix;
using Invoicing.Failures;
using Invoicing.Host.Composition;
using Invoicing.Host.Http;
using Invoicing.Intake;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Reconciliation;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Vtex;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Documents;

/// <summary>One setting, as it stands in its class.</summary>
/// <param name="Name">Such as <c>RetailPro:CallTimeout</c>.</param>
/// <param name="Section">The class of its section.</param>
/// <param name="Path">From an object of that class to the value.</param>
internal sealed record Setting(string Name, Type Section, IReadOnlyList<PropertyInfo> Path)
{
    public PropertyInfo Property => Path[^1];

    public string Default => Read(Activator.CreateInstance(Section)!);

    /// <summary>The value as the document writes it; a dash when there is none.</summary>
    public string Read(object section) => Text(Path.Aggregate((object?)section, (owner, property) => property.GetValue(owner)));

    private static string Text(object? value) => value switch
    {
        null or "" => "–",
        string text => text,
        IDictionary map => Joined(map.Keys.Cast<object>().Select(key => $"{key}={map[key]}")),
        IEnumerable list => Joined(list.Cast<object>().Select(item => $"{item}")),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Joined(IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } text ? text : "–";
}

/// <summary>All settings of the program, by reflection, and the program's own way of reading and judging them.</summary>
internal static class Settings
{
    public static readonly (string Name, Type Class)[] Sections =
    [
        ("Postgres", typeof(PostgresSettings)),
        ("RabbitMq", typeof(RabbitMqSettings)),
        ("Messaging", typeof(MessagingSettings)),
        ("RetailPro", typeof(RetailProSettings)),
        ("Vtex", typeof(VtexSettings)),
        ("Emporix", typeof(EmporixSettings)),
        ("Mail", typeof(MailSettings)),
        ("Invoicing", typeof(InvoicingSettings)),
        ("Feeds", typeof(FeedSettings)),
        ("Reconciliation", typeof(ReconciliationSettings)),
        ("Http", typeof(HttpSettings)),
        ("Console", typeof(ConsoleSettings)),
    ];

    private static readonly Dictionary<string, string?> Enough = new()
    {
        ["Postgres:ConnectionString"] = "Host=db;Database=invoicing",
        ["RabbitMq:Uri"] = "amqp://broker/",
        ["RetailPro:BaseUrl"] = "https://retailpro.example.com",
    };

    public static IReadOnlyList<Setting> All { get; } =
        [.. Sections.SelectMany(section => Of(section.Name, section.Class, section.Class, []))];

    /// <summary>The program's own registrations, with what is needed and these settings; the last of a name wins.</summary>
    public static ServiceProvider Bind(params (string Key, string Value)[] settings)
    {
        // One source each, so that a later one wins.
        var configuration = settings.Aggregate(
            new ConfigurationBuilder().AddInMemoryCollection(Enough),
            (builder, setting) => builder.AddInMemoryCollection([KeyValuePair.Create(setting.Key, (string?)setting.Value)])).Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddStorage()
            .AddSystems(configuration)
            .AddOrderInvoicing()
            .AddFailureNotifications(configuration, default)
            .AddMessaging(configuration, Roles.All)
            .AddReceivingFeeds(configuration, Roles.All)
            .AddReconciliation()
            .AddHttp(configuration, default)
            .BuildServiceProvider();
    }

    /// <summary>As the service does at its start.</summary>
    /// <exception cref="OptionsValidationException">A setting cannot be used.</exception>
    public static void Validate(params (string Key, string Value)[] settings)
    {
        using var provider = Bind(settings);
        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    public static string Read(IServiceProvider provider, Setting setting)
    {
        var options = provider.GetRequiredService(typeof(IOptions<>).MakeGenericType(setting.Section));
        return setting.Read(options.GetType().GetProperty("Value")!.GetValue(options)!);
    }

    private static IEnumerable<Setting> Of(string prefix, Type section, Type owner, PropertyInfo[] path) => owner.GetProperties()
        .Where(property => property.CanWrite)
        .SelectMany(property => property.PropertyType.Name.EndsWith("Settings", StringComparison.Ordinal)
            ? Of($"{prefix}:{property.Name}", section, property.PropertyType, [.. path, property])
            : [new Setting($"{prefix}:{property.Name}", section, [.. path, property])]);
}

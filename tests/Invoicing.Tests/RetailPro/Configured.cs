using Invoicing.Host.Composition;
using Invoicing.RetailPro;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.RetailPro;

/// <summary>Settings as a host would read them.</summary>
internal static class Configured
{
    public const string Url = "https://retailpro.example.com:8443";

    public static RetailProSettings Bind(params (string Name, string Value)[] values) => Bind(From(values));

    public static RetailProSettings Bind(IConfiguration configuration)
    {
        using var services = new ServiceCollection().AddSystems(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<RetailProSettings>>().Value;
    }

    public static IConfiguration From(params (string Name, string Value)[] values)
    {
        var pairs = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            pairs[$"RetailPro:{name}"] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(pairs).Build();
    }
}

using Invoicing.Host.Composition;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace Invoicing.Host;

/// <summary>
/// The sections of the settings. A name that is misspelt would leave every setting in it at its default: mails would be written into a
/// folder, and nobody would know.
/// </summary>
internal static class SettingSections
{
    private static readonly string[] s_ours =
    [
        "Console", "Feeds", "Http", "Invoicing", "Mail", "Messaging", "Postgres", "RabbitMq", "Reconciliation",
        .. InstalledSystems.All.Select(system => system.Section),
    ];

    /// <summary>What .NET's host, Serilog and OpenTelemetry read.</summary>
    private static readonly string[] s_others =
    [
        "AllowedHosts", "applicationName", "contentRoot", "environment", "hostBuilder", "Kestrel", "Logging", "OTEL", "Serilog",
        "shutdownTimeoutSeconds", "urls",
    ];

    /// <exception cref="UnknownSectionException">The command line or a settings file names a section that nobody knows, or the environment
    /// one that is nearly one of ours: the rest of the environment is others'.</exception>
    public static void Check(IEnumerable<IConfigurationProvider> providers)
    {
        foreach (var provider in providers)
        {
            var unknown = provider.GetChildKeys([], null).Except(s_ours.Concat(s_others), StringComparer.OrdinalIgnoreCase)
                .Where(name => provider switch
                {
                    CommandLineConfigurationProvider or JsonConfigurationProvider => true,
                    EnvironmentVariablesConfigurationProvider => provider.GetChildKeys([], name).Any()
                        && s_ours.Any(known => AreNear(name, known)),
                    _ => false,
                });
            if (unknown.FirstOrDefault() is { } section)
            {
                var meant = s_ours.FirstOrDefault(known => AreNear(section, known));
                throw new UnknownSectionException(
                    $"The settings have no section called {section}.{(meant is null ? "" : $" Is {meant} meant?")} "
                    + $"Sections are {string.Join(", ", s_ours)}; "
                    + "docs/settings.md lists every setting.");
            }
        }
    }

    /// <summary>Whether at most two letters must be written, left out or changed to come from one to the other.</summary>
    private static bool AreNear(string one, string other)
    {
        var costs = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = costs[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                var isSame = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                (diagonal, costs[j]) = (costs[j], Math.Min(Math.Min(costs[j], costs[j - 1]) + 1, diagonal + (isSame ? 0 : 1)));
            }
        }

        return costs[^1] <= 2;
    }
}

internal sealed class UnknownSectionException(string message) : Exception(message);

using Invoicing.Process;
using Invoicing.RetailPro;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>
/// The stores' time zone was <c>RetailPro:TimeZone</c> before it became <c>Invoicing:TimeZone</c>: that name is still read.
/// </summary>
internal sealed class TimeZoneSetting(IConfiguration configuration) : IValidateOptions<InvoicingSettings>
{
    private const string Name = "Invoicing:TimeZone";
    private const string FormerName = "RetailPro:TimeZone";

    /// <summary>What is to be said of the former name at the start; null: it is not used.</summary>
    public static string? Warning(IConfiguration configuration) =>
        configuration[FormerName] is null ? null : $"{FormerName} is called {Name} now: rename it in the settings";

    public static void Add(OptionsBuilder<InvoicingSettings> settings)
    {
        settings.PostConfigure<IConfiguration>((invoicing, configuration) =>
        {
            if (configuration[Name] is null && configuration[FormerName] is { } former)
            {
                invoicing.TimeZone = former;
            }
        });
        settings.Services.AddSingleton<IValidateOptions<InvoicingSettings>, TimeZoneSetting>();
        settings.Services.AddOptions<RetailProSettings>()
            .PostConfigure<IConfiguration>((retailPro, configuration) => retailPro.TimeZone = configuration[Name] ?? retailPro.TimeZone);
    }

    public ValidateOptionsResult Validate(string? name, InvoicingSettings options)
    {
        var isFormer = configuration[Name] is null && configuration[FormerName] is not null;
        return configuration[Name] is { } now && configuration[FormerName] is { } former && now != former
            ? ValidateOptionsResult.Fail($"{Name} is {now} and {FormerName}, its former name, is {former}: set {Name} alone.")
            : string.IsNullOrEmpty(options.TimeZone) || TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    $"{(isFormer ? FormerName : Name)} is {options.TimeZone}, which this system does not know; allowed is an "
                    + "IANA name such as America/El_Salvador.");
    }
}

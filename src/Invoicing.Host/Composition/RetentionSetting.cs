using Invoicing.Intake;
using Invoicing.Process;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>
/// <c>Invoicing:Retention</c>, and the names under which parts of it were set before: they are still read.
/// </summary>
internal sealed class RetentionSetting(IConfiguration configuration) : IValidateOptions<InvoicingSettings>
{
    private const string Section = $"Invoicing:{nameof(InvoicingSettings.Retention)}";
    private const string EraseAfterDays = $"Invoicing:{nameof(InvoicingSettings.EraseAfterDays)}";
    private const string KeepDays = $"Feeds:{nameof(FeedSettings.KeepDays)}";
    private const int MostYears = 100;

    private static readonly (string Former, string Name, Action<RetentionSettings, int> Set)[] s_former =
    [
        (EraseAfterDays, $"{Section}:{nameof(RetentionSettings.Orders)}", (retention, days) => retention.Orders = days),
        (KeepDays, $"{Section}:{nameof(RetentionSettings.Feeds)}", (retention, days) => retention.Feeds = days),
        (KeepDays, $"{Section}:{nameof(RetentionSettings.Responses)}", (retention, days) => retention.Responses = days),
    ];

    /// <summary>What is to be said of the former names at the start.</summary>
    public static IEnumerable<string> Warnings(IConfiguration configuration) => s_former
        .Where(setting => configuration[setting.Former] is not null)
        .GroupBy(setting => setting.Former, setting => setting.Name)
        .Select(names => $"{names.Key} is called {string.Join(" and ", names)} now: rename it in the settings");

    public static void Add(OptionsBuilder<InvoicingSettings> settings)
    {
        settings.PostConfigure<IConfiguration>((invoicing, configuration) =>
        {
            foreach (var (former, name, set) in s_former)
            {
                // What is out of range is told by the name that it was given under.
                if (configuration[name] is null && int.TryParse(configuration[former], out var days)
                    && days is >= 1 and <= RetentionSettings.MostDays)
                {
                    set(invoicing.Retention, days);
                }
            }
        });
        settings.Services.AddSingleton<IValidateOptions<InvoicingSettings>, RetentionSetting>();
    }

    public ValidateOptionsResult Validate(string? name, InvoicingSettings options)
    {
        string[] problems =
        [
            .. s_former
                .Where(setting => configuration[setting.Name] is { } now && configuration[setting.Former] is { } former && now != former)
                .Select(setting => $"{setting.Name} is {configuration[setting.Name]} and {setting.Former}, its former name, is "
                    + $"{configuration[setting.Former]}: set {setting.Name} alone."),
            .. options.Retention.InvoiceYears
                .Where(years => years.Key.Length != 2 || !years.Key.All(char.IsAsciiLetter) || years.Value is < 1 or > MostYears)
                .Select(years => $"{Section}:InvoiceYears:{years.Key} is {years.Value}, allowed is 1 to {MostYears}, by a country's code "
                    + "of two letters such as DE."),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

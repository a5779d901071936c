using System.CommandLine;

namespace Invoicing.Host.Commands;

/// <summary>Settings on the command line, which win over the environment and <c>appsettings.json</c>.</summary>
internal static class SettingsArgument
{
    public static Option<string[]> Create()
    {
        var settings = new Option<string[]>("--set")
        {
            Description = "A setting that wins over the environment and appsettings.json, such as RetailPro:BaseUrl=http://localhost:8088. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        settings.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=') < 1))
            {
                result.AddError($"'{token.Value}' is not a setting: Section:Name=value is expected.");
            }
        });
        return settings;
    }
}

using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Invoicing.Tests.Documents;

/// <summary>Keeps docs/settings.md true.</summary>
public class The_settings_document
{
    private static readonly IReadOnlyList<string[]> Rows = new Markdown("docs/settings.md").Rows;

    [Fact]
    public void has_every_setting_with_its_default_and_no_other()
    {
        var documented = Rows.Where(row => Settings.Sections.Any(section => row[0].StartsWith($"`{section.Name}:")))
            .Select(row => $"{row[0]} {row[1]}");

        documented.ShouldBe(Settings.All.Select(setting => $"{InCode(setting.Name)} {InCode(setting.Default)}"), ignoreOrder: true);
    }

    [Fact]
    public void tells_every_limit()
    {
        foreach (var setting in Settings.All)
        {
            var allowed = Rows.Single(row => row[0] == InCode(setting.Name))[2];
            if (setting.Property.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                allowed.ShouldBe(FormattableString.Invariant($"`{range.Minimum}` to `{range.Maximum}`"), setting.Name);
            }

            if (setting.Property.PropertyType.IsEnum)
            {
                allowed.ShouldBe(string.Join(" or ", Enum.GetNames(setting.Property.PropertyType).Select(InCode)), setting.Name);
            }
        }
    }

    [Fact]
    public void has_the_log_levels_that_the_program_comes_with()
    {
        var levels = JsonNode.Parse(File.ReadAllText(Repository.Path("src/Invoicing.Host/appsettings.json")))!["Serilog"]!["MinimumLevel"]!;
        var expected = levels["Override"]!.AsObject()
            .Select(level => $"`Serilog:MinimumLevel:Override:{level.Key}` `{level.Value}`")
            .Append($"`Serilog:MinimumLevel:Default` `{levels["Default"]}`");

        Rows.Where(row => row[0].StartsWith("`Serilog:")).Select(row => $"{row[0]} {row[1]}").ShouldBe(expected, ignoreOrder: true);
    }

    private static string InCode(string text) => text == "–" ? text : $"`{text}`";
}

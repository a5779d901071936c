using System.CommandLine;
using Invoicing.Process;

namespace Invoicing.Host.Commands;

/// <summary>What every command has that a person runs.</summary>
internal class OperatorOptions
{
    private const string Json = "json";
    private const string Table = "table";

    private readonly Option<string> _output = Options
        .Value("--output", "table|json", "table, for people, or json, for programs: then nothing but JSON goes to standard output.", Table)
        .Refuse(text => text is Table or Json ? null : $"'{text}' is not an output: table and json are.");

    public Option<string[]> Settings { get; } = SettingsArgument.Create();

    public bool IsJson(ParseResult given) => given.GetValue(_output) == Json;

    public virtual void AddTo(Command command)
    {
        command.Add(_output);
        command.Add(Settings);
    }
}

/// <summary>What every decision has besides: who and why.</summary>
/// <param name="kept">Where both can be looked up.</param>
internal sealed class DecisionOptions(string kept = "in the order's timeline") : OperatorOptions
{
    public Option<string> Reason { get; } = NotBlank(new("--reason")
    {
        Description = $"Why; kept {kept}.", HelpName = "TEXT", Required = true,
    });

    public Option<string> By { get; } = NotBlank(Options.Value(
        "--by", "NAME", $"Who decided; kept {kept}. Default: the user of this session.", Environment.UserName));

    public OperatorDecision Of(ParseResult parsed) => new(parsed.GetValue(By)!, parsed.GetValue(Reason)!);

    public override void AddTo(Command command)
    {
        command.Add(Reason);
        command.Add(By);
        base.AddTo(command);
    }

    private static Option<string> NotBlank(Option<string> option) =>
        option.Refuse(text => string.IsNullOrWhiteSpace(text) ? $"{option.Name} must not be blank." : null);
}

/// <summary>Settings on the command line, which win over the environment and <c>appsettings.json</c>.</summary>
internal static class SettingsArgument
{
    public static Option<string[]> Create() => Options.Value<string[]>(
        "--set",
        null,
        "A setting that wins over the environment and appsettings.json, such as RetailPro:BaseUrl=http://localhost:8088. May be repeated.",
        []).Refuse(text => text.IndexOf('=') < 1 ? $"'{text}' is not a setting: Section:Name=value is expected." : null);
}

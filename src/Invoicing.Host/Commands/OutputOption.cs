using System.CommandLine;

namespace Invoicing.Host.Commands;

/// <summary><c>--output</c>: for people or for programs.</summary>
internal static class OutputOption
{
    public const string Json = "json";
    private const string Table = "table";

    public static Option<string> Create()
    {
        var output = new Option<string>("--output")
        {
            Description = "table, for people, or json, for programs: then nothing but JSON goes to standard output.",
            HelpName = $"{Table}|{Json}",
            DefaultValueFactory = _ => Table,
        };
        output.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { Value: not (Table or Json) } token)
            {
                result.AddError($"'{token.Value}' is not an output: {Table} and {Json} are.");
            }
        });
        return output;
    }
}

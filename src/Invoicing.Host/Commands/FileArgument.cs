using System.CommandLine;

namespace Invoicing.Host.Commands;

/// <summary><c>FILE</c>: one that exists, or <c>-</c> for standard input.</summary>
internal static class FileArgument
{
    public const string StandardInput = "-";

    public static Argument<T> Create<T>(string description, ArgumentArity arity)
    {
        var file = new Argument<T>("FILE") { Description = description, Arity = arity };
        file.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value != StandardInput && !File.Exists(token.Value)))
            {
                result.AddError($"There is no file '{token.Value}'.");
            }
        });
        return file;
    }
}

using System.CommandLine;

namespace Invoicing.Host.Commands;

/// <summary><c>FILE</c>: one that exists, or <c>-</c> for standard input.</summary>
internal static class FileArgument
{
    public const string StandardInput = "-";

    public static Argument<T> Create<T>(string description, ArgumentArity arity) =>
        new Argument<T>("FILE") { Description = description, Arity = arity }
            .Refuse(text => text == StandardInput || File.Exists(text) ? null : $"There is no file '{text}'.");
}

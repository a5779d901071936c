using System.CommandLine;
using System.CommandLine.Parsing;

namespace Invoicing.Host.Commands;

/// <summary>Options, and what is wrong with a value of one, in words of the command rather than of .NET's types.</summary>
internal static class Options
{
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <param name="help">What <c>--help</c> calls the value; null: as the option.</param>
    public static Option<T> Value<T>(string name, string? help, string description) =>
        new(name) { Description = description, HelpName = help };

    public static Option<T> Value<T>(string name, string? help, string description, T standard) => new(name)
    {
        Description = description, HelpName = help, DefaultValueFactory = _ => standard,
    };

    /// <summary>Of which there may be several, behind one name or each behind its own.</summary>
    public static Option<string[]> Values(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = true };

    /// <param name="problem">Null: the text is taken.</param>
    public static Option<T> Refuse<T>(this Option<T> option, Func<string, string?> problem)
    {
        option.Validators.Add(Validator(problem));
        return option;
    }

    /// <inheritdoc cref="Refuse{T}(Option{T}, Func{string, string?})"/>
    public static Argument<T> Refuse<T>(this Argument<T> argument, Func<string, string?> problem)
    {
        argument.Validators.Add(Validator(problem));
        return argument;
    }

    /// <param name="expected">Ends the sentence that tells of another value.</param>
    public static Option<int> Between(this Option<int> option, int least, int most, string expected) => option.Refuse(text =>
        int.TryParse(text, out var number) && number >= least && number <= most ? null : $"'{text}' is not {expected}.");

    /// <summary>Values of an enumeration by name, in any spelling of case.</summary>
    /// <param name="allowed">The names as they are told; null: as the enumeration has them.</param>
    public static T[] Named<T>(this ArgumentResult result, IEnumerable<string> names, string what, string? allowed = null)
        where T : struct, Enum
    {
        var isName = names.ToLookup(name => !int.TryParse(name, out _) && Enum.TryParse<T>(name, ignoreCase: true, out _));
        foreach (var name in isName[false])
        {
            result.AddError($"'{name}' is not {what}: {allowed ?? string.Join(", ", Enum.GetNames<T>())} are.");
        }

        return [.. isName[true].Select(name => Enum.Parse<T>(name, ignoreCase: true))];
    }

    public static bool IsGiven(this SymbolResult command, Option option) => command.GetResult(option) is { Implicit: false };

    private static Action<SymbolResult> Validator(Func<string, string?> problem) => result =>
        result.Tokens.Select(token => problem(token.Value)).OfType<string>().ToList().ForEach(result.AddError);
}

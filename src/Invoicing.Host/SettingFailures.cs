using System.Reflection;
using System.Text.RegularExpressions;
using Invoicing.RetailPro;
using Invoicing.Vtex;

namespace Invoicing.Host;

/// <summary>
/// What .NET says of settings that cannot be bound, in words for whoever set them. Its own speak of our classes and of .NET's types.
/// </summary>
internal static partial class SettingFailures
{
    private const string Where = "docs/settings.md lists every setting.";

    private static readonly Assembly[] s_withSettings =
        [typeof(ManualActionRequiredException).Assembly, typeof(RetailProSettings).Assembly, typeof(VtexSettings).Assembly];

    public static bool IsOne(Exception e) => e is InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" };

    public static string Of(Exception e)
    {
        // Of an entry of a list the outermost says nothing.
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (Wrong().Match(inner.Message) is { Success: true } wrong)
            {
                var type = wrong.Groups["type"].Value;
                // An address may hold a password.
                var value = type == typeof(Uri).FullName
                    ? "not usable"
                    : wrong.Groups["value"].Value is { Length: > 0 } text ? text : "empty";
                return $"{wrong.Groups["path"].Value} is {value}, expected is {Expected(type)}. {Where}";
            }

            if (Misspelt().Match(inner.Message) is { Success: true } found)
            {
                return $"The section {found.Groups[1].Value} of the settings has nothing called {found.Groups[2].Value}. {Where}";
            }
        }

        return $"{e.Message} {Where}";
    }

    private static string Expected(string type) =>
        s_withSettings.Select(assembly => assembly.GetType(type)).FirstOrDefault(found => found is not null) is { IsEnum: true } choice
        ? string.Join(" or ", Enum.GetNames(choice))
        : type switch
        {
            "System.Boolean" => "true or false",
            "System.Int32" or "System.Int64" => "a whole number",
            "System.Decimal" or "System.Double" => "a number such as 0.5",
            "System.TimeSpan" => "a time such as 00:00:30 (hours, minutes and seconds)",
            "System.TimeOnly" => "a time of day such as 07:00",
            "System.Uri" => "an address such as http://retailpro:8080",
            _ => "another value",
        };

    [GeneratedRegex(
        @"^Failed to convert configuration value '(?<value>.*)' at '(?<path>[^']*)' to type '(?<type>[\w.]*)'",
        RegexOptions.Singleline)]
    private static partial Regex Wrong();

    [GeneratedRegex(@"not found on the instance of [\w.]*?(\w+?)(?:Settings)?: (.*)$")]
    private static partial Regex Misspelt();
}

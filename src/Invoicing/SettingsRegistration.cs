using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing;

/// <summary>Sections of settings: bound strictly, so that a misspelt name is told, and checked before anything starts.</summary>
internal static class SettingsRegistration
{
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new AnnotatedSettings<T>(section));
        return services.AddOptions<T>().BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
    }

    /// <summary>What the annotations of a section's class say against its values: the setting's name, its value and what is allowed.</summary>
    public static IEnumerable<string> Problems(string section, object settings)
    {
        foreach (var property in settings.GetType().GetProperties())
        {
            var value = property.GetValue(settings);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            {
                yield return rule switch
                {
                    RangeAttribute range => string.Create(
                        CultureInfo.InvariantCulture, $"{section}:{property.Name} is {value}, allowed is {range.Minimum} to {range.Maximum}."),
                    { ErrorMessage: { } message } => message,
                    _ => $"{section}:{property.Name} is missing.",
                };
            }

            // A section within the section.
            foreach (var problem in property.PropertyType.Name.EndsWith("Settings", StringComparison.Ordinal) ? Problems($"{section}:{property.Name}", value!) : [])
            {
                yield return problem;
            }

            if (property.PropertyType.IsEnum && !Enum.IsDefined(property.PropertyType, value!))
            {
                yield return $"{section}:{property.Name} is {value}, allowed is {string.Join(" or ", Enum.GetNames(property.PropertyType))}.";
            }
        }
    }

    private sealed class AnnotatedSettings<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            string[] problems = [.. Problems(section, options)];
            return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}

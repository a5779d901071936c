using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>Sections of settings: bound strictly, so that a misspelt name is told, and checked before anything starts.</summary>
internal static class SettingsRegistration
{
    /// <param name="configuration">Null: that of the host.</param>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, string section, IConfiguration? configuration = null)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new AnnotatedSettings<T>(section));
        return services.ReadSettings<T>(section, configuration).ValidateOnStart();
    }

    /// <summary>For commands that need only some of them: names are checked, and not whether all that the service needs is there.</summary>
    public static OptionsBuilder<T> ReadSettings<T>(this IServiceCollection services, string section, IConfiguration? configuration = null)
        where T : class => services.AddOptions<T>().Configure<IServiceProvider>((settings, provider) =>
            Bind((configuration ?? provider.GetRequiredService<IConfiguration>()).GetSection(section), settings));

    /// <summary>.NET's binder adds to a list that has defaults; who writes a list means that list.</summary>
    private static void Bind(IConfigurationSection section, object settings)
    {
        EmptyLists(section, settings);
        section.Bind(settings, binder => binder.ErrorOnUnknownConfiguration = true);
    }

    private static void EmptyLists(IConfigurationSection section, object settings)
    {
        foreach (var property in settings.GetType().GetProperties().Where(property => section.GetSection(property.Name).Exists()))
        {
            if (property.PropertyType.IsArray)
            {
                property.SetValue(settings, Array.CreateInstance(property.PropertyType.GetElementType()!, 0));
            }
            else if (property.PropertyType == typeof(SettingList))
            {
                property.SetValue(settings, new SettingList());
            }
            else if (IsSection(property))
            {
                EmptyLists(section.GetSection(property.Name), property.GetValue(settings)!);
            }
        }
    }

    /// <summary>A section within the section.</summary>
    private static bool IsSection(PropertyInfo property) => property.PropertyType.Name.EndsWith("Settings", StringComparison.Ordinal);

    /// <summary>
    /// What the annotations of a section's class say against its values: the setting's name, its value and what is allowed.
    /// </summary>
    private static IEnumerable<string> Problems(string section, object settings)
    {
        foreach (var property in settings.GetType().GetProperties().Where(property => property.CanWrite))
        {
            var value = property.GetValue(settings);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            {
                yield return rule switch
                {
                    RangeAttribute range => string.Create(
                        CultureInfo.InvariantCulture,
                        $"{section}:{property.Name} is {value}, allowed is {range.Minimum} to {range.Maximum}."),
                    { ErrorMessage: { } message } => message,
                    _ => $"{section}:{property.Name} is missing.",
                };
            }

            foreach (var problem in IsSection(property)
                ? Problems($"{section}:{property.Name}", value!)
                : [])
            {
                yield return problem;
            }

            if (property.PropertyType.IsEnum && !Enum.IsDefined(property.PropertyType, value!))
            {
                yield return $"{section}:{property.Name} is {value}, allowed is "
                    + $"{string.Join(" or ", Enum.GetNames(property.PropertyType))}.";
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

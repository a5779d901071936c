using Invoicing.RetailPro;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>Registers the client of Retail Pro.</summary>
internal static class RetailProRegistration
{
    public static IServiceCollection AddRetailPro(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(RetailProSettings.Section);
        services.AddOptions<RetailProSettings>().Configure(settings => Bind(section, settings)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetailProSettings>, RetailProSettingsValidation>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RetailProClient>();
        services.AddSingleton<IRetailPro>(provider => provider.GetRequiredService<RetailProClient>());
        return services;
    }

    /// <summary>The binder adds to an array that has defaults; who writes a list means that list.</summary>
    private static void Bind(IConfigurationSection section, RetailProSettings settings)
    {
        foreach (var list in typeof(RetailProSettings).GetProperties().Where(property => property.PropertyType.IsArray && section.GetSection(property.Name).Exists()))
        {
            list.SetValue(settings, Array.CreateInstance(list.PropertyType.GetElementType()!, 0));
        }

        section.Bind(settings, binder => binder.ErrorOnUnknownConfiguration = true);
    }
}

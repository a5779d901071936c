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
        services.AddSettings<RetailProSettings>(RetailProSettings.Section, configuration);
        services.AddSingleton<IValidateOptions<RetailProSettings>, RetailProSettingsValidation>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddRetailProPipeline();
        services.AddSingleton<RetailProClient>();
        services.AddSingleton<IRetailPro>(provider => provider.GetRequiredService<RetailProClient>());
        services.AddSingleton<RetailProSystem>();
        return services;
    }
}

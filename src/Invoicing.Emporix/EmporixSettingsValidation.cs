using Cronos;
using Invoicing.Emporix.Api;
using Invoicing.Failures;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix;

/// <summary>Refuses settings that cannot work, all at once, each by its name with what is allowed. Never quotes a secret.</summary>
internal sealed class EmporixSettingsValidation : IValidateOptions<EmporixSettings>
{
    private const int ShortestSecret = 16;

    public ValidateOptionsResult Validate(string? name, EmporixSettings options)
    {
        string[] problems =
        [
            .. Addresses(options)
                .Concat(options.Tenants.SelectMany(tenant => OfTenant(tenant.Key, tenant.Value)))
                .Concat(options.ApiClients.SelectMany(client => OfClient(client.Key, client.Value, options)))
                .OfType<string>(),
        ];
        return problems.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"{EmporixSettings.Section}:{problem}"));
    }

    private static IEnumerable<string?> Addresses(EmporixSettings settings) =>
    [
        IsAddress(settings.BaseUrl)
            ? null
            : "BaseUrl is no address, allowed is one that begins with http:// or https://, without user, ? and #.",
        settings.Urls.All(IsListening)
            ? null
            : "Urls is no list of addresses to listen at, allowed are those such as http://0.0.0.0:8080: TLS is for what stands in front "
                + "of it.",
        settings.Urls.Count > 0 && settings.Tenants.Count == 0
            ? "Urls is set, but Emporix:Tenants names no tenant who could be served."
            : null,
        settings.PublicUrl is not { } url || IsAddress(url)
            ? null
            : "PublicUrl is no address, allowed is one that begins with http:// or https://, without user, ? and #.",
        settings.PublicUrl is null && settings.Urls.Any(listens => !IsLoopback(listens))
            ? "PublicUrl is missing: the links in mails to customers begin with it."
            : null,
        string.IsNullOrWhiteSpace(settings.MailFrom) || MailAddresses.Problem(settings.MailFrom) is null
            ? null
            : "MailFrom is no address of a mail, allowed is one such as invoices@example.com.",
        Word(nameof(EmporixSettings.InvoiceManageScope), settings.InvoiceManageScope, shortest: 1),
        Word(nameof(EmporixSettings.InvoiceReadScope), settings.InvoiceReadScope, shortest: 1),
    ];

    private static IEnumerable<string?> OfTenant(string name, EmporixTenantSettings tenant) =>
    [
        ApiServer.IsTenant(name)
            ? null
            : $"Tenants:{name} is no name of a tenant: 3 to 16 lowercase letters and digits are allowed, a letter first.",
        Word($"Tenants:{name}:ClientId", tenant.ClientId, shortest: 1),
        Word($"Tenants:{name}:ClientSecret", tenant.ClientSecret, shortest: 1),
        string.IsNullOrWhiteSpace(tenant.Schedule) || CronExpression.TryParse(tenant.Schedule, out _)
            ? null
            : $"Tenants:{name}:Schedule is {tenant.Schedule}, allowed are five fields such as 0 5 * * *.",
    ];

    private static IEnumerable<string?> OfClient(string id, ApiClientSettings client, EmporixSettings settings) =>
    [
        Word($"ApiClients:{id}:Secret", client.Secret, ShortestSecret),
        client.Tenant is not { Length: > 0 } tenant ? $"ApiClients:{id}:Tenant is missing."
            : settings.Tenants.ContainsKey(tenant) ? null
            : $"ApiClients:{id}:Tenant is {tenant}, allowed is one that Emporix:Tenants names.",
        settings.ScopesOf(client) is { Count: > 0 } scopes && !scopes.Except(settings.AllScopes()).Any()
            ? null
            : $"ApiClients:{id}:Scopes is {client.Scopes}, allowed are {string.Join(' ', settings.AllScopes())}.",
    ];

    private static string? Word(string setting, string? value, int shortest) =>
        string.IsNullOrWhiteSpace(value) ? $"{setting} is missing."
        : value.Length < shortest ? $"{setting} is too short, at least {shortest} characters are needed."
        : value.Any(c => c is <= ' ' or > '~') ? $"{setting} has characters that it cannot have, allowed is printable ASCII."
        : null;

    private static bool IsAddress(Uri url) => url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;

    private static bool IsLoopback(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.IsLoopback;

    private static bool IsListening(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(text.Replace("//+", "//0.0.0.0").Replace("//*", "//0.0.0.0"), UriKind.Absolute, out var url)
        && url.PathAndQuery == "/";
}

using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Invoicing.Vtex;

/// <summary>Refuses settings that cannot work, all at once, each by its name with what is allowed. Never quotes a secret.</summary>
internal sealed class VtexSettingsValidation : IValidateOptions<VtexSettings>
{
    public ValidateOptionsResult Validate(string? name, VtexSettings options)
    {
        string[] problems = [.. options.Accounts.SelectMany(account => Problems(account.Key, account.Value)).OfType<string>()];
        return problems.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"{VtexSettings.Section}:Accounts:{problem}"));
    }

    private static IEnumerable<string?> Problems(string name, VtexAccountSettings account) =>
    [
        name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? null
            : $"{name} is no name of an account: letters, digits and - are allowed.",
        account.BaseUrl is { } url && !IsAddress(url)
            ? $"{name}:BaseUrl is no address, allowed is one that begins with http:// or https://, without user, ? and #, such as "
                + "https://acme.vtexcommercestable.com.br."
            : null,
        Secret($"{name}:AppKey", account.AppKey),
        Secret($"{name}:AppToken", account.AppToken),
        Enum.IsDefined(account.InvoiceNumber)
            ? null
            : $"{name}:InvoiceNumber is {account.InvoiceNumber}, allowed is "
                + $"{string.Join(" or ", Enum.GetNames<InvoiceNumberSource>())}.",
        IsPattern(account.InvoiceNumberPattern)
            ? null
            : $"{name}:InvoiceNumberPattern is no regular expression, allowed is one such as ^[A-Za-z0-9]{{1,44}}$.",
        .. account.Skus.Where(sku => string.IsNullOrWhiteSpace(sku.Value))
            .Select(sku => $"{name}:Skus:{sku.Key} is empty, the id of a SKU is expected."),
    ];

    private static string? Secret(string setting, string? value) => string.IsNullOrWhiteSpace(value) ? $"{setting} is missing."
        : value.Any(c => c is <= ' ' or > '~') ? $"{setting} has characters that no header can have, allowed is printable ASCII."
        : null;

    private static bool IsAddress(Uri url) => url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

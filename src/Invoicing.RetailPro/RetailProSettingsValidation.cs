using Invoicing.Orders;
using Microsoft.Extensions.Options;

namespace Invoicing.RetailPro;

/// <summary>Refuses settings that cannot work, all at once, each by its name with what is allowed. Never quotes a secret.</summary>
internal sealed class RetailProSettingsValidation : IValidateOptions<RetailProSettings>
{
    private const int ShortestText = 4;

    private static readonly string[] OwnHeaders =
        ["Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "Host", "Expect", "TE", "Upgrade"];

    public ValidateOptionsResult Validate(string? name, RetailProSettings settings)
    {
        IEnumerable<string?> found =
        [
            .. Connection(settings), .. Mappings(settings), .. Answers(settings),
            Lookup(nameof(settings.InvoiceLookup), settings.InvoiceLookup),
            Lookup(nameof(settings.SlipLookup), settings.SlipLookup),
            settings.SlipNotReceived is not { Length: > 0 } rule || (rule.Contains('=') && AcceptedAnswers.IsRule(rule)) ? null
                : $"RetailPro:SlipNotReceived is {rule}: property=value is expected",
        ];
        var problems = found.OfType<string>().Select(problem => $"{RetailProSettings.Section}:{problem}").ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string?> Connection(RetailProSettings settings)
    {
        var hasUser = !string.IsNullOrEmpty(settings.UserName);
        return
        [
            settings.BaseUrl is { } url ? Address(url) : null,
            .. settings.Headers.Select(header => Header(header.Key, header.Value)),
            hasUser && settings.UserName!.Contains(':') ? "UserName contains a colon, which basic authentication does not allow." : null,
            !hasUser && !string.IsNullOrEmpty(settings.Password) ? "UserName is missing though there is a RetailPro:Password." : null,
            hasUser && settings.Headers.Keys.Any(name => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                ? "Headers:Authorization and RetailPro:UserName exclude each other."
                : null,
        ];
    }

    private static string? Address(Uri url) => !url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            ? "BaseUrl is no address, allowed is one that begins with http:// or https://, such as https://retailpro.example.com:8443."
        : url.UserInfo.Length > 0 ? "BaseUrl holds a user, which belongs into RetailPro:UserName and RetailPro:Password."
        : url.Query.Length > 0 || url.Fragment.Length > 0
            ? "BaseUrl has a ? or #, allowed is the address alone, such as https://retailpro.example.com:8443."
        : url.AbsolutePath.TrimEnd('/').EndsWith("/api/v1", StringComparison.OrdinalIgnoreCase)
            ? $"BaseUrl is {url.GetLeftPart(UriPartial.Path)}, allowed is the address without /api/v1, such as "
                + "https://retailpro.example.com:8443."
        : null;

    private static string? Header(string name, string value) => !IsHeaderName(name)
            ? $"Headers:{name} cannot be the name of a header, allowed are letters, digits and -, and no header that a request needs for "
                + "itself."
        : string.IsNullOrEmpty(value) || value.Any(c => c is < ' ' or > '~')
            ? $"Headers:{name} has a value that no header can have, allowed are printable ASCII characters, at least one."
        : null;

    private static bool IsHeaderName(string name)
    {
        using var request = new HttpRequestMessage();
        return name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c))
            && !OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
            && request.Headers.TryAddWithoutValidation(name, "");
    }

    private static IEnumerable<string?> Mappings(RetailProSettings settings) =>
    [
        .. settings.PaymentTypes.Where(type => type.Value is < 0 or > 999)
            .Select(type => ErrorText.Invariant($"PaymentTypes:{type.Key} is {type.Value}, allowed is 0 to 999.")),
        .. settings.OrderNumbers.Select(map =>
            Name($"OrderNumbers:{map.Key} is '{map.Value}'", map.Key, map.Value, OrderToInvoiceBuilder.OrderNoLimit, sharing: false)),
        .. settings.Stores.Select(map =>
            Name($"Stores:{map.Key} is '{map.Value}'", map.Key, map.Value, LineFields.StoreLimit, sharing: true)),
        .. settings.OrderNumbers.Where(map => !NamePatterns.IsOne(map.Value))
            .GroupBy(map => map.Value, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(twice => $"OrderNumbers gives {string.Join(" and ", twice.Select(map => map.Key))} the same number {twice.Key}, "
                + "allowed is a number for one order only."),
    ];

    /// <param name="sharing">Whether several names may become one.</param>
    private static string? Name(string setting, string name, string value, int limit, bool sharing) =>
        string.IsNullOrWhiteSpace(value) || value != TextNormal.Of(value) || value.Replace("*", "", StringComparison.Ordinal).Length > limit
            ? $"{setting}, allowed are 1 to {limit} characters."
        : !NamePatterns.IsSound(name) || !NamePatterns.IsSound(value) || (NamePatterns.IsOne(value) && !NamePatterns.IsOne(name))
            ? $"{setting}, allowed is one * on each side at most, and on the right only with one on the left."
        : !sharing && NamePatterns.IsOne(name) && !NamePatterns.IsOne(value)
            ? $"{setting}, which gives many orders one number; allowed is a value with a *."
        : null;

    private static IEnumerable<string?> Answers(RetailProSettings settings) =>
    [
        .. settings.NoEffectStatuses.Where(status => !CallClassification.IsNoEffectStatus(status)).Select(status =>
            $"NoEffectStatuses has {status}, allowed are a status from 400 to 599, or one with +Retry-After, such as 503+Retry-After."),
        .. settings.CredentialStatuses
            .Where(status => status is < 400 or > 499 or CallClassification.TooManyRequests or CallClassification.RequestTimeout)
            .Select(status => ErrorText.Invariant(
                $"CredentialStatuses has {status}, allowed are statuses from 400 to 499, except 408 and 429.")),
        .. settings.AcceptedAnswers.Where(rule => !AcceptedAnswers.IsRule(rule)).Select(rule =>
            $"AcceptedAnswers has {rule}, allowed are a property with its value, such as success=true, or a status from 200 to 299, such "
                + "as 204."),
        .. settings.CredentialTexts.Where(text => text.Trim().Length < ShortestText).Select(text =>
            $"CredentialTexts has '{text}', allowed are texts of at least {ShortestText} characters: a shorter one would be found in other "
                + "refusals."),
        settings.DuplicateStatus == CallClassification.TooManyRequests
            ? "DuplicateStatus is 429, which always means that nothing was done; allowed is another status."
            : null,
        settings.DuplicateStatus is >= 200 and < 300 && string.IsNullOrEmpty(settings.DuplicateText)
            ? $"DuplicateStatus is {settings.DuplicateStatus}, which means success; with it, RetailPro:DuplicateText must say which "
                + "answers tell of a duplicate."
            : null,
    ];

    private static string? Lookup(string name, string? path) =>
        string.IsNullOrWhiteSpace(path) || (path[0] == '/' && path.Contains("{number}", StringComparison.Ordinal)) ? null
        : $"{name} is {path}, allowed is a path that begins with / and contains {{number}}, such as /api/v1/Transfer/Slip/{{number}}.";
}

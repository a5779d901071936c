using System.Net.Http.Headers;
using Invoicing.Orders;
using Microsoft.Extensions.Options;

namespace Invoicing.RetailPro;

/// <summary>Refuses settings that cannot work, all at once, each by its name with what is allowed. Never quotes a secret.</summary>
internal sealed class RetailProSettingsValidation : IValidateOptions<RetailProSettings>
{
    private const int ShortestText = 4;

    private static readonly string[] OwnHeaders = ["Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "Host", "Expect", "TE", "Upgrade"];

    public ValidateOptionsResult Validate(string? name, RetailProSettings settings)
    {
        string[] problems =
            [.. Address(settings), .. Identity(settings), .. Mappings(settings), .. Answers(settings), .. Lookups(settings)];
        return problems.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"{RetailProSettings.Section}:{problem}"));
    }

    private static IEnumerable<string> Address(RetailProSettings settings)
    {
        if (settings.BaseUrl is { } url)
        {
            if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            {
                yield return "BaseUrl is no address, allowed is one that begins with http:// or https://, such as https://retailpro.example.com:8443.";
            }
            else if (url.UserInfo.Length > 0)
            {
                yield return "BaseUrl holds a user, which belongs into RetailPro:UserName and RetailPro:Password.";
            }
            else if (url.Query.Length > 0 || url.Fragment.Length > 0)
            {
                yield return "BaseUrl has a ? or #, allowed is the address alone, such as https://retailpro.example.com:8443.";
            }
            else if (url.AbsolutePath.TrimEnd('/').EndsWith("/api/v1", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"BaseUrl is {url.GetLeftPart(UriPartial.Path)}, allowed is the address without /api/v1, such as https://retailpro.example.com:8443.";
            }
        }
    }

    private static IEnumerable<string> Identity(RetailProSettings settings)
    {
        foreach (var (name, value) in settings.Headers)
        {
            if (!IsHeaderName(name))
            {
                yield return $"Headers:{name} cannot be the name of a header, allowed are letters, digits and -, and no header that a request needs for itself.";
            }
            else if (string.IsNullOrEmpty(value) || value.Any(c => c is < ' ' or > '~'))
            {
                yield return $"Headers:{name} has a value that no header can have, allowed are printable ASCII characters, at least one.";
            }
        }

        var hasUser = !string.IsNullOrEmpty(settings.UserName);
        if (hasUser && settings.UserName!.Contains(':'))
        {
            yield return "UserName contains a colon, which basic authentication does not allow.";
        }

        if (!hasUser && !string.IsNullOrEmpty(settings.Password))
        {
            yield return "UserName is missing though there is a RetailPro:Password.";
        }

        if (hasUser && settings.Headers.Keys.Any(name => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)))
        {
            yield return "Headers:Authorization and RetailPro:UserName exclude each other.";
        }
    }

    private static bool IsHeaderName(string name)
    {
        using var request = new HttpRequestMessage();
        return name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c))
            && !OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
            && request.Headers.TryAddWithoutValidation(name, "");
    }

    private static IEnumerable<string> Mappings(RetailProSettings settings)
    {
        foreach (var (name, number) in settings.PaymentTypes.Where(type => type.Value is < 0 or > 999))
        {
            yield return ErrorText.Invariant($"PaymentTypes:{name} is {number}, allowed is 0 to 999.");
        }

        foreach (var problem in Names(nameof(settings.OrderNumbers), settings.OrderNumbers, OrderToInvoiceBuilder.OrderNoLimit, sharing: false)
            .Concat(Names(nameof(settings.Stores), settings.Stores, LineFields.StoreLimit, sharing: true)))
        {
            yield return problem;
        }

        var single = settings.OrderNumbers.Where(mapping => !NamePatterns.IsOne(mapping.Value));
        foreach (var twice in single.GroupBy(mapping => mapping.Value, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            yield return $"OrderNumbers gives {string.Join(" and ", twice.Select(mapping => mapping.Key))} the same number {twice.Key}, allowed is a number for one order only.";
        }
    }

    /// <param name="sharing">Whether several names may become one.</param>
    private static IEnumerable<string> Names(string setting, Dictionary<string, string> map, int limit, bool sharing)
    {
        foreach (var (name, value) in map)
        {
            if (string.IsNullOrWhiteSpace(value) || value != TextNormal.Of(value) || value.Replace("*", "", StringComparison.Ordinal).Length > limit)
            {
                yield return $"{setting}:{name} is '{value}', allowed are 1 to {limit} characters.";
            }
            else if (!NamePatterns.IsSound(name) || !NamePatterns.IsSound(value) || (NamePatterns.IsOne(value) && !NamePatterns.IsOne(name)))
            {
                yield return $"{setting}:{name} is '{value}', allowed is one * on each side at most, and on the right only with one on the left.";
            }
            else if (!sharing && NamePatterns.IsOne(name) && !NamePatterns.IsOne(value))
            {
                yield return $"{setting}:{name} is '{value}', which gives many orders one number; allowed is a value with a *.";
            }
        }
    }

    private static IEnumerable<string> Answers(RetailProSettings settings)
    {
        foreach (var status in settings.NoEffectStatuses.Where(status => !CallClassification.IsNoEffectStatus(status)))
        {
            yield return $"NoEffectStatuses has {status}, allowed are a status from 400 to 599, or one with +Retry-After, such as 503+Retry-After.";
        }

        foreach (var status in settings.CredentialStatuses.Where(status => status is < 400 or > 499 or CallClassification.TooManyRequests or CallClassification.RequestTimeout))
        {
            yield return ErrorText.Invariant($"CredentialStatuses has {status}, allowed are statuses from 400 to 499, except 408 and 429.");
        }

        foreach (var rule in settings.AcceptedAnswers.Where(rule => !AcceptedAnswers.IsRule(rule)))
        {
            yield return $"AcceptedAnswers has {rule}, allowed are a property with its value, such as success=true, or a status from 200 to 299, such as 204.";
        }

        foreach (var text in settings.CredentialTexts.Where(text => text.Trim().Length < ShortestText))
        {
            yield return $"CredentialTexts has '{text}', allowed are texts of at least {ShortestText} characters: a shorter one would be found in other refusals.";
        }

        if (settings.DuplicateStatus == CallClassification.TooManyRequests)
        {
            yield return "DuplicateStatus is 429, which always means that nothing was done; allowed is another status.";
        }

        if (settings.DuplicateStatus is >= 200 and < 300 && string.IsNullOrEmpty(settings.DuplicateText))
        {
            yield return $"DuplicateStatus is {settings.DuplicateStatus}, which means success; with it, RetailPro:DuplicateText must say which answers tell of a duplicate.";
        }
    }

    private static IEnumerable<string> Lookups(RetailProSettings settings)
    {
        (string Name, string? Path)[] lookups = [(nameof(settings.InvoiceLookup), settings.InvoiceLookup), (nameof(settings.SlipLookup), settings.SlipLookup)];
        return lookups
            .Where(lookup => !string.IsNullOrWhiteSpace(lookup.Path) && (lookup.Path[0] != '/' || !lookup.Path.Contains("{number}", StringComparison.Ordinal)))
            .Select(lookup => $"{lookup.Name} is {lookup.Path}, allowed is a path that begins with / and contains {{number}}, such as /api/v1/Transfer/Slip/{{number}}.");
    }
}

using System.Globalization;
using MimeKit;

namespace Invoicing.NotifyingFailures;

/// <summary>Mail addresses in settings: each is one recipient and nothing else, so that none is lost without a word.</summary>
internal static class MailAddresses
{
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    public static MailboxAddress Parse(string text) => MailboxAddress.Parse(Strict, text);

    /// <summary>Of an address, or a name with an address in angle brackets. They are operations' own, so they may be told.</summary>
    /// <returns>Null, or what is wrong, continuing a sentence that begins with the setting's name.</returns>
    public static string? Problem(string text)
    {
        const string Expected = "expected is an address such as ops@example.com; put commas or semicolons between several";
        if (!MailboxAddress.TryParse(Strict, text, out var parsed) || !IsWhole(parsed, text))
        {
            return $"has {text}, which is no mail address: {Expected}.";
        }

        var at = parsed.Address.LastIndexOf('@');
        var (user, domain) = (parsed.Address[..at], parsed.Address[(at + 1)..]);
        return user.Any(letter => letter is <= ' ' or > '~' or '"') ? $"has {text}, whose part before @ has blanks, quotes or letters beyond ASCII: not every mail server takes those."
            : domain.Any(letter => letter > '~') ? $"has {text}, whose domain has letters beyond ASCII: write it as {Ascii(domain)}."
            : Uri.CheckHostName(domain) == UriHostNameType.Unknown ? $"has {text}, whose part after @ is no name of a domain: {Expected}."
            : null;
    }

    /// <summary>Problems of a whole list.</summary>
    public static IEnumerable<string> Problems(SettingList addresses)
    {
        foreach (var problem in addresses.Select(Problem).OfType<string>())
        {
            yield return problem;
        }

        foreach (var twice in addresses.Where(text => Problem(text) is null).GroupBy(text => Parse(text).Address, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            yield return $"has {twice.Key} more than once.";
        }
    }

    /// <summary>Nothing of it was taken for a comment or a name that is an address itself.</summary>
    private static bool IsWhole(MailboxAddress parsed, string text) => string.IsNullOrEmpty(parsed.Name)
        ? parsed.Address == text
        : !parsed.Name.Contains('@') && text.EndsWith($"<{parsed.Address}>", StringComparison.Ordinal);

    private static string Ascii(string domain)
    {
        try
        {
            return new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return "xn--…";
        }
    }
}

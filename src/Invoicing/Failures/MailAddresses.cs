using System.Globalization;
using MimeKit;

namespace Invoicing.Failures;

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
        // As it is written, which the library may have read as something else: a comment, a name, a decoded domain.
        var address = text.EndsWith('>') ? text[(text.LastIndexOf('<') + 1)..^1] : text;
        var at = address.LastIndexOf('@');
        var (user, domain) = at < 0 ? ("", "") : (address[..at], address[(at + 1)..]);
        if (!MailboxAddress.TryParse(Strict, text, out var parsed) || parsed.Name?.Contains('@') == true
            || !parsed.GetAddress(idnEncode: true).Equals($"{user}@{Ascii(domain)}", StringComparison.OrdinalIgnoreCase))
        {
            return $"has {text}, which is no mail address: {Expected}.";
        }

        return user.Any(letter => letter is <= ' ' or > '~' or '"')
            ? $"has {text}, whose part before @ has blanks, quotes or letters beyond ASCII: not every mail server takes those."
            : domain.Any(letter => letter > '~') ? $"has {text}, whose domain has letters beyond ASCII: write it as {Ascii(domain)}."
            : Uri.CheckHostName(domain) == UriHostNameType.Unknown ? $"has {text}, whose part after @ is no name of a domain: {Expected}."
            : null;
    }

    public static IEnumerable<string> Problems(SettingList addresses) =>
    [
        .. addresses.Select(Problem).OfType<string>(),
        .. addresses.Where(text => Problem(text) is null)
            .GroupBy(text => Parse(text).GetAddress(idnEncode: true), StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(twice => $"has {twice.Key} more than once."),
    ];

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

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Invoicing.Simulators.Smtp;

/// <summary>As much of MIME as is needed to read a mail's headers and a body of one part.</summary>
internal static partial class MailText
{
    private const string HeadEnd = "\r\n\r\n";

    public static IReadOnlyDictionary<string, string> ReadHeaders(string raw)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var end = raw.IndexOf(HeadEnd, StringComparison.Ordinal);
        foreach (var line in FoldedBreak().Replace(end < 0 ? raw : raw[..end], "$1").Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers.TryAdd(line[..colon].Trim(), DecodeWords(line[(colon + 1)..].Trim()));
            }
        }

        return headers;
    }

    public static string ReadBody(string raw, IReadOnlyDictionary<string, string> headers)
    {
        var start = raw.IndexOf(HeadEnd, StringComparison.Ordinal);
        var body = start < 0 ? "" : raw[(start + HeadEnd.Length)..];
        var charset = Charset().Match(headers.GetValueOrDefault("Content-Type", "")).Groups[1].Value;
        return headers.GetValueOrDefault("Content-Transfer-Encoding", "").ToUpperInvariant() switch
        {
            "BASE64" => EncodingOf(charset).GetString(FromBase64(body)),
            "QUOTED-PRINTABLE" => EncodingOf(charset).GetString(Unquote(SoftBreak().Replace(body, ""))),
            _ => body,
        };
    }

    // Neighbouring words are put together as bytes first, for a character may be split between them.
    private static string DecodeWords(string text) => EncodedWords().Replace(text, run =>
    {
        var words = EncodedWord().Matches(run.Value);
        var bytes = words.SelectMany(word => word.Groups[2].Value is "B" or "b"
            ? FromBase64(word.Groups[3].Value)
            : Unquote(word.Groups[3].Value.Replace('_', ' ')));
        return EncodingOf(words[0].Groups[1].Value).GetString(bytes.ToArray());
    });

    // Broken text stays as it is: a sink must be able to keep any mail.
    private static byte[] FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(text);
    }

    private static byte[] Unquote(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '=' && index + 2 < text.Length
                && byte.TryParse(text.AsSpan(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                index += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([text[index]]));
            }
        }

        return [.. bytes];
    }

    private static Encoding EncodingOf(string charset) =>
        Encoding.GetEncodings().FirstOrDefault(known => known.Name.Equals(charset, StringComparison.OrdinalIgnoreCase))?.GetEncoding()
        ?? Encoding.UTF8;

    [GeneratedRegex(@"\r\n([ \t])")]
    private static partial Regex FoldedBreak();

    [GeneratedRegex(@"=[ \t]*\r\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex(@"charset=""?([^"";\s]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    [GeneratedRegex(@"=\?([^?]+)\?([BbQq])\?([^?]*)\?=")]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"=\?[^?]+\?[BbQq]\?[^?]*\?=(\s+=\?[^?]+\?[BbQq]\?[^?]*\?=)*")]
    private static partial Regex EncodedWords();
}

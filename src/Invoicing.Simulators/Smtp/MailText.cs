using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Invoicing.Simulators.Smtp;

/// <summary>As much of MIME as is needed to read a mail's headers, its texts and its files.</summary>
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

    /// <summary>Everything that is no container of parts, in its order.</summary>
    public static IReadOnlyList<MailPart> ReadParts(string raw)
    {
        var headers = ReadHeaders(raw);
        var type = headers.GetValueOrDefault("Content-Type", "");
        if (Boundary().Match(type) is not { Success: true } boundary || !type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            var name = FileName().Match(headers.GetValueOrDefault("Content-Disposition", "") + ";" + type);
            return [new(type.Split(';')[0].Trim().ToLowerInvariant(), name.Success ? name.Groups[1].Value : null, ReadBody(raw, headers))];
        }

        // What stands before the first delimiter is for readers without MIME, what stands after the last for nobody.
        var pieces = ("\r\n" + raw[(raw.IndexOf(HeadEnd, StringComparison.Ordinal) + HeadEnd.Length)..]).Split("\r\n--" + boundary.Groups[1].Value);
        return [.. pieces.Skip(1).TakeWhile(piece => !piece.StartsWith("--", StringComparison.Ordinal)).SelectMany(piece => ReadParts(piece[2..]))];
    }

    private static string ReadBody(string raw, IReadOnlyDictionary<string, string> headers)
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

    [GeneratedRegex(@"boundary=""?([^"";\s]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"name=""?([^"";]+)", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(@"=\?([^?]+)\?([BbQq])\?([^?]*)\?=")]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"=\?[^?]+\?[BbQq]\?[^?]*\?=(\s+=\?[^?]+\?[BbQq]\?[^?]*\?=)*")]
    private static partial Regex EncodedWords();
}

/// <summary>One text or file of a mail, decoded.</summary>
/// <param name="Type">Such as <c>text/plain</c>.</param>
/// <param name="FileName">Of a file.</param>
internal sealed record MailPart(string Type, string? FileName, string Text);

using System.Text.RegularExpressions;

namespace Invoicing.IntegrationTests.Goldens;

/// <summary>Puts a placeholder for what differs from run to run: ids, times, and what the installation is called.</summary>
/// <param name="known">Names of this installation, and what stands for them.</param>
internal sealed partial class Placeholders(params (string Value, string Placeholder)[] known)
{
    private readonly (string Value, string Placeholder)[] _known = [.. known.OrderByDescending(name => name.Value.Length)];

    /// <summary>The same of a table, whose columns are as wide as what stands in them.</summary>
    public string InTable(string text) => Blanks().Replace(Rules().Replace(In(text), "───"), "  ");

    public string In(string text)
    {
        text = text.ReplaceLineEndings("\n");
        foreach (var (value, placeholder) in _known)
        {
            text = text.Replace(value, placeholder, StringComparison.Ordinal);
        }

        text = Guids().Replace(text, "{id}");
        text = Times().Replace(text, "{time}");
        text = Dates().Replace(text, "{date}");
        text = Ports().Replace(text, "$1:{port}");
        text = Keys().Replace(text, "SHA256:{key}");
        text = Cursors().Replace(text, "{cursor}");
        text = Durations().Replace(text, "{duration}");
        text = Sizes().Replace(text, "{size}");
        return Headers().Replace(text, "$1{header}");
    }

    [GeneratedRegex(@"(?<=\S) {2,}(?=\S)")]
    private static partial Regex Blanks();

    [GeneratedRegex("─{3,}")]
    private static partial Regex Rules();

    // Also without its dashes, as in names and in message ids.
    [GeneratedRegex(@"\b[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Guids();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC)\b| ?[+-]\d\d(:?\d\d)?\b)?|\b\d\d:\d\d:\d\d\.\d+\b")]
    private static partial Regex Times();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d\b")]
    private static partial Regex Dates();

    [GeneratedRegex(@"\b(127\.0\.0\.1|localhost|\[::1\]):\d+")]
    private static partial Regex Ports();

    [GeneratedRegex(@"\bSHA256:[A-Za-z0-9+/]{43}")]
    private static partial Regex Keys();

    [GeneratedRegex(@"(?<=--after )[\w-]{20,}")]
    private static partial Regex Cursors();

    // A message names its process, and its times have as many digits as they need.
    [GeneratedRegex(@"(?<=""size"": )\d+|\b\d+(?= bytes\b)")]
    private static partial Regex Sizes();

    // What MassTransit and RabbitMQ note about the process, the machine and the delivery.
    [GeneratedRegex(@"((?:MT-Host-\w+|MT-Fault-ConsumerType|x-delivery-count|x-dotnet-pub-seq-no)(?:"": ""|: | +))[^""\n]*")]
    private static partial Regex Headers();

    [GeneratedRegex(
        @"\b\d+(\.\d+)? (s|min|h|d)(?= ago\b)|(?<=\b(in|for) )\d+(\.\d+)? (s|min)\b(?=[.:)]|$)"
            + @"|\b\d+ ms\b|(?<=""(seconds|elapsedMs)"": )[\d.]+|(?<=--newer-than )\d+m",
        RegexOptions.Multiline)]
    private static partial Regex Durations();
}

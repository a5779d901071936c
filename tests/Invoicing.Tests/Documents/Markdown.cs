using System.Text.RegularExpressions;

namespace Invoicing.Tests.Documents;

/// <summary>A document of the repository, as far as the tests read it.</summary>
internal sealed partial class Markdown(string path)
{
    public string Path => path;

    public string Text { get; } = File.ReadAllText(Repository.Path(path));

    /// <summary>All rows of all tables, without their heads: the cells, trimmed.</summary>
    public IReadOnlyList<string[]> Rows => [.. Lines
        .Where((line, i) => line.StartsWith('|') && !IsRule(line) && !(i + 1 < Lines.Length && IsRule(Lines[i + 1])))
        .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];

    /// <summary>Fenced blocks of a language.</summary>
    public IEnumerable<string> Blocks(string language) =>
        Fence().Matches(Text).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value);

    /// <summary>What stands in backticks in a text, outside fenced blocks.</summary>
    public static IEnumerable<string> Code(string text) =>
        Inline().Matches(Fence().Replace(text, "")).Select(code => code.Groups["text"].Value);

    /// <summary>Targets of links that lead to files of the repository, seen from the document.</summary>
    public IEnumerable<string> Links =>
        Link().Matches(Fence().Replace(Text, "")).Select(link => link.Groups["target"].Value).Where(target => !target.Contains("://"));

    /// <summary>Links to headings: the document, empty for this one, and the heading as a link names it.</summary>
    public IEnumerable<(string Target, string Heading)> LinksToHeadings => LinkToHeading().Matches(Fence().Replace(Text, ""))
        .Select(link => (link.Groups["target"].Value, link.Groups["heading"].Value))
        .Where(link => !link.Item1.Contains("://"));

    /// <summary>Headings as links name them.</summary>
    public IEnumerable<string> Headings => Heading().Matches(Fence().Replace(Text, ""))
        .Select(heading => Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private string[] Lines => Text.Split('\n');

    private static bool IsRule(string line) =>
        line.StartsWith("|-", StringComparison.Ordinal) || line.StartsWith("| -", StringComparison.Ordinal);

    /// <summary>Those of lists are indented.</summary>
    [GeneratedRegex(@"^ *```(?<language>\w*)\n(?<text>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`(?<text>[^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]*)#(?<heading>[^)\s]+)\)")]
    private static partial Regex LinkToHeading();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}

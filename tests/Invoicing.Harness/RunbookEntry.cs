using System.Text.RegularExpressions;
using Invoicing.Storage;

namespace Invoicing.Harness;

/// <summary>An entry of docs/runbook.md.</summary>
/// <param name="Section">The heading that it stands under.</param>
/// <param name="Text">All of it, without its title.</param>
internal sealed partial record RunbookEntry(string Section, string Title, string Text)
{
    public const string Path = "docs/runbook.md";

    /// <summary>Of the entries about a failure that a mail tells of.</summary>
    public const string ToldByMail = "Told by mail";

    public static IReadOnlyList<RunbookEntry> All { get; } = [.. Read(File.ReadAllText(Repository.Path(Path)))];

    /// <summary>What a person sees of a failure that a mail tells of.</summary>
    public Sight Seen => WhatIsSeen().Match(Text) is { Success: true } match
        ? new(
            match.Groups["told"].Value == "at once",
            match.Groups["headline"].Value,
            match.Groups["queue"] is { Success: true } queue ? queue.Value : null,
            match.Groups["command"].Value)
        : throw new InvalidOperationException($"{Path}, {Title}: “You see” is not written like that of the other entries.");

    /// <summary>
    /// Commands that can be copied as they stand: those of the steps, each in a block of its own, and those inside sentences.
    /// </summary>
    public IReadOnlyList<string> Commands =>
        [.. Block().Matches(Text).Concat(Inline().Matches(Text)).Select(match => match.Groups["command"].Value)];

    public static RunbookEntry Of(NoticeKind kind) => All.Single(entry => entry.Section == ToldByMail && entry.Title == kind.ToString());

    private static IEnumerable<RunbookEntry> Read(string text) =>
        from section in text.Split("\n## ").Skip(1)
        from entry in section.Split("\n### ").Skip(1)
        select new RunbookEntry(section.Split('\n')[0], entry.Split('\n')[0], entry[entry.IndexOf('\n')..]);

    [GeneratedRegex(
        @"^\*\*You see\*\* mail (?<told>at once|in the report) “… (?<headline>[^”]+)”; (failed message in `(?<queue>[^`]+)`|no failed message)[^;]*; `(?<command>invoicing [^`]+)`\.$",
        RegexOptions.Multiline)]
    private static partial Regex WhatIsSeen();

    [GeneratedRegex(@"^ *```sh\n *(?<command>invoicing [^\n]+)\n *```$", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("`(?<command>invoicing [^`\n]+)`")]
    private static partial Regex Inline();
}

/// <param name="IsToldAtOnce">Else in the next report.</param>
/// <param name="Headline">The end of the mail's subject.</param>
/// <param name="ErrorQueue">Where its failed message lies; null: it has none.</param>
/// <param name="Command">That shows it.</param>
internal sealed record Sight(bool IsToldAtOnce, string Headline, string? ErrorQueue, string Command);

using System.CommandLine;
using System.CommandLine.Parsing;
using Invoicing.Host.Commands;
using Invoicing.Systems;

namespace Invoicing.Tests.Documents;

/// <summary>What holds for every document of the repository.</summary>
public class All_documents
{
    private static readonly string[] Folders = ["docs/", "infra/", "src/", "tests/"];

    public static TheoryData<string> Paths =>
    [
        "README.md", "infra/kubernetes/README.md", "tests/README.md", "tests/Invoicing.Torture/Results/README.md", "tests/Invoicing.Torture/Results/findings.md",
        .. Directory.GetFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Path(""), file)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public void link_to_files_that_exist(string path)
    {
        var folder = Path.GetDirectoryName(Repository.Path(path))!;

        new Markdown(path).Links.Where(target => !Path.Exists(Path.Combine(folder, target))).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void link_to_headings_that_exist(string path)
    {
        var document = new Markdown(path);
        var folder = Path.GetDirectoryName(path)!;

        document.LinksToHeadings
            .Where(link => link.Target.Length == 0 || link.Target.EndsWith(".md", StringComparison.Ordinal))
            .Where(link => !(link.Target.Length == 0 ? document : new Markdown(Path.Combine(folder, link.Target))).Headings
                .Contains(link.Heading))
            .ShouldBeEmpty();
    }

    /// <summary>By its path from the root of the repository, as people copy it.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void name_files_that_exist(string path) => Markdown.Code(new Markdown(path).Text)
        .Select(code => code.Split(' ')[0])
        .Where(code => Folders.Any(folder => code.StartsWith(folder, StringComparison.Ordinal)) && !code.Contains('*'))
        .Where(code => !Path.Exists(Repository.Path(code)))
        .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Paths))]
    public void show_commands_that_the_program_takes(string path)
    {
        var root = AllCommands.Create();
        var document = new Markdown(path);
        var shown = Markdown.Code(document.Text)
            .Concat(document.Blocks("sh").SelectMany(block => block.Split('\n')))
            .Select(line => line.Split('#')[0].Trim(' ', '&'))
            .Where(line => line.StartsWith("invoicing ", StringComparison.Ordinal));

        foreach (var line in shown)
        {
            // Files of the repository are there; any other FILE need not be.
            var arguments = CommandLineParser.SplitCommandLine(line["invoicing ".Length..])
                .Select(argument => argument.StartsWith("tests/", StringComparison.Ordinal) ?
                    Repository.Path(argument) :
                    argument == "FILE" ? "-" : argument)
                .ToList();
            var parsed = root.Parse(arguments);
            if (arguments.All(argument => argument.All(char.IsAsciiLetterLower)))
            {
                // A command that is only named, perhaps with the system that it is about.
                string[] names = arguments[^1] == "retailpro" ? arguments[^2..].ToArray() : [arguments[^1]];
                names.ShouldContain(parsed.CommandResult.Command.Name, $"{path}: {line}");
            }
            else
            {
                parsed.Errors.Select(error => error.Message).ShouldBeEmpty($"{path}: {line}");
            }
        }
    }

    [Fact]
    public void decisions_are_numbered_and_named_as_their_titles()
    {
        var files = Directory.GetFiles(Repository.Path("docs/decisions"), "*.md").Order(StringComparer.Ordinal).ToList();

        for (var i = 0; i < files.Count; i++)
        {
            Path.GetFileName(files[i]).ShouldStartWith($"{i + 1:0000}-");
            File.ReadLines(files[i]).First().ShouldStartWith($"# {i + 1:0000}. ");
        }
    }
}

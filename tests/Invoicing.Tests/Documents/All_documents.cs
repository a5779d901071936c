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
        var document = new Markdown(path);

        Markdown.Code(document.Text)
            .Concat(document.Blocks("sh").SelectMany(block => block.Split('\n')))
            .SelectMany(CommandLines.Problems)
            .ShouldBeEmpty();
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

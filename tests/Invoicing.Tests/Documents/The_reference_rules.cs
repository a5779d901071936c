using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Invoicing.Tests.Documents;

/// <summary>
/// Which project may refer to which: the contract is all that others need, and the stand-ins know nothing of the program.
/// </summary>
public partial class The_reference_rules
{
    /// <summary>Folders that decide, translate or pass on; none of them talks to the database.</summary>
    private static readonly string[] WithoutSql = ["Orders", "Process", "Systems", "Messaging"];

    [Theory]
    [InlineData("Invoicing.Contracts")]
    [InlineData("Invoicing", "Invoicing.Contracts")]
    [InlineData("Invoicing.Simulators", "Invoicing.Contracts")]
    [InlineData("Invoicing.RetailPro", "Invoicing", "Invoicing.Contracts")]
    [InlineData("Invoicing.Emporix", "Invoicing")]
    [InlineData("Invoicing.Vtex", "Invoicing")]
    [InlineData("Invoicing.Console", "Invoicing")]
    [InlineData(
        "Invoicing.Host", "Invoicing", "Invoicing.Contracts", "Invoicing.Console", "Invoicing.RetailPro", "Invoicing.Emporix", "Invoicing.Vtex",
        "Invoicing.Simulators")]
    public void a_project_refers_to_these_at_most(string project, params string[] others) => References(project, "ProjectReference")
        .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
        .ShouldBeSubsetOf(others);

    [Fact]
    public void the_contract_needs_no_package()
    {
        References("Invoicing.Contracts", "PackageReference").ShouldBeEmpty();
        References("Invoicing.Contracts", "FrameworkReference").ShouldBeEmpty();
        Assembly.Load("Invoicing.Contracts").GetReferencedAssemblies().ShouldAllBe(name => name.Name!.StartsWith("System."));
    }

    [Fact]
    public void the_simulators_are_built_without_the_program() =>
        Assembly.Load("Invoicing.Simulators").GetReferencedAssemblies().Select(name => name.Name).ShouldNotContain("Invoicing.Core");

    [Fact]
    public void sql_stands_in_storage_and_in_the_stores_of_folders_only()
    {
        var folders = WithoutSql.Select(slice => $"src/Invoicing/{slice}")
            .Concat(["src/Invoicing.Host", "src/Invoicing.Contracts", "src/Invoicing.RetailPro", "src/Invoicing.Emporix", "src/Invoicing.Vtex"]);

        folders
            .SelectMany(folder => Directory.EnumerateFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => Command().IsMatch(File.ReadAllText(file)))
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.Path($"src/{project}/{project}.csproj")).Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value);

    [GeneratedRegex(@"\b(CreateCommand|CreateBatch|NpgsqlCommand|NpgsqlBatchCommand|NpgsqlBatch)\b")]
    private static partial Regex Command();
}

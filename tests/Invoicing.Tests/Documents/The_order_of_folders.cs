using System.Reflection;
using NetArchTest.Rules;

namespace Invoicing.Tests.Documents;

/// <summary>
/// A folder of the core uses those above it and none below; systems stand beside the core and use its first layers. docs/architecture.md has
/// the list.
/// </summary>
public class The_order_of_folders
{
    private static readonly string[] s_order =
        ["Orders", "Process", "Systems", "Storage", "Messaging", "Intake", "Recovery", "Failures", "ErrorQueues", "Operations"];

    private static readonly string[] s_systems = ["RetailPro"];

    /// <summary>What still looks up or at a system by name: each goes with the port that replaces it.</summary>
    private static readonly string[] s_exceptions = [];

    private static readonly Assembly s_core = Assembly.Load("Invoicing.Core");

    public static TheoryData<string> Folders => [.. s_order];

    [Theory]
    [MemberData(nameof(Folders))]
    public void a_folder_uses_none_below_it(string folder) =>
        Wrong(folder, [.. s_order.SkipWhile(other => other != folder).Skip(1), .. s_systems]).ShouldBeEmpty();

    [Fact]
    public void systems_use_the_first_layers_and_no_other_system()
    {
        foreach (var system in s_systems)
        {
            Wrong(system, [.. s_order.SkipWhile(other => other != "Storage"), .. s_systems.Except([system])]).ShouldBeEmpty();
        }
    }

    [Fact]
    public void every_folder_has_its_place() => Directory.EnumerateDirectories(Repository.Path("src/Invoicing"))
        .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
        .Select(folder => Path.GetFileName(folder))
        .Except(["obj"])
        .ShouldBe(s_order.Concat(s_systems), ignoreOrder: true);

    [Fact]
    public void every_exception_is_still_needed() => s_exceptions.Except(
        s_order.Concat(s_systems).SelectMany(folder => Failing(folder, [.. s_order.Concat(s_systems).Except([folder])]))).ShouldBeEmpty();

    [Fact]
    public void only_the_host_registers() => Types.InAssembly(s_core).That().HaveNameEndingWith("Registration").GetTypes().ShouldBeEmpty();

    private static IEnumerable<string> Wrong(string folder, string[] notAllowed) => Failing(folder, notAllowed).Except(s_exceptions);

    private static IEnumerable<string> Failing(string folder, string[] notAllowed) => Types.InAssembly(s_core)
        .That().ResideInNamespaceMatching($@"^Invoicing\.{folder}($|\.)")
        .ShouldNot().HaveDependencyOnAny([.. notAllowed.Select(other => $"Invoicing.{other}")])
        .GetResult().FailingTypeNames?.Select(name => name["Invoicing.".Length..]) ?? [];
}

using System.Reflection;
using NetArchTest.Rules;

namespace Invoicing.Tests.Documents;

/// <summary>
/// A folder of the core uses those above it and none below; systems stand beside the core, and the core knows none of them.
/// docs/architecture.md has the list.
/// </summary>
public class The_order_of_folders
{
    private static readonly string[] s_order =
    [
        "Orders", "Process", "Systems", "Storage", "Messaging", "Intake", "Recovery", "Failures", "ErrorQueues", "Operations",
        "Reconciliation",
    ];

    /// <summary>Systems that keep nothing but what the core keeps for them.</summary>
    private static readonly string[] s_systems = ["RetailPro", "Vtex"];

    /// <summary>It keeps numbers, invoices and jobs of its own, and mails to customers.</summary>
    private const string Emporix = "Emporix";

    private static readonly string[] s_allSystems = [.. s_systems, Emporix];

    /// <summary>What those who work with the database may be called from.</summary>
    private static readonly string[] s_withoutDriver = ["Orders", "Process", "Systems", "Messaging"];

    private static readonly Assembly s_core = Assembly.Load("Invoicing.Core");

    public static TheoryData<string> Folders => [.. s_order];

    public static TheoryData<string> Systems => [.. s_systems];

    [Theory]
    [MemberData(nameof(Folders))]
    public void a_folder_uses_none_below_it(string folder) => Failing(
        s_core, folder, [.. s_order.SkipWhile(other => other != folder).Skip(1).Concat(s_allSystems).Append("Host")
            .Select(Namespace)]).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Systems))]
    public void a_system_uses_no_other_and_of_the_core_what_calls_need(string system) => Failing(
        Assembly.Load(Namespace(system)),
        $@"{system}(?!\.Intake)",
        [.. NotOfSystem(system), "Invoicing.Storage", $"Invoicing.{system}.Intake"])
        .ShouldBeEmpty();

    /// <summary>It is to the system what Intake is to the core.</summary>
    [Theory]
    [MemberData(nameof(Systems))]
    public void what_a_system_takes_in_is_stored(string system) =>
        Failing(Assembly.Load(Namespace(system)), $@"{system}\.Intake", NotOfSystem(system)).ShouldBeEmpty();

    [Fact]
    public void a_system_that_keeps_its_own_documents_uses_the_store_and_the_mail_besides() => Failing(
        Assembly.Load(Namespace(Emporix)),
        Emporix,
        [.. new[] { "Intake", "Recovery", "ErrorQueues", "Operations", "Host" }.Concat(s_systems).Select(Namespace), "Npgsql"])
        .ShouldBeEmpty();

    /// <summary>Pages show what operations and queries say: they have no questions of their own to the database.</summary>
    [Fact]
    public void the_console_knows_no_system_and_no_database() => Types.InAssembly(Assembly.Load("Invoicing.Console"))
        .ShouldNot().HaveDependencyOnAny([.. s_allSystems.Append("Host").Select(Namespace), "Npgsql", "Marten"])
        .GetResult().FailingTypeNames.ShouldBeNull();

    [Fact]
    public void the_first_layers_name_no_database()
    {
        foreach (var folder in s_withoutDriver)
        {
            Failing(s_core, folder, ["Npgsql"]).ShouldBeEmpty(folder);
        }
    }

    [Fact]
    public void every_folder_has_its_place() => Directory.EnumerateDirectories(Repository.Path("src/Invoicing"))
        .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
        .Select(folder => Path.GetFileName(folder))
        .Except(["obj"])
        .ShouldBe(s_order, ignoreOrder: true);

    [Fact]
    public void only_the_host_registers() => Types.InAssemblies([s_core, .. s_allSystems.Select(system => Assembly.Load(Namespace(system)))])
        .That().HaveNameEndingWith("Registration").GetTypes().ShouldBeEmpty();

    private static string[] NotOfSystem(string system) =>
        [.. s_order.SkipWhile(other => other != "Intake").Concat(s_allSystems.Except([system])).Append("Host").Select(Namespace), "Npgsql"];

    private static string Namespace(string folder) => $"Invoicing.{folder}";

    private static IEnumerable<string> Failing(Assembly assembly, string folder, string[] notAllowed) => Types.InAssembly(assembly)
        .That().ResideInNamespaceMatching($@"^Invoicing\.{folder}($|\.)")
        .ShouldNot().HaveDependencyOnAny(notAllowed)
        .GetResult().FailingTypeNames?.Select(name => name["Invoicing.".Length..]) ?? [];
}

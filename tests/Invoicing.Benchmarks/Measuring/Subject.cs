using Invoicing.Benchmarks.Load;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Measuring;

/// <summary>What is measured: a program and its settings.</summary>
/// <param name="Name">In results.</param>
/// <param name="Title">In the report.</param>
/// <param name="Program">The assembly: a build of <c>invoicing</c>, or this one.</param>
internal sealed record Subject(string Name, string Title, string Program, string[] Arguments, params (string Name, string Value)[] Settings)
{
    /// <summary>This program.</summary>
    public static readonly string Self = typeof(Subject).Assembly.Location;

    public static readonly Subject Service = new("service", "the service", TheProgram.Path, ["serve"]);

    public static readonly Subject Ungrouped = new(
        "ungrouped", "the service, a round trip and a commit an operation", TheProgram.Path, ["serve"], ("Postgres__LargestBatch", "1"));

    // A batch lives through several collections of the default budget of the youngest generation, and each copies it: with 96 MiB the
    // pauses were a tenth.
    private static readonly (string, string) s_fewerCollections = ("DOTNET_GCgen0size", "6000000");

    // As many batches are worked on at a time as gave the most.
    public static readonly Subject Floor200 = new(
        "floor-200", "hand-written, batches of 200", Self, ["floor", "200", "2"], s_fewerCollections);

    public static readonly Subject Floor8 = new("floor-8", "hand-written, batches of 8", Self, ["floor", "8", "8"], s_fewerCollections);

    // The runtime as the service's own program sets it (Invoicing.Host.csproj).
    public static readonly Subject InMemory = new(
        "in-memory", "the service, in-memory transport", Self, ["in-memory"],
        ("Messaging__Transport", "InMemory"), ("DOTNET_gcServer", "1"), ("DOTNET_gcConcurrent", "0"), ("DOTNET_TieredPGO", "0"));

    public static readonly Subject FromVtex = Service with
    {
        Name = "from-vtex", Title = "the service, orders that came from VTEX", Origin = Origin.Vtex,
    };

    public static readonly Subject ByJobs = Service with
    {
        Name = "by-jobs", Title = "the service, invoice jobs of Emporix", Origin = Origin.Jobs,
    };

    /// <summary>Those that do the same work.</summary>
    public static readonly Subject[] Alike = [Service, Ungrouped, Floor200, Floor8, InMemory];

    public static readonly Subject[] All = [.. Alike, FromVtex, ByJobs];

    public Origin Origin { get; init; }

    public bool IsService => Program != Self;

    /// <summary>Without a broker no other process can give it orders.</summary>
    public bool IsItsOwnLoad => Name == "in-memory";

    /// <summary>The service as somebody else has built it, an older version for instance.</summary>
    public static Subject OtherBuild(string name, string program) => All.Any(subject => subject.Name == name)
        ? throw new ArgumentException($"--other-name {name}: that is what results call one of our own subjects. Take another name.")
        : new(name, $"the service, build {name}", program, ["serve"]);
}

namespace Invoicing.Torture;

/// <summary>Makes the document of the results.</summary>
internal static class Report
{
    public static string ResultsFile { get; } = Path.Combine(Repository.Root, "docs/reliability/results.jsonl");

    public static void Write()
    {
    }
}

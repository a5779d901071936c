namespace Invoicing.Harness.Oracle;

/// <summary>The sample orders that the OMS's side has given.</summary>
internal static class Samples
{
    public static readonly string[] Files = ["document-002-sample.json", "split-home.json", "pos-send-sale.json"];

    public static IEnumerable<string> All => Files.Select(Text);

    public static string Text(string file) => File.ReadAllText(Repository.Path($"tests/samples/orders/{file}"));
}

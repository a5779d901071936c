using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Emporix.Documents;

namespace Invoicing.Tests.Emporix.Documents;

public class The_same_invoice_again
{
    private static readonly InvoiceDocument s_document = SomeInvoice.Of(
        [.. SomeInvoice.Lines(40), SomeInvoice.Line(41, "حذاء جلد"), SomeInvoice.Line(42, "נעלי עור ★ Куртка")]);

    [Fact]
    public void gives_the_same_bytes() => Bytes(s_document).SequenceEqual(Bytes(s_document)).ShouldBeTrue();

    [Fact]
    public void gives_the_same_bytes_after_it_was_stored()
    {
        var stored = JsonSerializer.Deserialize<InvoiceDocument>(JsonSerializer.Serialize(s_document))!;

        Bytes(stored).SequenceEqual(Bytes(s_document)).ShouldBeTrue();
    }

    [Fact]
    public void gives_the_same_bytes_from_many_threads_at_once()
    {
        var expected = Bytes(s_document);

        Enumerable.Range(0, 48).AsParallel().WithDegreeOfParallelism(8).WithExecutionMode(ParallelExecutionMode.ForceParallelism)
            .ShouldAllBe(_ => Bytes(s_document).SequenceEqual(expected));
    }

    [Fact]
    public void another_amount_gives_another_id()
    {
        var other = Encoding.Latin1.GetString(Bytes(s_document with { Rounding = 0.01m }));

        Id(other).ShouldNotBe(Id(Encoding.Latin1.GetString(Bytes(s_document))));
    }

    [Fact]
    public void knows_no_time_but_that_of_its_number()
    {
        var file = Encoding.Latin1.GetString(Bytes(s_document));

        Regex.Matches(file, @"D:\d{14}").Select(date => date.Value).Distinct().ShouldBe(["D:20260304233000"]);
        Regex.Matches(file, @"\d{4}-\d\d-\d\dT[0-9:]+Z").Select(date => date.Value).Distinct().ShouldBe(["2026-03-04T23:30:00Z"]);
    }

    // What PDFsharp would not let be set was replaced in the file, so every offset must still lead to its object.
    [Fact]
    public void is_a_file_whose_table_of_objects_is_right()
    {
        var file = Encoding.Latin1.GetString(Bytes(s_document));

        var table = int.Parse(Regex.Match(file, @"startxref\n(\d+)\n%%EOF\n$").Groups[1].Value);
        file[table..].ShouldStartWith("xref\n");
        var offsets = Regex.Matches(file[table..], @"(\d{10}) 00000 n").Select(entry => int.Parse(entry.Groups[1].Value)).ToList();
        offsets.Count.ShouldBeGreaterThan(10);
        offsets.Select((offset, index) => file[offset..].StartsWith($"{index + 1} 0 obj", StringComparison.Ordinal)).ShouldAllBe(right => right);
    }

    private static byte[] Bytes(InvoiceDocument document) => InvoicePdf.Render(document, null, facturX: true).Bytes;

    private static string Id(string file) => Regex.Match(file, @"/ID\[<(\w+)>").Groups[1].Value;
}

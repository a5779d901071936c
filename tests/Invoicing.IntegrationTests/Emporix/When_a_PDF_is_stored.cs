using Invoicing.Emporix;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Emporix;

public sealed class When_a_PDF_is_stored : EmporixApiTest
{
    private const string Id = "emporix/acme/o-1";

    /// <summary>Longer than what PostgreSQL keeps in the row.</summary>
    private const int Length = 50_000;

    [Fact]
    public async Task of_several_at_once_the_first_stays_with_the_invoice_that_came_with_it()
    {
        var invoices = new StoredInvoices(Emporix.Store);

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => invoices.Add(
            new() { Id = Id, Tenant = "acme", OrderId = "o-1", Token = $"{n}" }, PdfOf(n), CancellationToken.None)));

        var first = Array.IndexOf(added, true);
        added.Count(isFirst => isFirst).ShouldBe(1);
        (await invoices.Find(Id, CancellationToken.None))!.Token.ShouldBe($"{first}");
        (await invoices.FileOf(Id, CancellationToken.None)).ShouldBe(PdfOf(first));
        (await invoices.FileOf("emporix/acme/o-2", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task the_server_does_not_compress_it_and_the_schema_is_as_it_should_be()
    {
        await new StoredInvoices(Emporix.Store).Add(
            new() { Id = Id, Tenant = "acme", OrderId = "o-1" }, new byte[Length], CancellationToken.None);

        (await Database.Rows("select pg_column_size(pdf) from emporix_pdfs"))[0][0].ShouldBe(Length);
        (await new DatabaseSchema(Emporix.Store).Apply(CancellationToken.None)).ShouldBeEmpty();
        (await new DatabaseSchema(Emporix.Store).Differences(CancellationToken.None)).ShouldBeEmpty();
    }

    private static byte[] PdfOf(int n) => [.. Enumerable.Range(0, Length).Select(i => (byte)(i * n))];
}

using System.Text.Json.Nodes;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Marten.Patching;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix;

/// <summary>
/// The files of invoices, which the law wants kept: until the end of the year in which their time is over
/// (<c>Invoicing:Retention:Invoices</c>). Number, dates and digest stay, so that no second file is ever made.
/// </summary>
internal sealed class KeptInvoices(IDocumentStore store, IOptions<InvoicingSettings> invoicing, TimeProvider clock)
    : IPersonalDataStore, IErasedInTime
{
    public const string Invoice = "invoice";

    private RetentionSettings Retention => invoicing.Value.Retention;

    public string Name => "invoices";

    public async Task<int> EraseOld(int limit, CancellationToken ct)
    {
        // A day more than the year: what the date was in the seller's zone is asked below.
        const string Sql = """
            select i.id
            from mt_doc_emporix_invoice i
            join emporix_pdfs p on p.id = i.id
            left join unnest(?, ?) as y (country, years) on y.country = i.data ->> 'country'
            where (i.data ->> 'numberedAt')::timestamptz < make_timestamptz(
                ? - coalesce(y.years, case when i.data ->> 'country' is null then ? else ? end), 1, 2, 0, 0, 0, 'UTC')
            order by (i.data ->> 'numberedAt')::timestamptz
            limit ?
            """;
        await using var session = store.LightweightSession();
        var ids = await session.AdvancedSql.QueryAsync<string>(
            Sql,
            ct,
            Retention.InvoiceYears.Keys.Select(country => country.ToUpperInvariant()).ToArray(),
            Retention.InvoiceYears.Values.ToArray(),
            clock.GetUtcNow().Year,
            Retention.YearsOf(null),
            Retention.Invoices,
            limit);
        string[] over = [.. (await session.LoadManyAsync<EmporixInvoice>(ct, ids)).Where(IsOver).Select(invoice => invoice.Id)];
        if (over.Length > 0)
        {
            await Erase(session, over, ct);
        }

        return over.Length;
    }

    public async Task<IReadOnlyList<HeldItem>> Find(Person person, IReadOnlyList<string> orderNos, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var invoices = await session.Query<EmporixInvoice>()
            .Where(invoice => invoice.CustomerDigest == person.Digest || invoice.Id.IsOneOf(orderNos.ToArray()))
            .ToListAsync(ct);
        var items = new List<HeldItem>();
        foreach (var invoice in invoices)
        {
            var pdf = await session.AdvancedSql.QueryAsync<byte[]>("select pdf from emporix_pdfs where id = ?", ct, invoice.Id);
            if (pdf.Count > 0)
            {
                items.Add(new(Invoice, invoice.Id, new JsonObject
                {
                    ["number"] = invoice.Number, ["issuedOn"] = $"{IssuedOn(invoice):yyyy-MM-dd}",
                    ["keptUntil"] = $"{KeptUntil(invoice):yyyy-MM-dd}", ["pdf"] = Convert.ToBase64String(pdf[0]),
                }));
            }
        }

        return items;
    }

    public async Task<KeptItem?> Erase(HeldItem item, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        if (await session.LoadAsync<EmporixInvoice>(item.Name, ct) is { } invoice && !IsOver(invoice))
        {
            return new(
                $"the law wants invoice {invoice.Number} kept for {Retention.YearsOf(invoice.Country)} years from the end of "
                    + $"{IssuedOn(invoice).Year} ({invoice.Country ?? "country not known"}, Invoicing:Retention)",
                KeptUntil(invoice));
        }

        await Erase(session, [item.Name], ct);
        return null;
    }

    private static async Task Erase(IDocumentSession session, string[] ids, CancellationToken ct)
    {
        session.QueueSqlCommand("delete from emporix_pdfs where id = any (?)", (object)ids);
        session.Patch<EmporixInvoice>(invoice => invoice.Id.IsOneOf(ids)).Delete(invoice => invoice.CustomerDigest);
        await session.SaveChangesAsync(ct);
    }

    private bool IsOver(EmporixInvoice invoice) => DayOf(invoice, clock.GetUtcNow()) > KeptUntil(invoice);

    private DateOnly KeptUntil(EmporixInvoice invoice) => Retention.KeptUntil(IssuedOn(invoice), invoice.Country);

    /// <summary>A file is made of what was numbered.</summary>
    private static DateOnly IssuedOn(EmporixInvoice invoice) => DayOf(invoice, invoice.NumberedAt!.Value);

    private static DateOnly DayOf(EmporixInvoice invoice, DateTimeOffset at) => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(invoice.Zone!)).DateTime);
}

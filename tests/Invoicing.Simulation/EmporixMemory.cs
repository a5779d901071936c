using System.Text;
using System.Text.Json;
using Invoicing.Emporix;
using Invoicing.Emporix.Documents;
using Invoicing.Emporix.SetUp;

namespace Invoicing.Simulation;

/// <summary>What is kept of invoices, in memory.</summary>
internal sealed class MemoryInvoices(Database database, Instance instance) : IInvoices
{
    public Task<EmporixInvoice?> Find(string id, CancellationToken ct) =>
        ct.IsCancellationRequested ? Task.FromCanceled<EmporixInvoice?>(ct) : database.FindInvoice(instance, id);

    public Task<byte[]?> FileOf(string id, CancellationToken ct) =>
        ct.IsCancellationRequested ? Task.FromCanceled<byte[]?>(ct) : database.FindFile(instance, id);

    public Task Change(string id, Func<EmporixInvoice, EmporixInvoice> change, CancellationToken ct) =>
        ct.IsCancellationRequested ? Task.FromCanceled(ct) : database.ChangeInvoice(instance, id, change);

    public Task<bool> Add(EmporixInvoice invoice, byte[] pdf, CancellationToken ct) =>
        ct.IsCancellationRequested ? Task.FromCanceled<bool>(ct) : database.AddFile(instance, invoice, pdf);
}

/// <summary>One site, and one series of numbers, which the tenant has perhaps forgotten to set up.</summary>
/// <param name="since">When its schema is made active.</param>
internal sealed class MemorySetUp(Database database, Instance instance, DateTimeOffset since) : IEmporixSetUp
{
    private static readonly SequenceSchema s_schema = new()
    {
        Id = "1", Tenant = JobLoop.Tenant, Name = "invoices", PreText = "INV-__year__-", StartValue = 1, MaxValue = 999_999,
        NumberOfDigits = 6, CreatedAt = Scheduler.Start, ModifiedAt = Scheduler.Start,
    };

    public Task<EmporixSite?> Site(string tenant, string siteCode, CancellationToken ct) => Task.FromResult(
        siteCode == ShopOrder.Site ? new EmporixSite(siteCode, "Acme", "Europe/Berlin", "en", true, [], "DE", null) : null);

    public Task<JsonElement?> InvoiceSettings(string tenant, CancellationToken ct) => Task.FromResult<JsonElement?>(null);

    public async Task<DrawnNumber> Number(string tenant, string orderId, string siteCode, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var now = instance.Clock.GetUtcNow();
        if (now < since)
        {
            throw new NoNumberException($"{tenant} has no active schema of the type {SequenceSchema.InvoiceType}.");
        }

        var values = new PlaceholderValues(new Dictionary<string, string>(), null, now, TimeZoneInfo.Utc);
        var invoice = await database.DrawNumber(
            instance,
            new() { Id = EmporixOrders.NumberOf(tenant, orderId), Tenant = tenant, OrderId = orderId },
            counter => new(SequenceId.Build(s_schema, counter, values), now, EmporixSite.DefaultZone));
        return new(invoice.Number!, invoice.NumberedAt!.Value, invoice.Zone!);
    }
}

/// <summary>A file that says what it is of; a real PDF would take a run's whole time.</summary>
internal sealed class PlainRenderer(Instance instance) : IInvoiceRenderer
{
    public async Task<RenderedPdf> Render(InvoiceDocument document, string? logoUrl, CancellationToken ct)
    {
        await instance.Delay(TimeSpan.FromMilliseconds(30));
        ct.ThrowIfCancellationRequested();
        return new(Encoding.UTF8.GetBytes(TextOf(document.Number, document.Total.Gross)), []);
    }

    public static string TextOf(string number, decimal total) => FormattableString.Invariant($"{number} {total:0.00}");
}

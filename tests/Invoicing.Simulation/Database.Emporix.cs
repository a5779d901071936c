using Invoicing.Emporix;
using Invoicing.Emporix.Jobs;
using Invoicing.Emporix.SetUp;

namespace Invoicing.Simulation;

/// <summary>The statements of <c>StoredInvoices</c>, <c>StoredSetUp</c> and <c>JobWorker</c>.</summary>
internal sealed partial class Database
{
    private readonly Dictionary<string, EmporixInvoice> _invoices = [];
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly HashSet<string> _jobsTakenIn = [];

    public IReadOnlyDictionary<string, EmporixInvoice> Invoices => _invoices;

    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>The last number that was drawn.</summary>
    public long LastInvoiceNo { get; private set; }

    /// <summary>An invoice has got its number.</summary>
    public Action<EmporixInvoice> Numbered { get; set; } = _ => { };

    public Task<EmporixInvoice?> FindInvoice(Instance by, string id) => Once(by, null, () => _invoices.GetValueOrDefault(id));

    public Task<byte[]?> FindFile(Instance by, string id) => Once(by, null, () => _files.GetValueOrDefault(id));

    public Task<EmporixInvoice> ChangeInvoice(Instance by, string id, Func<EmporixInvoice, EmporixInvoice> change) =>
        Once(by, null, () => _invoices[id] = change(_invoices[id]));

    public Task<bool> AddFile(Instance by, EmporixInvoice invoice, byte[] pdf) => Once(by, null, () =>
    {
        if (!_files.TryAdd(invoice.Id, pdf))
        {
            return false;
        }

        _invoices[invoice.Id] = invoice;
        return true;
    });

    /// <summary>Counter and invoice in one transaction, which nobody else of the tenant draws in.</summary>
    public async Task<EmporixInvoice> DrawNumber(Instance by, EmporixInvoice empty, Func<long, DrawnNumber> draw)
    {
        long? counter = bug == PlantedBug.NumberOutsideItsTransaction ? await Once(by, null, () => ++LastInvoiceNo) : null;
        return await Once(by, null, () =>
        {
            var invoice = _invoices.GetValueOrDefault(empty.Id, empty);
            if (invoice.Number is not null)
            {
                return invoice;
            }

            var drawn = draw(counter ?? ++LastInvoiceNo);
            invoice = _invoices[invoice.Id] = invoice with { Number = drawn.Number, NumberedAt = drawn.At, Zone = drawn.Zone };
            Numbered(invoice);
            return invoice;
        });
    }

    public bool IsTakenIn(InvoiceJob job) => _jobsTakenIn.Contains(job.Id);

    public Task<bool> MarkTakenIn(Instance by, InvoiceJob job) => Once(by, null, () => _jobsTakenIn.Add(job.Id));
}

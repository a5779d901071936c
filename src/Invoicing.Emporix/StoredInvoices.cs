using Invoicing.Storage;
using JasperFx;
using Marten;

namespace Invoicing.Emporix;

/// <summary>What is kept of invoices, by <see cref="EmporixInvoice.Id"/>.</summary>
internal interface IInvoices
{
    Task<EmporixInvoice?> Find(string id, CancellationToken ct);

    Task<InvoiceFile?> FileOf(string id, CancellationToken ct);

    /// <summary>As it is kept at that moment, which others may have changed since it was found.</summary>
    Task Change(string id, Func<EmporixInvoice, EmporixInvoice> change, CancellationToken ct);

    /// <summary>The invoice together with its file.</summary>
    /// <returns>False: it has a file already, and stays as it is.</returns>
    Task<bool> Add(EmporixInvoice invoice, InvoiceFile file, CancellationToken ct);
}

/// <inheritdoc cref="IInvoices"/>
internal sealed class StoredInvoices(IDocumentStore store) : IInvoices
{
    public async Task<EmporixInvoice?> Find(string id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<EmporixInvoice>(id, ct);
    }

    public async Task<InvoiceFile?> FileOf(string id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<InvoiceFile>(id, ct);
    }

    public async Task Change(string id, Func<EmporixInvoice, EmporixInvoice> change, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        await session.LockInTransaction($"emporix/invoice/{id}", ct);
        session.Store(change((await session.LoadAsync<EmporixInvoice>(id, ct))!));
        await session.SaveChangesAsync(ct);
    }

    public async Task<bool> Add(EmporixInvoice invoice, InvoiceFile file, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Insert(file);
        session.Store(invoice);
        try
        {
            await session.SaveChangesAsync(ct);
            return true;
        }
        catch (DocumentAlreadyExistsException)
        {
            return false;
        }
    }
}

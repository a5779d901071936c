using Invoicing.Storage;
using Marten;

namespace Invoicing.Emporix;

/// <summary>What is kept of invoices, by <see cref="EmporixInvoice.Id"/>.</summary>
internal interface IInvoices
{
    Task<EmporixInvoice?> Find(string id, CancellationToken ct);

    /// <returns>Its PDF; null: there is none yet.</returns>
    Task<byte[]?> FileOf(string id, CancellationToken ct);

    /// <summary>As it is kept at that moment, which others may have changed since it was found.</summary>
    Task Change(string id, Func<EmporixInvoice, EmporixInvoice> change, CancellationToken ct);

    /// <summary>The invoice together with its file.</summary>
    /// <returns>False: it has a file already, and stays as it is.</returns>
    Task<bool> Add(EmporixInvoice invoice, byte[] pdf, CancellationToken ct);
}

/// <inheritdoc cref="IInvoices"/>
internal sealed class StoredInvoices(IDocumentStore store) : IInvoices
{
    public async Task<EmporixInvoice?> Find(string id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<EmporixInvoice>(id, ct);
    }

    public async Task<byte[]?> FileOf(string id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.AdvancedSql.QueryAsync<byte[]>("select pdf from emporix_pdfs where id = ?", ct, id)).SingleOrDefault();
    }

    public async Task Change(string id, Func<EmporixInvoice, EmporixInvoice> change, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        await session.LockInTransaction($"emporix/invoice/{id}", ct);
        session.Store(change((await session.LoadAsync<EmporixInvoice>(id, ct))!));
        await session.SaveChangesAsync(ct);
    }

    public async Task<bool> Add(EmporixInvoice invoice, byte[] pdf, CancellationToken ct)
    {
        // Who comes second waits here until the first one's transaction has ended.
        const string Sql = "insert into emporix_pdfs (id, pdf) values (?, ?) on conflict do nothing returning id";
        await using var session = store.LightweightSession();
        await session.BeginTransactionAsync(ct);
        if (await session.AdvancedSql.QueryAsync<string>(Sql, ct, invoice.Id, pdf) is [])
        {
            return false;
        }

        session.Store(invoice);
        await session.SaveChangesAsync(ct);
        return true;
    }
}

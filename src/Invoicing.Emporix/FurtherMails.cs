using Invoicing.Process;
using Marten;

namespace Invoicing.Emporix;

/// <summary>Has an invoice mailed once more: the wish is stored with its order, and carried out as a step of it.</summary>
internal sealed class FurtherMails(IDocumentStore store, OrderProcessor processor)
{
    /// <param name="orOrder">It may also be the id of the order.</param>
    /// <returns>Null: the tenant has no invoice of that number, or it has no PDF yet.</returns>
    public async Task<EmporixInvoice?> Find(string tenant, string number, bool orOrder, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var invoice = await session.Query<EmporixInvoice>()
            .FirstOrDefaultAsync(invoice => invoice.Tenant == tenant && invoice.Number == number, ct);
        invoice ??= orOrder ? await session.LoadAsync<EmporixInvoice>(EmporixOrders.NumberOf(tenant, number), ct) : null;
        return invoice?.Token is null ? null : invoice;
    }

    /// <exception cref="CommandRefusedException">The order's state does not allow it, or the key came with another address.</exception>
    public async Task<OrderProcess> Ask(EmporixInvoice invoice, MailWish wish, string by, string reason, CancellationToken ct) =>
        await processor.CarryOut(invoice.Id, new AskForMore(EmporixPlanner.SystemName, wish, by, reason), null, ct)
            ?? throw new InvalidOperationException($"The invoice {invoice.Number} has no order {invoice.Id}.");
}

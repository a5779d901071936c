using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Benchmarks.Floor;

internal sealed class InvoiceCalls(RetailProSettings settings) : ICallKind<InvoiceOrder>
{
    public string Path => "/api/v1/Document/Ordertoinvoice";

    public InvoiceOrder Read(byte[] body) => Envelope.Read(body, FloorJson.Default.InvoiceOrder);

    public Call CallOf(InvoiceOrder command) =>
        new($"retailpro/invoice/{command.OrderNo}", command.OrderNo, RetailProSteps.Invoice, command.Attempt);

    public Prepared Build(InvoiceOrder command, OrderProcess row) => OrderToInvoiceBuilder.Build(row.Content, row.Election, settings);

    public Message Report(InvoiceOrder command, MadeCall made) =>
        Envelope.Event(new OrderInvoiced(command.OrderNo, command.Attempt, made.DocumentNo, made.At), FloorJson.Default.OrderInvoiced);
}

internal sealed class SlipCalls(RetailProSettings settings) : ICallKind<TransferInventory>
{
    public string Path => "/api/v1/Transfer/Slip";

    public TransferInventory Read(byte[] body) => Envelope.Read(body, FloorJson.Default.TransferInventory);

    public Call CallOf(TransferInventory command) =>
        new($"retailpro/slip/{command.SlipNo}", command.OrderNo, RetailProSteps.SlipName(command.SlipNo), command.Attempt);

    public Prepared Build(TransferInventory command, OrderProcess row)
    {
        var transfer = row.Transfers.Single(transfer => transfer.SlipNo == command.SlipNo);
        return TransferSlipBuilder.Build(row.Content, command.SlipNo, transfer.FromStore, transfer.ToStore, settings);
    }

    public Message Report(TransferInventory command, MadeCall made) => Envelope.Event(
        new InventoryTransferred(command.OrderNo, command.SlipNo, command.Attempt, made.At), FloorJson.Default.InventoryTransferred);
}

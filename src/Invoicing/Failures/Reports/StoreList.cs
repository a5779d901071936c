using Invoicing.RetailPro;

namespace Invoicing.Failures.Reports;

/// <summary>An invoice that Retail Pro has accepted.</summary>
internal sealed record AcceptedInvoice(string OrderNo, string? DocumentNo, decimal? Total, string? Currency);

/// <summary>A slip that Retail Pro has accepted: the goods move on paper, and may have to in fact.</summary>
internal sealed record AcceptedSlip(string SlipNo, string OrderNo, string? FromStore, string? ToStore, IReadOnlyList<TransferLine> Items);

/// <summary>What a store should look at once a day. Without the customers' data.</summary>
internal sealed class StoreList(string store, DateOnly day)
{
    public string Store => store;

    public DateOnly Day => day;

    public List<AcceptedInvoice> Invoices { get; } = [];

    public List<AcceptedSlip> Out { get; } = [];

    public List<AcceptedSlip> In { get; } = [];

    public List<(string OrderNo, string Warning)> Warnings { get; } = [];

    public bool IsQuiet => Invoices.Count + Out.Count + In.Count + Warnings.Count == 0;
}

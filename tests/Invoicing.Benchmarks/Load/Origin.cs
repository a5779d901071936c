namespace Invoicing.Benchmarks.Load;

/// <summary>Where orders come from, and so which systems they go through.</summary>
internal enum Origin
{
    /// <summary>The OMS publishes them; Retail Pro invoices them.</summary>
    Oms,

    /// <summary>Likewise; they came from VTEX, which is told.</summary>
    Vtex,

    /// <summary>Invoice jobs name them; Emporix has them.</summary>
    Jobs,
}

namespace Invoicing.Simulators.RetailPro;

/// <summary>The two documented calls of Retail Pro.</summary>
internal enum Operation
{
    /// <summary>Order to Invoice.</summary>
    Invoice,

    /// <summary>Transfer Slip.</summary>
    Slip,
}

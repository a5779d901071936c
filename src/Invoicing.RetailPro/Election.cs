namespace Invoicing.RetailPro;

/// <summary>The store that invoices an order, and why it and no other.</summary>
internal sealed record Election(string Store, string Reason);

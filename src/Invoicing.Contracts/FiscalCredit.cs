namespace Invoicing.Contracts;

/// <summary>The company that claims the fiscal credit of an order.</summary>
public sealed record FiscalCredit
{
    /// <summary>At most 20 characters.</summary>
    public required string CompanyId { get; init; }

    /// <summary>At most 30 characters.</summary>
    public required string CompanyName { get; init; }

    /// <summary>At most 80 characters.</summary>
    public required string CompanyAddress { get; init; }
}

namespace Invoicing.Contracts;

/// <summary>How the customer paid.</summary>
public enum PaymentType
{
    /// <summary>Credit or debit card.</summary>
    Card,

    /// <summary>On delivery.</summary>
    CashOnDelivery,
}

using System.Text.Json.Serialization;

namespace Invoicing.Contracts;

/// <summary>How the customer paid.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaymentType>))]
public enum PaymentType
{
    /// <summary>Credit or debit card.</summary>
    Card,

    /// <summary>On delivery.</summary>
    CashOnDelivery,
}

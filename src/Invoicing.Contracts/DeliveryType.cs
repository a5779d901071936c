using System.Text.Json.Serialization;

namespace Invoicing.Contracts;

/// <summary>How the goods reach the customer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryType>))]
public enum DeliveryType
{
    /// <summary>Collected in a store (BOPIS).</summary>
    Store,

    /// <summary>Shipped to the customer.</summary>
    Home,
}

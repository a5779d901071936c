using System.Text.Json.Serialization;

namespace Invoicing.Contracts;

/// <summary>What has become of a line of an order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ItemStatus>))]
public enum ItemStatus
{
    /// <summary>Not decided yet: the order is held.</summary>
    Open,

    /// <summary>Shipped, or handed over in the store.</summary>
    Fulfilled,

    /// <summary>Left out of the invoice and its totals.</summary>
    Cancelled,
}

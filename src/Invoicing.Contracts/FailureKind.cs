using System.Text.Json.Serialization;

namespace Invoicing.Contracts;

/// <summary>Why a step needs a person.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>The order's data cannot be sent; all faults are named.</summary>
    InvalidData,

    /// <summary>Retail Pro refused the call for good.</summary>
    Refused,

    /// <summary>Retail Pro may or may not have done it, and cannot be asked.</summary>
    OutcomeUnknown,

    /// <summary>Retail Pro says the number exists already, though this order never used it.</summary>
    NumberTaken,

    /// <summary>No consumer answered in spite of repeated commands.</summary>
    NoAnswer,

    /// <summary>Retail Pro could not be reached for longer than the settings allow.</summary>
    GaveUp,

    /// <summary>Newer content arrived after the invoice was made; the invoice holds the earlier content.</summary>
    InvoicedWithEarlierData,

    /// <summary>The program failed in a way it does not know.</summary>
    Unexpected,
}

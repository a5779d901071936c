namespace Invoicing.Contracts;

/// <summary>A person named on an order. Personal data: never logged, erased some time after the order is finished.</summary>
public sealed record Customer
{
    /// <summary>At most 30 characters.</summary>
    public required string FirstName { get; init; }

    /// <summary>At most 30 characters.</summary>
    public required string LastName { get; init; }

    /// <summary>At most 60 characters.</summary>
    public required string Email { get; init; }

    /// <summary>At most 40 characters; what is longer runs over into <see cref="Address2"/>.</summary>
    public required string Address1 { get; init; }

    /// <summary>At most 40 characters; cut with a warning.</summary>
    public string? Address2 { get; init; }

    /// <summary>At most 40 characters; cut with a warning.</summary>
    public string? City { get; init; }

    /// <summary>At most 40 characters; cut with a warning.</summary>
    public string? Country { get; init; }

    /// <summary>Number of the identity document, at most 20 characters.</summary>
    public required string DocumentNo { get; init; }

    /// <summary>
    /// Kind of the identity document, such as <c>dui</c>; required by the fiscal contract profile, at most 40 characters.
    /// </summary>
    public string? DocumentType { get; init; }

    /// <summary>Optional, no documented limit.</summary>
    public string? Phone { get; init; }
}

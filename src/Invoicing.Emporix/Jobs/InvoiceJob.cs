using System.Text.Json.Serialization;

namespace Invoicing.Emporix.Jobs;

internal enum JobType
{
    MANUAL,
    AUTOMATIC,
}

/// <summary>How far a job is. Its history is the event stream of the same id.</summary>
internal sealed record InvoiceJob
{
    public string Id { get; init; } = "";

    public required string Tenant { get; init; }

    public required JobType Type { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string By { get; init; }

    /// <summary>Of an automatic job: the query that is asked, 0 or 1, and its next page.</summary>
    public int Query { get; init; }

    public int Page { get; init; } = 1;

    /// <summary>Not to be looked at before.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Times in a row that it could not go on.</summary>
    public int Waits { get; init; }

    /// <summary>Whether all orders of the job are known.</summary>
    public bool IsSelected { get; init; }

    /// <summary>Orders that were selected.</summary>
    public int Selected { get; init; }

    /// <summary>Of these, in their order, how many are on their way.</summary>
    public int TakenIn { get; init; }

    /// <summary>All its orders are known and on their way, or are settled.</summary>
    public bool IsTakenIn { get; init; }
}

/// <summary>A key that a client sent with a job: the same request again is answered with the same job.</summary>
/// <param name="Id"><c>TENANT/KEY</c>.</param>
internal sealed record JobRequest(string Id, string Digest, string JobId);

/// <summary>Begins a job's history.</summary>
internal sealed record JobCreated(string Tenant, JobType Type, string By);

/// <param name="Orders">Ids in the tenant.</param>
/// <param name="Invoiced">Those of them that were invoiced before.</param>
internal sealed record OrdersSelected(IReadOnlyList<string> Orders, IReadOnlyList<string> Invoiced);

/// <summary>No further orders are in it.</summary>
internal sealed record SelectionEnded(int Orders);

/// <summary>The orders that were not selected until now are not in it.</summary>
internal sealed record SelectionGivenUp(string Why);

/// <summary>An order of a job, as it is told.</summary>
internal sealed record JobEntry(
    string OrderId,
    string OrderStatus,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DownloadLink = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? InvoiceNumber = null)
{
    /// <summary>What people know the order by; not among what the vendor's service tells.</summary>
    [JsonIgnore]
    public string? OrderNumber { get; init; }

    public const string Pending = "PENDING";
    public const string Success = "SUCCESS";
    public const string Failure = "FAILURE";

    /// <summary>Of the job.</summary>
    /// <param name="isPending">Whether any of its orders is, or not all of them are known.</param>
    public static string StatusOf(bool isPending) => isPending ? "IN_PROGRESS" : "DONE";
}

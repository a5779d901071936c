using System.Text.Json.Serialization;

namespace Invoicing.Simulators.RetailPro;

/// <summary>What a faulty Retail Pro does with a request.</summary>
internal enum FaultKind
{
    /// <summary>Answers <see cref="FaultRule.Status"/>, with <c>Retry-After</c> if given. No effect.</summary>
    Status,

    /// <summary>Waits, then does it and answers; it is done even if the client has left meanwhile, as a slow server would.</summary>
    Delay,

    /// <summary>Does it, gives no answer, and closes the connection after the delay or when the client has given up.</summary>
    AppliedThenTimeout,

    /// <summary>Reads the whole request, then closes the connection without an answer. No effect, which the client cannot know.</summary>
    Cut,

    /// <summary>Like <see cref="Cut"/>, but with the effect.</summary>
    AppliedThenCut,

    /// <summary>Does it and answers with the true status, but half a JSON document.</summary>
    BadJson,

    /// <summary>Answers a status of success with a body that plainly says no. No effect.</summary>
    SaysNo,

    /// <summary>Answers a status of success with something that says neither yes nor no. No effect, which the client cannot know.</summary>
    Unclear,

    /// <summary>Like <see cref="Unclear"/>, but with the effect.</summary>
    AppliedThenUnclear,

    /// <summary>Closes the connection without reading the request: the nearest to a server that is not there. Meets lookups too.</summary>
    Down,
}

/// <summary>
/// One rule of a fault document. The first rule that matches a request and fires decides; <c>down</c> rules are looked at before all
/// others.
/// </summary>
internal sealed record FaultRule
{
    /// <summary>Default <c>any</c>.</summary>
    public Operation Operation { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>Share of the matching requests that are hit, 0 to 1; default all.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>At most so many requests are hit; default no limit.</summary>
    public int? Times { get; init; }

    /// <summary>
    /// For <see cref="FaultKind.Status"/>: 200 to 599, default 503. For answers that say no or are unclear: 200 to 299, default 200.
    /// </summary>
    public int Status { get; init; } = 503;

    /// <summary>For <see cref="FaultKind.Status"/>: the header <c>Retry-After</c>; none when null.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>
    /// For <see cref="FaultKind.Delay"/> (required there), <see cref="FaultKind.Status"/> (default none) and
    /// <see cref="FaultKind.AppliedThenTimeout"/> (default one minute).
    /// </summary>
    public int? DelayMs { get; init; }

    /// <summary>For answers that say no or are unclear; default each time another one of <see cref="OddAnswers"/>, by the seed.</summary>
    public string? Body { get; init; }

    /// <summary>With <see cref="Body"/>: its content type, default JSON.</summary>
    [JsonIgnore]
    public string? ContentType { get; init; }

    /// <summary>Only the invoice of this order. A rule with a number meets nothing that does not carry it.</summary>
    public string? OrderNo { get; init; }

    /// <summary>Only the slip of this number.</summary>
    public string? SlipNo { get; init; }

    /// <summary>How many requests it has hit.</summary>
    public int Fired { get; init; }

    [JsonIgnore]
    public bool HasEffect => Kind is not (FaultKind.Status or FaultKind.SaysNo or FaultKind.Unclear or FaultKind.Cut or FaultKind.Down);

    [JsonIgnore]
    public bool IsOdd => Kind is FaultKind.SaysNo or FaultKind.Unclear or FaultKind.AppliedThenUnclear;

    /// <summary>The number is null where it could not be read, or not yet.</summary>
    public bool Matches(Operation operation, string? number) =>
        (Operation == Operation.Any || Operation == operation)
        && ((OrderNo ?? SlipNo) is null || (number is not null && number == (operation == Operation.Invoice ? OrderNo : SlipNo)));
}

/// <summary>A header that every call must carry, or it is answered with 401.</summary>
internal sealed record RequiredHeader(string Name, string Value);

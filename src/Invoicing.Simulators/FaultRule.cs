using System.Text.Json.Serialization;

namespace Invoicing.Simulators;

/// <summary>What a faulty system does with a request.</summary>
internal enum FaultKind
{
    /// <summary>Answers <see cref="FaultRule.Status"/>, with <c>Retry-After</c> if given. No effect.</summary>
    Status,

    /// <summary>Like <see cref="Status"/>, but with the effect.</summary>
    AppliedThenStatus,

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
    public const string AnyOperation = "any";

    /// <summary>Default <see cref="AnyOperation"/>.</summary>
    public string Operation { get; init; } = AnyOperation;

    public required FaultKind Kind { get; init; }

    /// <summary>Share of the matching requests that are hit, 0 to 1; default all.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>At most so many requests are hit; default no limit.</summary>
    public int? Times { get; init; }

    /// <summary>
    /// For <see cref="FaultKind.Status"/> and <see cref="FaultKind.AppliedThenStatus"/>: 200 to 599, default 503. For answers that say
    /// no or are unclear: 200 to 299, default 200.
    /// </summary>
    public int Status { get; init; } = 503;

    /// <summary>With a status: the header <c>Retry-After</c>; none when null.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>
    /// For <see cref="FaultKind.Delay"/> (required there), statuses (default none) and <see cref="FaultKind.AppliedThenTimeout"/>
    /// (default one minute).
    /// </summary>
    public int? DelayMs { get; init; }

    /// <summary>
    /// For statuses, default what the simulator says itself; for answers that say no or are unclear, default each time another one by
    /// the seed.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>With <see cref="Body"/>: its content type, default JSON.</summary>
    [JsonIgnore]
    public string? ContentType { get; init; }

    /// <summary>Instead of a status and a body: an answer that the simulator knows by this name.</summary>
    public string? Answer { get; init; }

    /// <summary>With <see cref="Answer"/>, where it sends the client elsewhere.</summary>
    [JsonIgnore]
    public string? Location { get; init; }

    /// <summary>How many requests it has hit.</summary>
    public int Fired { get; init; }

    /// <summary>
    /// Only the documents of these numbers, each under the name that its operation has for it, such as <c>orderNo</c>. A rule with a
    /// number meets nothing that does not carry it.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, object> Numbers { get; init; } = [];

    [JsonIgnore]
    public bool HasEffect => Kind is not (FaultKind.Status or FaultKind.SaysNo or FaultKind.Unclear or FaultKind.Cut or FaultKind.Down);

    [JsonIgnore]
    public bool IsStatus => Kind is FaultKind.Status or FaultKind.AppliedThenStatus;

    [JsonIgnore]
    public bool IsOdd => Kind is FaultKind.SaysNo or FaultKind.Unclear or FaultKind.AppliedThenUnclear;

    /// <param name="numberName">What the operation calls its number; null where it has none.</param>
    /// <param name="number">Null where it could not be read, or not yet.</param>
    public bool Matches(string operation, string? numberName, string? number) =>
        (Operation == AnyOperation || Operation == operation)
        && (Numbers.Count == 0
            || (numberName is not null && number is not null && Numbers.GetValueOrDefault(numberName) is string only && only == number));
}

/// <summary>A header that every call must carry, or it is answered with 401.</summary>
internal sealed record RequiredHeader(string Name, string Value);

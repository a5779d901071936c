namespace Invoicing.Emporix.SetUp;

/// <summary>How the numbers of a type are made. One of a type is active.</summary>
internal sealed record SequenceSchema
{
    public const string InvoiceType = "invoiceNoSequence";

    public string Id { get; init; } = "";

    public required string Tenant { get; init; }

    public required string Name { get; init; }

    /// <summary>Such as <c>invoiceNoSequence</c>; null: nothing is drawn from it.</summary>
    public string? SchemaType { get; init; }

    public string PreText { get; init => field = value ?? ""; } = "";

    public string PostText { get; init => field = value ?? ""; } = "";

    public required long StartValue { get; init; }

    public required long MaxValue { get; init; }

    /// <summary>At least so many; a number that has more is not cut.</summary>
    public required int NumberOfDigits { get; init; }

    public IReadOnlyDictionary<string, SequencePlaceholder> Placeholders { get; init => field = value ?? s_none; } = s_none;

    public bool Active { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    private static readonly Dictionary<string, SequencePlaceholder> s_none = [];
}

/// <param name="Default">Stands in for a value that is not required.</param>
/// <param name="SitePath">Where its value stands in the site, such as <c>homeBase.address.city</c>.</param>
/// <param name="ArrayLimit">So many values of a list are taken.</param>
/// <param name="Delimiter">Between them.</param>
internal sealed record SequencePlaceholder(
    bool Required, string? Default = null, string? SitePath = null, int ArrayLimit = 3, string Delimiter = "-");

/// <summary>How far a series is: a schema has one, and one for each key.</summary>
internal sealed record SequenceCounter
{
    /// <summary>The series (<see cref="SeriesOf"/>).</summary>
    public string Id { get; init; } = "";

    /// <summary>The last one that was drawn.</summary>
    public required long Last { get; init; }

    public static string SeriesOf(string schemaId, string? sequenceKey) =>
        string.IsNullOrEmpty(sequenceKey) ? schemaId : $"{schemaId}/{sequenceKey}";
}

/// <summary>What became of one counter of a series, for ever.</summary>
internal sealed record EmporixNumber
{
    /// <summary>Series and counter: a counter is used once.</summary>
    public string Id { get; init; } = "";

    public required string Tenant { get; init; }

    /// <summary>Of the schema.</summary>
    public required string Type { get; init; }

    /// <summary>The schema's name, which may be gone.</summary>
    public required string Schema { get; init; }

    public required string Series { get; init; }

    public required long Counter { get; init; }

    public required string Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Whose invoice has it; null: none's.</summary>
    public string? OrderId { get; init; }

    /// <summary>The client that drew it over HTTP.</summary>
    public string? DrawnBy { get; init; }

    /// <summary>Why it was passed over.</summary>
    public string? Skipped { get; init; }

    public static string IdOf(string series, long counter) => $"{series}#{counter}";
}

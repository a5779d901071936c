using System.Text.Json.Serialization;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>A facility of the OMS, and the store that it is where orders are invoiced. Its texts are as <see cref="TextNormal"/> has them.</summary>
/// <param name="Facility">As the OMS calls it; case is ignored.</param>
/// <param name="Code">The store's code where orders are invoiced, at most <see cref="LongestCode"/> characters.</param>
internal sealed record StoreEntry(string Facility, string Code)
{
    public const int LongestCode = 5;

    /// <summary>Of facilities and subsidiaries.</summary>
    public const int LongestName = 60;

    /// <summary>False: a warehouse, or a store of somebody else.</summary>
    public bool MayInvoice { get; init; } = true;

    /// <summary>Code of the store that invoices instead, where none of those that shipped may; null: such an order is refused.</summary>
    public string? InvoicedBy { get; init; }

    /// <summary>Between stores of two subsidiaries no stock is moved by a slip. Null: not known, nothing is refused.</summary>
    public string? Subsidiary { get; init; }

    /// <summary>Mail addresses with commas between them, to which the store's daily list goes; null: as the settings say.</summary>
    public string? Mail { get; init; }

    /// <summary>One for all writings of the facility.</summary>
    [JsonIgnore]
    public string Key => KeyOf(Facility);

    public static string KeyOf(string facility) => TextNormal.Of(facility).ToUpperInvariant();

    /// <summary>Neither is known to belong to another subsidiary than the other.</summary>
    public static bool MayShareSlips(StoreEntry? one, StoreEntry? other) =>
        one?.Subsidiary is null || other?.Subsidiary is null || IsSame(one.Subsidiary, other.Subsidiary);

    /// <summary>Names and codes that differ only in case are the same.</summary>
    public static bool IsSame(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with it by itself.</summary>
    public IEnumerable<ValidationError> Faults() =>
    [
        .. Text("facility", Facility, LongestName),
        .. Text("code", Code, LongestCode),
        .. Text("invoicedBy", InvoicedBy, LongestCode),
        .. Text("subsidiary", Subsidiary, LongestName),
        .. Facility.Contains('*')
            ? [new ValidationError("facility", "has a *: an entry is of one facility, patterns belong into the settings")]
            : (ValidationError[])[],
        .. MayInvoice && InvoicedBy is not null
            ? [new ValidationError(
                "invoicedBy", $"is {InvoicedBy}, but the store invoices itself: leave it out, or set mayInvoice to false")]
            : (ValidationError[])[],
    ];

    /// <param name="value">Null: there need be none.</param>
    private static IEnumerable<ValidationError> Text(string field, string? value, int limit)
    {
        if (value is not null && (value.Length == 0 || value.Length > limit || value.Any(char.IsControl)))
        {
            yield return new(field, value.Length == 0 ? "is missing" : value.Length > limit
                ? $"is {value.Length} characters long, at most {limit} are allowed"
                : "has a character that cannot be printed");
        }
        else if (value is not null && TextNormal.HasWide(value, out var problem))
        {
            yield return new(field, problem);
        }
    }
}

/// <summary>The stores that people have entered, as of one moment.</summary>
internal sealed class StoreDirectory
{
    public static readonly StoreDirectory Empty = new([]);

    private readonly Dictionary<string, StoreEntry> _byKey;
    private readonly ILookup<string, StoreEntry> _byCode;

    /// <param name="entries">Of several for one facility, the last counts.</param>
    public StoreDirectory(IEnumerable<StoreEntry> entries)
    {
        _byKey = [];
        foreach (var entry in entries)
        {
            _byKey[entry.Key] = entry;
        }

        Entries = [.. _byKey.Values.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
        _byCode = Entries.ToLookup(entry => entry.Code, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>By facility.</summary>
    public IReadOnlyList<StoreEntry> Entries { get; }

    /// <summary>Nothing is known of stores but what the settings say.</summary>
    public bool IsEmpty => Entries.Count == 0;

    public StoreEntry? OfFacility(string facility) => _byKey.GetValueOrDefault(StoreEntry.KeyOf(facility));

    /// <summary>The first of the facilities that are this store: what decides about orders is the same of all.</summary>
    public StoreEntry? OfCode(string code) => _byCode[code].FirstOrDefault();

    public StoreDirectory With(StoreEntry entry) => new([.. Entries, entry]);

    public StoreDirectory Without(string facility)
    {
        var key = StoreEntry.KeyOf(facility);
        return new(Entries.Where(entry => entry.Key != key));
    }

    /// <summary>What is wrong with an entry by itself, or beside the others.</summary>
    public IReadOnlyList<ValidationError> FaultsOf(StoreEntry entry) => entry.Faults().ToList() is { Count: > 0 } own ? own :
    [
        .. _byCode[entry.Code].Where(other => Decides(other) != Decides(entry)).Take(1).Select(other => new ValidationError(
            "code",
            $"is {entry.Code} like that of {ErrorText.Quote(other.Facility)}, but mayInvoice, invoicedBy or subsidiary differ: facilities "
                + "of one store must agree in these, and one import can change them all")),
        // Where Retail Pro tells codes apart by case, one of the two would be no store.
        .. _byCode[entry.Code].Where(other => other.Code != entry.Code && Decides(other) == Decides(entry)).Take(1)
            .Select(other => new ValidationError(
                "code", $"is {entry.Code}, and {ErrorText.Quote(other.Facility)} has {other.Code}: write the code of one store alike")),
        .. entry.InvoicedBy is { } code && FaultOf(code, entry) is { } problem ? [new ValidationError("invoicedBy", problem)]
            : (ValidationError[])[],
    ];

    private string? FaultOf(string invoicedBy, StoreEntry entry) => OfCode(invoicedBy) switch
    {
        null => $"is {invoicedBy}, which is the code of no store here: enter that store first",
        { MayInvoice: false } => $"is {invoicedBy}, a store that may not invoice either",
        { } other when !StoreEntry.IsSame(other.Subsidiary, entry.Subsidiary) =>
            $"is {invoicedBy} of {SubsidiaryOf(other)}, but {ErrorText.Quote(entry.Facility)} is of {SubsidiaryOf(entry)}: no slip could "
                + "move its stock there",
        { Code: var written } when written != invoicedBy => $"is {invoicedBy}, a store whose code is written {written}",
        _ => null,
    };

    private static string SubsidiaryOf(StoreEntry entry) => entry.Subsidiary is { } name ? $"subsidiary '{name}'" : "no subsidiary";

    private static (bool, string?, string?) Decides(StoreEntry entry) =>
        (entry.MayInvoice, entry.InvoicedBy?.ToUpperInvariant(), entry.Subsidiary?.ToUpperInvariant());
}

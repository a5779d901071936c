using Invoicing.Failures;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;

namespace Invoicing.Operations;

/// <summary>
/// What is said of a facility, by the names of its fields. A field that is not there stays as it is; null or blank: it has none.
/// </summary>
/// <param name="Line">Where it stands in a file, from 1.</param>
internal sealed record StoreValues(long Line, string? Facility, IReadOnlyDictionary<string, string?> Fields)
{
    public const string FacilityField = "facility";

    public static readonly string[] Names = ["code", "mayInvoice", "invoicedBy", "subsidiary", "mail"];

    /// <summary>Names that are none of a field.</summary>
    public IReadOnlyList<ValidationError> Faults { get; init; } = [];
}

/// <param name="Before">Null: it was not there.</param>
/// <param name="After">Null: it is not there any more, or is refused.</param>
internal sealed record StoreChange(long Line, string? Facility, StoreOutcome Outcome, StoreEntry? Before, StoreEntry? After)
{
    public IReadOnlyList<string> Faults { get; init; } = [];
}

/// <summary>What becomes of an entry.</summary>
internal enum StoreOutcome
{
    Added,
    Changed,
    Same,
    Removed,
    Refused,
}

/// <summary>The directory of stores, as people and programs change it: all that they ask for at once, or nothing.</summary>
internal sealed class StoreCommands(StoreDirectories stores)
{
    /// <param name="beside">What else is written with it; told what has changed.</param>
    /// <exception cref="StoreRefusedException">It cannot be entered like that.</exception>
    public async Task<StoreChange> Set(
        StoreValues values, OperatorDecision decision, bool dryRun, CancellationToken ct,
        Action<IDocumentSession, StoreChange>? beside = null)
    {
        StoreChange? set = null;
        await Save(
            before =>
            {
                var (after, changes) = Apply(before, [values]);
                set = changes[0];
                return set.Outcome != StoreOutcome.Refused ? after
                    : throw new StoreRefusedException(
                        $"Store {TextSanitizer.Line(values.Facility ?? "", StoreEntry.LongestName)} is not taken: "
                            + $"{string.Join("; ", set.Faults)}.");
            },
            "set store",
            values.Facility ?? "",
            decision,
            dryRun,
            ct,
            session => beside?.Invoke(session, set!));
        return set!;
    }

    /// <param name="beside">What else is written with it; told what has become of each.</param>
    /// <returns>What becomes of each; if one is refused, nothing was changed.</returns>
    public async Task<IReadOnlyList<StoreChange>> Import(
        IReadOnlyList<StoreValues> rows, string file, OperatorDecision decision, bool dryRun, CancellationToken ct,
        Action<IDocumentSession, IReadOnlyList<StoreChange>>? beside = null)
    {
        IReadOnlyList<StoreChange> changes = [];
        await Save(
            before =>
            {
                (var after, changes) = Apply(before, rows);
                return changes.Any(change => change.Outcome == StoreOutcome.Refused) ? before : after;
            },
            "import stores",
            file,
            decision,
            dryRun,
            ct,
            session => beside?.Invoke(session, changes));
        return changes;
    }

    /// <exception cref="StoreRefusedException">It is not there, or another one needs it.</exception>
    public async Task<StoreChange> Remove(
        string facility, OperatorDecision decision, bool dryRun, CancellationToken ct, Action<IDocumentSession, StoreChange>? beside = null)
    {
        StoreChange? removed = null;
        await Save(
            before =>
            {
                var entry = before.OfFacility(facility)
                    ?? throw UnknownStoreException.Of(facility);
                var after = before.Without(facility);
                removed = new(0, entry.Facility, StoreOutcome.Removed, entry, null);
                return after.Entries.FirstOrDefault(other => after.FaultsOf(other).Count > 0) is { } broken
                    ? throw new StoreRefusedException(
                        $"Store {entry.Facility} is not removed: {broken.Facility} is invoiced by {broken.InvoicedBy}, which would be no "
                            + "store any more. Name another one for it first.")
                    : after;
            },
            "remove store",
            facility,
            decision,
            dryRun,
            ct,
            session => beside?.Invoke(session, removed!));
        return removed!;
    }

    private async Task Save(
        Func<StoreDirectory, StoreDirectory> change, string action, string target, OperatorDecision decision, bool dryRun,
        CancellationToken ct, Action<IDocumentSession> beside)
    {
        if (dryRun)
        {
            change(await stores.LookAgain(ct));
            return;
        }

        await stores.Change(change, action, target, decision, ct, beside);
    }

    /// <summary>What each row makes of the directory. Pure.</summary>
    public static (StoreDirectory After, IReadOnlyList<StoreChange> Changes) Apply(StoreDirectory before, IReadOnlyList<StoreValues> rows)
    {
        var read = rows.Select(row => (Row: row, Entry: StoreReading.Read(row, before, out var faults), Faults: faults.ToList())).ToList();
        var after = new StoreDirectory([.. before.Entries, .. read.Select(row => row.Entry).OfType<StoreEntry>()]);
        foreach (var twice in read.Where(row => row.Entry is not null).GroupBy(row => row.Entry!.Key).Where(same => same.Count() > 1))
        {
            foreach (var row in twice.Skip(1))
            {
                row.Faults.Add(new(StoreValues.FacilityField, $"is {row.Entry!.Facility} as in line {twice.First().Row.Line}"));
            }
        }

        // Entries that no row names may rest on one that a row changes.
        var unnamed = after.Entries.Except(read.Select(row => row.Entry)).Select(entry => (Entry: entry!, Faults: after.FaultsOf(entry!)))
            .FirstOrDefault(other => other.Faults.Count > 0);
        return (after, [.. read.Select((row, place) =>
        {
            IReadOnlyList<string> faults =
            [
                .. row.Faults.Concat(row.Entry is { } entry ? after.FaultsOf(entry) : []).Select(fault => fault.ToString()),
                .. place == read.Count - 1 && unnamed.Entry is { } broken
                    ? [$"{ErrorText.Quote(broken.Facility)} would be wrong then: its {unnamed.Faults[0]}"]
                    : (string[])[],
            ];
            var known = row.Entry is null ? null : before.OfFacility(row.Entry.Facility);
            var outcome = faults.Count > 0 ? StoreOutcome.Refused
                : known is null ? StoreOutcome.Added
                : known == row.Entry ? StoreOutcome.Same
                : StoreOutcome.Changed;
            return new StoreChange(
                row.Row.Line, row.Entry?.Facility ?? row.Row.Facility, outcome, known, outcome == StoreOutcome.Refused ? null : row.Entry)
            {
                Faults = faults,
            };
        })]);
    }
}

/// <summary>Reads an entry from its values. Pure.</summary>
internal static class StoreReading
{
    /// <returns>Null: the facility cannot be read.</returns>
    public static StoreEntry? Read(StoreValues values, StoreDirectory directory, out IReadOnlyList<ValidationError> faults)
    {
        var found = values.Faults.ToList();
        faults = found;
        if (Normal(values.Facility) is not { } facility)
        {
            found.Add(new(StoreValues.FacilityField, "is missing"));
            return null;
        }

        var known = directory.OfFacility(facility);
        var mail = Given("mail", known?.Mail);
        found.AddRange(mail is null ? []
            : MailAddresses.Problems([mail]).Select(problem => new ValidationError("mail", problem.TrimEnd('.'))));
        return new(known?.Facility ?? facility, Given("code", known?.Code) ?? facility)
        {
            MayInvoice = MayInvoice(known?.MayInvoice ?? true, values, found),
            InvoicedBy = Given("invoicedBy", known?.InvoicedBy),
            Subsidiary = Given("subsidiary", known?.Subsidiary),
            Mail = mail is null ? null : new SettingList { mail }.ToString(),
        };

        string? Given(string field, string? now) => values.Fields.TryGetValue(field, out var value) ? Normal(value) : now;
    }

    private static bool MayInvoice(bool now, StoreValues values, List<ValidationError> faults)
    {
        if (!values.Fields.TryGetValue("mayInvoice", out var value))
        {
            return now;
        }

        switch (Normal(value)?.ToUpperInvariant())
        {
            case null or "TRUE" or "YES":
                return true;
            case "FALSE" or "NO":
                return false;
            default:
                faults.Add(new("mayInvoice", $"is {ErrorText.Quote(value!)}, allowed are true and false"));
                return now;
        }
    }

    private static string? Normal(string? text) => string.IsNullOrWhiteSpace(text) ? null : TextNormal.Of(text) is { Length: > 0 } normal
        ? normal
        : null;
}

/// <summary>The directory has no entry of a facility.</summary>
internal sealed class UnknownStoreException(string message) : CommandRefusedException(message)
{
    public static UnknownStoreException Of(string facility) => new(
        $"There is no store {TextSanitizer.Line(facility, StoreEntry.LongestName)} in the directory: `invoicing stores list` shows all.");
}

/// <summary>An entry of the directory cannot be as it is asked for.</summary>
internal sealed class StoreRefusedException(string message) : CommandRefusedException(message);

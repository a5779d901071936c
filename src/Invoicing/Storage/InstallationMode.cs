using Invoicing.Process;
using Marten;

namespace Invoicing.Storage;

/// <summary>What the database is for: written once, by whoever comes first, and never changed.</summary>
internal sealed record InstallationMode(InvoicingMode Mode, DateTimeOffset At)
{
    public const string TheOne = "installation";

    public string Id { get; init; } = TheOne;
}

/// <summary>A database and a virtual host belong to one mode: what counts as done in shadow mode is not invoiced.</summary>
internal sealed class InstallationModes(IDocumentStore store, TimeProvider clock)
{
    /// <summary>Takes the database for a mode, unless it has one.</summary>
    /// <exception cref="ModeMismatchException">It has the other one, or holds orders from before there were modes.</exception>
    public async Task Take(InvoicingMode mode, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        await session.LockInTransaction(InstallationMode.TheOne, ct);
        if (await Problem(session, mode, ct) is { } problem)
        {
            throw new ModeMismatchException(problem);
        }

        if (await session.LoadAsync<InstallationMode>(InstallationMode.TheOne, ct) is null)
        {
            session.Insert(new InstallationMode(mode, clock.GetUtcNow()));
            await session.SaveChangesAsync(ct);
        }
    }

    /// <returns>Null: a service of this mode may use the database.</returns>
    public async Task<string?> Problem(InvoicingMode mode, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await Problem(session, mode, ct);
    }

    private static async Task<string?> Problem(IQuerySession session, InvoicingMode mode, CancellationToken ct)
    {
        var known = await session.LoadAsync<InstallationMode>(InstallationMode.TheOne, ct);
        return known is null
            ? mode == InvoicingMode.Shadow && await session.Query<OrderProcess>().AnyAsync(ct)
                ? "The database holds orders of a live service, and Invoicing:Mode is Shadow. Give shadow mode a database "
                    + "(Postgres:ConnectionString) and a virtual host (RabbitMq:Uri) of its own."
                : null
            : known.Mode == mode ? null
            : $"The database was made for Invoicing:Mode {known.Mode}, and the setting is {mode}: what is done in shadow mode is not "
                + "invoiced, so a database belongs to one mode for ever. Name another database (Postgres:ConnectionString) and "
                + "another virtual host (RabbitMq:Uri), or set Invoicing:Mode right.";
    }
}

/// <summary>Database or virtual host belong to the other mode.</summary>
internal sealed class ModeMismatchException(string message) : Exception(message);

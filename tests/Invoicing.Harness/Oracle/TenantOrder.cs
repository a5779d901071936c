using System.Text.Json.Nodes;

namespace Invoicing.Harness.Oracle;

/// <summary>An order as it stands in Emporix before a run, and the transactions of its payments.</summary>
/// <param name="Json">Null: Emporix does not know it, though jobs name it.</param>
/// <param name="Transactions">By their ids, as the simulator takes them.</param>
/// <param name="Jobs">How often it is named by a job that is posted.</param>
internal sealed record TenantOrder(
    string Tenant, string OrderId, JsonObject? Json, IReadOnlyDictionary<string, JsonObject> Transactions, int Jobs)
{
    /// <summary>As it is known here.</summary>
    public string OrderNo => $"emporix/{Tenant}/{OrderId}";
}

/// <summary>An invoice job that a tenant's client posts.</summary>
/// <param name="Place">When: as a share of the orders of the OMS that are published by then.</param>
/// <param name="Times">Twice: the client asks again at the same time, so that there are two jobs.</param>
internal sealed record PlannedJob(string Tenant, IReadOnlyList<string> OrderIds, double Place, int Times)
{
    /// <summary>One entry each, in their order.</summary>
    public IReadOnlyList<string> Entries => [.. OrderIds.Select(id => id.Trim()).Distinct()];
}

/// <summary>A site of a tenant of the run, as the tenant sets it up.</summary>
internal sealed record TenantSite(string Tenant, string Code, string Zone, string Language, string Country);

/// <summary>A tenant of the run: its numbers are <see cref="PreText"/> and a counter from <see cref="StartValue"/>.</summary>
internal sealed record TenantSetUp(string Name, string Seller, string PreText, int Digits, long StartValue, IReadOnlyList<TenantSite> Sites)
{
    public static IReadOnlyList<TenantSetUp> All { get; } =
    [
        new("acme", "Acme Shoes GmbH", "INV-__year__-", 6, 1,
        [
            new("acme", "de-main", "Europe/Berlin", "de", "DE"), new("acme", "jp-main", "Asia/Tokyo", "en", "JP"),
        ]),
        new("globex", "Globex Trading Ltd", "R__country__", 4, 9990,
        [
            new("globex", "at-main", "Europe/Vienna", "de", "AT"), new("globex", "kw-main", "Asia/Kuwait", "en", "KW"),
        ]),
    ];

    public static TenantSetUp Of(string tenant) => All.Single(each => each.Name == tenant);
}

/// <summary>What must have become of an order of Emporix.</summary>
internal sealed record ExpectedInEmporix(string Tenant, string OrderId)
{
    /// <summary>Each of them once.</summary>
    public IReadOnlyList<ExpectedCapture> Captures { get; init; } = [];

    /// <summary>Null: it all went well.</summary>
    public ExpectedTrouble? Trouble { get; init; }

    /// <summary>Null: it may have no number, no PDF and no mail.</summary>
    public ExpectedDocument? Document { get; init; }

    /// <summary>How often it is named by a job that is posted: each may try again what has failed.</summary>
    public int Jobs { get; init; }
}

/// <param name="MayBeRepeated">The gateway itself would refuse to take it twice, so an unclear call may be made again.</param>
internal sealed record ExpectedCapture(string TransactionId, decimal Amount, string Currency, bool MayBeRepeated);

/// <summary>What PDF and mail must show, besides the number.</summary>
/// <param name="Customer">A word that stands in nothing but this customer's data.</param>
/// <param name="Country">Of the site.</param>
/// <param name="Shown">Total and lines, as they are written in the invoice's language.</param>
/// <param name="Hidden">What was not delivered.</param>
internal sealed record ExpectedDocument(
    string Email, string Customer, string Seller, string Country, IReadOnlyList<string> Shown, IReadOnlyList<string> Hidden);

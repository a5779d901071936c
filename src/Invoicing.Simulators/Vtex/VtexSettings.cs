using System.Text.Json;

namespace Invoicing.Simulators.Vtex;

/// <summary>How fast this VTEX is and whom it lets in: the body of <c>PUT /simulator/settings</c>, which replaces all of it.</summary>
internal sealed record VtexSettings
{
    private const int LongestMs = 24 * 60 * 60 * 1000;

    /// <summary>The real one takes some six seconds.</summary>
    public int VisibleAfterMs { get; init; } = 200;

    /// <summary>From the status <c>invoice</c> to <c>invoiced</c>.</summary>
    public int InvoicedAfterMs { get; init; } = 200;

    /// <summary>From the status <c>start-handling</c> to <c>handling</c>.</summary>
    public int HandlingAfterMs { get; init; }

    /// <summary>How old the list of orders is. The real one lags some four minutes.</summary>
    public int ListLagMs { get; init; }

    /// <summary>Instead of the time-out of the feed's configuration, which counts in seconds.</summary>
    public int? FeedVisibilityMs { get; init; }

    /// <summary>Every so many events one comes twice; 0: none.</summary>
    public int FeedRepeatEvery { get; init; }

    /// <summary>Events come in an order that the seed tells.</summary>
    public bool FeedShuffled { get; init; }

    public long Seed { get; init; }

    /// <summary>How long after a push that was not taken the next one comes.</summary>
    public int HookRetryMs { get; init; } = 1000;

    /// <summary>For other accounts any credentials will do that are not empty.</summary>
    public IReadOnlyList<AccountSettings> Accounts { get; init; } = [];

    /// <summary>Null when the body has faults, which are all noted.</summary>
    public static VtexSettings? Read(JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        var standard = new VtexSettings();
        int? Milliseconds(string name) => (int?)root.Whole(name, 0, LongestMs, required: false);
        var settings = new VtexSettings
        {
            VisibleAfterMs = Milliseconds("visibleAfterMs") ?? standard.VisibleAfterMs,
            InvoicedAfterMs = Milliseconds("invoicedAfterMs") ?? standard.InvoicedAfterMs,
            HandlingAfterMs = Milliseconds("handlingAfterMs") ?? standard.HandlingAfterMs,
            ListLagMs = Milliseconds("listLagMs") ?? standard.ListLagMs,
            FeedVisibilityMs = Milliseconds("feedVisibilityMs"),
            FeedRepeatEvery = (int?)root.Whole("feedRepeatEvery", 0, 1000, required: false) ?? 0,
            FeedShuffled = root.Flag("feedShuffled") ?? false,
            Seed = root.Whole("seed", long.MinValue, long.MaxValue, required: false) ?? 0,
            HookRetryMs = Milliseconds("hookRetryMs") ?? standard.HookRetryMs,
            Accounts = [.. root.Objects("accounts", required: false).Select(AccountSettings.Read)],
        };
        root.FaultIf(json.ValueKind != JsonValueKind.Object, "the settings", "must be an object");
        root.RefuseOthers();
        return faults.Count == 0 ? settings : null;
    }

    public AccountSettings Of(string account) =>
        Accounts.FirstOrDefault(settings => settings.Account == account) ?? new AccountSettings(account, null, null, []);
}

/// <summary>What one account lets its clients do.</summary>
/// <param name="AppKey">Null: any.</param>
/// <param name="AppToken">Null: any.</param>
/// <param name="MissingResources">What the key's role lacks, by VTEX's names: see <see cref="Resources"/>.</param>
internal sealed record AccountSettings(string Account, string? AppKey, string? AppToken, IReadOnlyList<string> MissingResources)
{
    public static AccountSettings Read(FieldReader reader)
    {
        var missing = reader.Texts("missingResources", required: false);
        reader.FaultIf(
            missing.Except(Resources.All).Any(), "missingResources", $"may name {string.Join(", ", Resources.All)} and nothing else");
        var account = new AccountSettings(
            reader.Text("account", 100, required: true) ?? "",
            reader.Text("appKey", 200, required: false),
            reader.Text("appToken", 200, required: false),
            missing);
        reader.RefuseOthers();
        return account;
    }
}

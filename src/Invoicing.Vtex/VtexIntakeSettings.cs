using System.ComponentModel.DataAnnotations;

namespace Invoicing.Vtex;

/// <summary>Section <c>Vtex:Feed</c>: what VTEX tells of its orders, and how it is taken in; by the hook, too.</summary>
internal sealed class VtexFeedSettings
{
    /// <summary>Whether the feeds of all accounts are read.</summary>
    public bool Enabled { get; set; }

    /// <summary>Whether a configuration of feed or hook that is missing or another is written anew; else people are told only.</summary>
    public bool Manage { get; set; }

    /// <summary>Of which events are taken in; those of other states are passed over.</summary>
    public string[] States { get; set; } = ["ready-for-handling", "handling", "invoiced", "canceled"];

    /// <summary>How long to wait when nothing more was to be read.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the configuration is looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the list of open orders is gone through for what no event told of.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Section <c>Vtex:Hook</c>: where VTEX pushes events to.</summary>
internal sealed class VtexHookSettings
{
    /// <summary>Where to listen, plain HTTP; no hook while it is empty.</summary>
    public SettingList Urls { get; set; } = [];

    /// <summary>By which address VTEX reaches it; needed to write the hook's configuration, and looked for in it.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>The header in which VTEX shows the secret.</summary>
    public string Header { get; set; } = "key";

    /// <summary>What it must hold. Secret.</summary>
    public string? Secret { get; set; }

    public bool IsOn => Urls.Count > 0;

    /// <summary>Without its secret.</summary>
    public override string ToString() => $"{Urls}";
}

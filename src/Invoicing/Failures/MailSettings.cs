using System.ComponentModel.DataAnnotations;

namespace Invoicing.Failures;

/// <summary>Section <c>Mail</c>: who is told of failures, and how.</summary>
internal sealed class MailSettings
{
    public const string Section = "Mail";

    /// <summary>Sender. Its domain is also that of the <c>Message-ID</c>.</summary>
    public string From { get; set; } = "invoicing@localhost";

    /// <summary>Recipients. Must be set when <c>Mail:Smtp:Host</c> is; <c>operations@localhost</c> otherwise.</summary>
    public SettingList To { get; set; } = [];

    /// <summary>The mail server. Without a host, mails are written to <see cref="Folder"/>.</summary>
    public SmtpSettings Smtp { get; set; } = new();

    /// <summary>
    /// Where mails are written, one <c>.eml</c> file each, when there is no mail server. Relative to the current directory.
    /// </summary>
    [Required]
    public string Folder { get; set; } = "mails";

    /// <summary>Others than <see cref="To"/> for failures of some stores or kinds; the first entry that matches counts.</summary>
    public MailRoute[] Routes { get; set; } = [];

    /// <summary>Mail addresses by code of the store: each gets its own list every day.</summary>
    public Dictionary<string, SettingList> Stores { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A report of failures goes out this long after the first one that is in none. 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ReportAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When the daily mails go out, in <c>RetailPro:TimeZone</c>; none while it is empty.</summary>
    public TimeOnly? DailyAt { get; set; } = new TimeOnly(7, 0);

    /// <summary>
    /// Of what is told at once: at most one mail of one cause in this time; what comes meanwhile is merged into the next. 0 to 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MergeWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often each instance looks for failures to mail. 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    // Methods: .NET's binder would take the name of a property for that of a setting, and pass over it.
    public bool UsesSmtp() => !string.IsNullOrWhiteSpace(Smtp.Host);

    public IReadOnlyList<string> Recipients() => To.Count > 0 ? To : ["operations@localhost"];
}

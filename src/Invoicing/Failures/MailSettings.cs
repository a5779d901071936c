using System.ComponentModel.DataAnnotations;
using Invoicing.Process;
using Invoicing.Storage;

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

    /// <summary>When the daily mails go out, in <c>Invoicing:TimeZone</c>; none while it is empty.</summary>
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

    /// <summary>Who gets the daily list of each store, by its code. What people have entered of a store wins over the settings.</summary>
    public Dictionary<string, SettingList> RecipientsByStore(StoreDirectory directory)
    {
        var stores = new Dictionary<string, SettingList>(Stores, StringComparer.OrdinalIgnoreCase);
        foreach (var store in directory.Entries.Where(entry => entry.Mail is not null)
            .GroupBy(entry => entry.Code, StringComparer.OrdinalIgnoreCase))
        {
            stores[store.Key] = [.. new SettingList { string.Join(',', store.Select(entry => entry.Mail)) }.Distinct()];
        }

        return stores;
    }

    /// <summary>Who is told of such a failure.</summary>
    /// <returns>Null: whoever <see cref="To"/> names when the mail is sent.</returns>
    public IReadOnlyList<string>? RecipientsOf(NoticeKind kind, string? store) =>
        Array.Find(Routes, route => route.Matches(kind, store))?.To is { } to && !to.SequenceEqual(Recipients()) ? to : null;
}

/// <summary>One entry of <c>Mail:Routes</c>: who is told of some of the failures. The first entry that a failure matches decides.</summary>
internal sealed class MailRoute
{
    /// <summary>
    /// Codes of the stores whose failures these are: the invoicing store, or the one that a slip leaves. Empty: all, and what is of no
    /// store.
    /// </summary>
    public SettingList Stores { get; set; } = [];

    /// <summary>Names of <see cref="NoticeKind"/>. Empty: all.</summary>
    public SettingList Kinds { get; set; } = [];

    /// <summary>Recipients. One at least.</summary>
    public SettingList To { get; set; } = [];

    public bool Matches(NoticeKind kind, string? store) =>
        (Stores.Count == 0 || (store is not null && Stores.Contains(store))) && (Kinds.Count == 0 || Kinds.Contains(kind.ToString()));

    /// <summary>Without the recipients: it may be logged.</summary>
    public override string ToString() => $"{Of("Stores", Stores)} {Of("Kinds", Kinds)}";

    private static string Of(string name, SettingList values) => $"{name}={(values.Count == 0 ? "all" : string.Join('+', values))}";
}

/// <summary>Section <c>Mail:Smtp</c>.</summary>
internal sealed class SmtpSettings
{
    private const int TlsFromTheFirstByte = 465;

    /// <summary>Name or address of the mail server; mails go to <c>Mail:Folder</c> while it is empty.</summary>
    public string? Host { get; set; }

    /// <summary>1 to 65535; 587 and 25 are usual with STARTTLS, 465 with TLS from the first byte.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is secured.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.Auto;

    /// <summary>The older way to say it: true is <see cref="SmtpSecurity.StartTls"/>, false is <see cref="SmtpSecurity.None"/>.</summary>
    public bool? StartTls { get; set; }

    /// <summary>User of the mail server; no login when empty.</summary>
    public string? UserName { get; set; }

    /// <summary>Secret.</summary>
    public string? Password { get; set; }

    /// <summary>Longest time for sending one mail. 100 ms to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What the settings come to. Never <see cref="SmtpSecurity.Auto"/>, and never without TLS unless that is asked for.</summary>
    public SmtpSecurity EffectiveSecurity() => StartTls is { } startTls ? startTls ? SmtpSecurity.StartTls : SmtpSecurity.None
        : Security != SmtpSecurity.Auto ? Security
        : Port == TlsFromTheFirstByte ? SmtpSecurity.Tls : SmtpSecurity.StartTls;
}

/// <summary>How a connection to a mail server is secured.</summary>
internal enum SmtpSecurity
{
    /// <summary>TLS from the first byte on port 465, STARTTLS on every other.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>TLS that is begun by STARTTLS; nothing is sent to a server that does not offer it.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}

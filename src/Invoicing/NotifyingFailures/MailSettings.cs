using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace Invoicing.NotifyingFailures;

/// <summary>Section <c>Mail</c>: who is told of failures, and how.</summary>
internal sealed class MailSettings : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>Sender. Its domain is also that of the <c>Message-ID</c>.</summary>
    public string From { get; set; } = "invoicing@localhost";

    /// <summary>Recipients: a list, or one value with commas. Must be set when <c>Mail:Smtp:Host</c> is; <c>operations@localhost</c> otherwise.</summary>
    public string[] To { get; set; } = [];

    /// <summary>The mail server. Without a host, mails are written to <see cref="Folder"/>.</summary>
    public SmtpSettings Smtp { get; set; } = new();

    /// <summary>Where mails are written, one <c>.eml</c> file each, when there is no mail server. Relative to the current directory.</summary>
    [Required(ErrorMessage = "Mail:Folder must name a folder.")]
    public string Folder { get; set; } = "mails";

    /// <summary>Others than <see cref="To"/> for failures of some stores or kinds; the first entry that matches counts.</summary>
    public MailRoute[] Routes { get; set; } = [];

    /// <summary>Mail addresses, with commas, by code of the store: each gets its own list every day.</summary>
    public Dictionary<string, string> Stores { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A report of failures goes out this long after the first one that is in none. 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "Mail:ReportAfter must be between 00:00:00 and 1.00:00:00.")]
    public TimeSpan ReportAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When the daily mails go out, in <c>RetailPro:TimeZone</c>; none while it is empty.</summary>
    public TimeOnly? DailyAt { get; set; } = new TimeOnly(7, 0);

    /// <summary>Of what is told at once: at most one mail of one cause in this time; what comes meanwhile is merged into the next. 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "Mail:MergeWindow must be between 00:00:00 and 1.00:00:00.")]
    public TimeSpan MergeWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often each instance looks for failures to mail. 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = "Mail:PollInterval must be between 00:00:00.010 and 00:01:00.")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    public bool UsesSmtp => !string.IsNullOrWhiteSpace(Smtp.Host);

    public IReadOnlyList<string> Recipients => To.Length > 0 ? To : ["operations@localhost"];

    public string[] StoreRecipients(string store) => Split(Stores[store]);

    /// <summary>Several values fit into one environment variable, which a list does not.</summary>
    public static string[] Split(string? value) => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!MailAddress.TryCreate(From, out _))
        {
            yield return new("Mail:From must be one mail address, such as invoicing@example.com.");
        }

        // The addresses themselves stay out of the text: it is logged.
        if (!AreAddresses(To))
        {
            yield return new("Mail:To must be mail addresses, as a list or separated by commas.");
        }

        if (UsesSmtp && To.Length == 0)
        {
            yield return new("Mail:To must name at least one mail address, because Mail:Smtp:Host is set.");
        }

        foreach (var problem in ProblemsOfRoutes())
        {
            yield return new(problem);
        }

        foreach (var store in Stores.Where(store => StoreRecipients(store.Key) is not { Length: > 0 } to || !AreAddresses(to)))
        {
            yield return new($"Mail:Stores:{store.Key} must be mail addresses, as a list or separated by commas.");
        }

        if (Smtp.Port is < 1 or > 65535)
        {
            yield return new("Mail:Smtp:Port must be between 1 and 65535; 587 is usual with STARTTLS.");
        }

        if (Smtp.Timeout < TimeSpan.FromMilliseconds(100) || Smtp.Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new("Mail:Smtp:Timeout must be between 00:00:00.100 and 00:05:00.");
        }

        if (string.IsNullOrEmpty(Smtp.UserName) != string.IsNullOrEmpty(Smtp.Password))
        {
            yield return new("Mail:Smtp:UserName and Mail:Smtp:Password must be set together, or neither.");
        }
    }

    private IEnumerable<string> ProblemsOfRoutes()
    {
        for (var i = 0; i < Routes.Length; i++)
        {
            if (Routes[i].To.Length == 0 || !AreAddresses(Routes[i].To))
            {
                yield return FormattableString.Invariant($"Mail:Routes:{i}:To must be mail addresses, as a list or separated by commas.");
            }

            foreach (var kind in Routes[i].Kinds.Except(Enum.GetNames<NoticeKind>()))
            {
                yield return FormattableString.Invariant($"Mail:Routes:{i}:Kinds has {kind}, allowed is {string.Join(", ", Enum.GetNames<NoticeKind>())}.");
            }
        }
    }

    private static bool AreAddresses(string[] texts) => texts.All(text => MailAddress.TryCreate(text, out _));
}

/// <summary>Section <c>Mail:Smtp</c>.</summary>
internal sealed class SmtpSettings
{
    /// <summary>Name or address of the mail server; mails go to <c>Mail:Folder</c> while it is empty.</summary>
    public string? Host { get; set; }

    /// <summary>1 to 65535. TLS from the first byte (465) is not supported.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Send only over TLS, begun by STARTTLS.</summary>
    public bool StartTls { get; set; } = true;

    /// <summary>User of the mail server; no login when empty.</summary>
    public string? UserName { get; set; }

    /// <summary>Secret.</summary>
    public string? Password { get; set; }

    /// <summary>Longest time for sending one mail. 100 ms to 5 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

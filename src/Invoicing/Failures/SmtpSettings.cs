using System.ComponentModel.DataAnnotations;

namespace Invoicing.Failures;

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

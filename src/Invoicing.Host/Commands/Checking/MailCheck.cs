using Invoicing.Failures;
using Invoicing.Failures.Writing;
using Invoicing.Operations;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Checking;

/// <summary>The way out for mails: connection, TLS and login; on request a mail to its end.</summary>
internal static class MailCheck
{
    /// <summary>More than any <c>Mail:Smtp:Timeout</c>.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);

    public static async Task<Finding> Run(IServiceProvider services, CancellationToken ct)
    {
        var mail = services.GetRequiredService<IOptions<MailSettings>>().Value;
        var problem = await services.GetRequiredService<IMailGateway>().Check(ct);
        return problem is not null ? Finding.Wrong(problem)
            : !mail.UsesSmtp() ? Finding.Well($"no mail server is set (Mail:Smtp:Host): mails are written to "
                + $"{Path.GetFullPath(mail.Folder)}")
            : Finding.Well($"{mail.Smtp.Host}:{mail.Smtp.Port} answers, {Secured(mail.Smtp)}, "
                + $"{(string.IsNullOrEmpty(mail.Smtp.UserName) ? "no login" : "login accepted")}");
    }

    /// <param name="to">Addresses; empty: those of <c>Mail:To</c>.</param>
    public static async Task<Finding> Send(IServiceProvider services, string[] to, CancellationToken ct)
    {
        var settings = services.GetRequiredService<IOptions<MailSettings>>().Value;
        IReadOnlyList<string> recipients = to.Length > 0 ? to : settings.Recipients();
        var page = new Page("Test mail", [new Paragraph("This mail was sent by `invoicing check --mail`. Mails about failures go the same "
            + "way. There is nothing to do.")]);
        var mail = Mail.Of(Guid.CreateVersion7(), settings.From, "[Invoicing] Test mail", page) with { Recipients = recipients };
        try
        {
            var outcome = await services.GetRequiredService<IMailGateway>().Send(mail, ct);
            return outcome.Refused.Count > 0
                ? Finding.Wrong($"{Taken(settings, outcome.Accepted)}; refused: {string.Join(", ", outcome.Refused)}. Look at these "
                    + "addresses, and at Mail:From.")
                : Finding.Well($"{Taken(settings, outcome.Accepted)}: {string.Join(", ", recipients)}. See that it arrives");
        }
        catch (MailServerException wrong)
        {
            return Finding.Wrong(wrong.Message);
        }
    }

    private static string Taken(MailSettings settings, int recipients) => settings.UsesSmtp()
        ? $"taken by the mail server for {recipients} {(recipients == 1 ? "recipient" : "recipients")}"
        : $"written to {Path.GetFullPath(settings.Folder)}";

    private static string Secured(SmtpSettings smtp) => smtp.EffectiveSecurity() switch
    {
        SmtpSecurity.Tls => "TLS from the first byte",
        SmtpSecurity.StartTls => "TLS by STARTTLS",
        _ => "no TLS",
    };
}

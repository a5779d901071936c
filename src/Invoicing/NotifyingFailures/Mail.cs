using System.Globalization;
using System.Net.Mail;

namespace Invoicing.NotifyingFailures;

/// <summary>A mail to operations. The recipients are the gateway's, from the settings.</summary>
/// <param name="Id">The mail's row.</param>
/// <param name="MessageId">The <c>Message-ID</c> header with its angle brackets: the same however often the mail is sent.</param>
/// <param name="Subject">One line.</param>
/// <param name="TextBody">Lines end in <c>\n</c>.</param>
internal sealed record Mail(Guid Id, string MessageId, string Subject, string TextBody)
{
    /// <summary>The <c>Message-ID</c> of a mail, in the domain of its sender.</summary>
    public static string MessageIdOf(Guid id, string from) =>
        $"<{id:N}@{new IdnMapping().GetAscii(new MailAddress(from).Host)}>";
}

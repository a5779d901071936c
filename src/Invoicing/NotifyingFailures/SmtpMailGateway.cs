using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.NotifyingFailures;

/// <summary>Sends mails through the framework's SMTP client.</summary>
internal sealed class SmtpMailGateway(IOptions<MailSettings> options, ILogger<SmtpMailGateway> log) : IMailGateway
{
    private SmtpSettings Smtp => options.Value.Smtp;

    private string Place => string.Create(CultureInfo.InvariantCulture, $"{Smtp.Host}:{Smtp.Port}");

    public async Task Send(Mail mail, CancellationToken cancellationToken)
    {
        // Passes every server, old ones too; the library encodes the line breaks of quoted-printable text wrongly.
        using var message = Envelope.Around(mail, options.Value, TransferEncoding.Base64);
        using var client = new SmtpClient(Smtp.Host, Smtp.Port)
        {
            EnableSsl = Smtp.StartTls,
            Credentials = string.IsNullOrEmpty(Smtp.UserName) ? null : new NetworkCredential(Smtp.UserName, Smtp.Password),
        };
        // The client's own time-out is for its synchronous calls only.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Smtp.Timeout);
        try
        {
            await client.SendMailAsync(message, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The mail server {Place} did not take the mail within {Smtp.Timeout}.");
        }
        catch (SmtpFailedRecipientException refused) when (Refused(refused) < message.To.Count)
        {
            // The others have it, and would get it again at every attempt.
            log.LogWarning(
                "The mail server refused {Refused} of {Recipients} recipients of a mail; look at the setting Mail:To",
                Refused(refused), message.To.Count);
        }
    }

    public async Task<string?> Check(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Smtp.Timeout);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(Smtp.Host!, Smtp.Port, limit.Token);
            using var reader = new StreamReader(connection.GetStream());
            var greeting = await reader.ReadLineAsync(limit.Token);
            return greeting?.StartsWith("220", StringComparison.Ordinal) == true
                ? null
                : $"{Place} does not greet as a mail server. Look at the settings Mail:Smtp:Host and Mail:Smtp:Port.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The mail server {Place} did not answer within {Smtp.Timeout}. Look at the settings Mail:Smtp:Host and Mail:Smtp:Port.";
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return $"The mail server {Place} cannot be reached ({error.Message}). Look at the settings Mail:Smtp:Host and Mail:Smtp:Port.";
        }
    }

    private static int Refused(SmtpFailedRecipientException refused) =>
        refused is SmtpFailedRecipientsException several ? several.InnerExceptions.Length : 1;
}

using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Invoicing.Failures;

/// <summary>
/// One connection to the mail server, from the first byte to its purpose; says where it fails and which setting to look at.
/// </summary>
/// <param name="longest">For all of it: no server can make it wait any longer.</param>
internal sealed class SmtpConversation(SmtpSettings smtp, TimeSpan longest) : SmtpClient
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    private const string Address = "Look at the settings Mail:Smtp:Host and Mail:Smtp:Port";

    private string _stage = "";
    private string _certificate = "";
    private bool _isSending;

    public List<RefusedRecipient> Refused { get; } = [];

    private string Server => string.Create(CultureInfo.InvariantCulture, $"The mail server {smtp.Host}:{smtp.Port}");

    /// <exception cref="MailServerException">Says what is wrong and where to look.</exception>
    public async Task Hold(Func<CancellationToken, Task> purpose, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(longest);
        try
        {
            // Not every step of a connection heeds its token; one that is given up here is closed by its owner.
            await Speak(purpose, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var seconds = longest.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
            throw new MailServerException($"{Server} {_stage} within {seconds} s. {Hint}.") { MayBeTaken = _isSending };
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            throw new MailServerException(TextSanitizer.WithoutAddresses($"{Server} {Why(error)}"), error)
            {
                MayBeTaken = _isSending && error is not SmtpCommandException,
            };
        }
    }

    /// <summary>What was taken is taken, however the server says goodbye.</summary>
    public async Task Leave()
    {
        using var limit = new CancellationTokenSource(LongestFarewell);
        try
        {
            await DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception)
        {
        }
    }

    /// <summary>Goes on with the other recipients when one is refused.</summary>
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Refused.Add(new(
            mailbox.GetAddress(idnEncode: true),
            $"{(int)response.StatusCode} {response.Response}",
            (int)response.StatusCode >= 500));

    private async Task Speak(Func<CancellationToken, Task> purpose, CancellationToken limit)
    {
        ServerCertificateValidationCallback = Judge;
        // Asks a server of the certificate's authority, which a mail server's network need not reach.
        CheckCertificateRevocation = false;

        _stage = "did not answer";
        using var connection = new TcpClient();
        await connection.ConnectAsync(smtp.Host!, smtp.Port, limit);

        _stage = Security == SmtpSecurity.Tls
            ? "takes the connection, but did not begin TLS and greet"
            : "takes the connection, but did not greet";
        var options = Security switch
        {
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        };
        await ConnectAsync(connection.Client, smtp.Host!, smtp.Port, options, limit);

        if (!string.IsNullOrEmpty(smtp.UserName))
        {
            _stage = "did not answer to the login";
            await AuthenticateAsync(Encoding.UTF8, new NetworkCredential(smtp.UserName, smtp.Password), limit);
        }

        _stage = "did not take the mail";
        _isSending = true;
        await purpose(limit);
    }

    private SmtpSecurity Security => smtp.EffectiveSecurity();

    private string Hint => Security switch
    {
        SmtpSecurity.Tls => "If it begins TLS with STARTTLS only, set Mail:Smtp:Security to StartTls; else look at Mail:Smtp:Host and "
            + "Mail:Smtp:Port",
        _ when _stage.Contains("greet") => "If it speaks TLS from the first byte, set Mail:Smtp:Security to Tls; else look at "
            + "Mail:Smtp:Host and Mail:Smtp:Port",
        _ => Address,
    };

    private string Why(Exception error) => error switch
    {
        SocketException socket => $"cannot be reached ({socket.Message}). {Address}.",
        SslHandshakeException when _certificate.Length > 0 =>
            $"has a certificate that is not trusted: {_certificate}. "
            + "Have the server's certificate mended, add its authority to those that this system trusts, or correct Mail:Smtp:Host.",
        SslHandshakeException when Security == SmtpSecurity.Tls =>
            $"and this program could not agree on TLS ({One(error.GetBaseException().Message)}). {Hint}.",
        SslHandshakeException =>
            $"and this program could not agree on TLS after STARTTLS ({One(error.GetBaseException().Message)}). "
            + "Look at the server's log: its versions and ciphers may be too old.",
        NotSupportedException when _stage.Contains("login") =>
            "offers no login. Leave Mail:Smtp:UserName and Mail:Smtp:Password empty, or correct Mail:Smtp:Port or Mail:Smtp:Security.",
        NotSupportedException =>
            "does not offer STARTTLS, and nothing is sent without TLS. "
            + "Set Mail:Smtp:Security to Tls if it speaks TLS from the first byte, or to None if the network is yours.",
        AuthenticationException refused =>
            $"refuses the login ({One(refused.InnerException?.Message ?? refused.Message)}). Correct Mail:Smtp:UserName and "
                + "Mail:Smtp:Password.",
        SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } sender =>
            $"refuses the sender ({(int)sender.StatusCode} {One(sender.Message)}). Correct Mail:From, or Mail:Smtp:UserName and "
                + "Mail:Smtp:Password.",
        SmtpCommandException command => $"answered {(int)command.StatusCode} {One(command.Message)}",
        SmtpProtocolException or ServiceNotConnectedException => $"does not speak as a mail server does ({One(error.Message)}). {Hint}.",
        IOException => $"has closed the connection ({One(error.Message)}). {Hint}.",
        _ => $"could not be used: {One(error.Message)} {Address}.",
    };

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        string[] name = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? [$"it is not for {smtp.Host} but for {certificate?.Subject}"]
            : [];
        var trust = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? chain!.ChainStatus.Select(status => One(status.StatusInformation).TrimEnd('.')).Distinct()
            : [];
        _certificate = string.Join("; ", name.Concat(trust));
        return errors == SslPolicyErrors.None;
    }

    private static string One(string text) => TextSanitizer.Line(text, 200);
}

internal sealed class MailServerException(string message, Exception? inner = null) : Exception(message)
{
    /// <summary>For whoever debugs; what it says stands in the message, as far as it may be told.</summary>
    public Exception? Reason => inner;

    /// <summary>The mail was on its way, and no answer tells what became of it.</summary>
    public bool MayBeTaken { get; init; }

    /// <summary>The same again gets the same answer (5xx).</summary>
    public bool IsForGood => inner is SmtpCommandException { StatusCode: >= (SmtpStatusCode)500 };
}

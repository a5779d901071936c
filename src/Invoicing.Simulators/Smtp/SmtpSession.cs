using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Invoicing.Simulators.Smtp;

/// <summary>The dialogue with one client (RFC 5321; any name and password will do).</summary>
/// <param name="certificate">Null: STARTTLS is not offered.</param>
/// <param name="nextFault">What to do at a stage instead of going on; null: nothing.</param>
internal sealed class SmtpSession(
    Stream stream,
    X509Certificate2? certificate,
    Func<SmtpStage, SmtpFault?> nextFault,
    Action<string, IReadOnlyList<string>, byte[]> keep,
    CancellationToken stop)
{
    private static readonly string s_extensions =
        $"250-sink.example.test\r\n250-SIZE {SmtpLines.LongestMail}\r\n250-8BITMIME\r\n250-PIPELINING\r\n"
        + "250-SMTPUTF8\r\n250-AUTH PLAIN LOGIN";

    private readonly List<string> _recipients = [];
    private string? _sender;
    private Stream _stream = stream;
    private SmtpLines _lines = new(stream);
    private bool _isOver;

    public async Task Run()
    {
        await Step(SmtpStage.Connection, () => Reply("220 sink.example.test ESMTP"));
        while (!_isOver && await _lines.ReadCommand(stop) is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var verb = space < 0 ? line : line[..space];
            await Obey(verb.ToUpperInvariant(), space < 0 ? "" : line[(space + 1)..].Trim());
        }
    }

    private Task Obey(string verb, string argument) => verb switch
    {
        "EHLO" => Greet($"{s_extensions}\r\n250 {(OffersTls ? "STARTTLS" : "HELP")}"),
        "STARTTLS" when OffersTls => StartTls(),
        "HELO" => Greet("250 sink.example.test"),
        "AUTH" => Authenticate(argument),
        "MAIL" => TakeSender(Address(argument, "FROM:")),
        "RCPT" => TakeRecipient(Address(argument, "TO:")),
        "DATA" when _sender is null => Reply("503 MAIL comes first"),
        "DATA" when _recipients.Count == 0 => Reply("554 No valid recipients"),
        "DATA" => Step(SmtpStage.Data, ReceiveContent),
        "RSET" => Greet("250 OK"),
        "NOOP" => Reply("250 OK"),
        "VRFY" => Reply("252 Send it and see"),
        "QUIT" => Leave(),
        _ => Reply("500 Command not known"),
    };

    private bool OffersTls => certificate is not null && _stream is not SslStream;

    private async Task StartTls()
    {
        await Reply("220 Go on");
        var secured = new SslStream(_stream);
        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
        (_stream, _lines) = (secured, new SmtpLines(secured));
        Forget();
    }

    private Task Greet(string reply)
    {
        Forget();
        return Reply(reply);
    }

    private Task Leave()
    {
        _isOver = true;
        return Reply("221 Bye");
    }

    // PLAIN is one line, LOGIN two; either may come with its first line in the command.
    private async Task Authenticate(string argument)
    {
        var parts = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] prompts = parts.FirstOrDefault()?.ToUpperInvariant() switch
        {
            "PLAIN" => ["334 "],
            "LOGIN" => ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"],
            _ => [],
        };
        foreach (var prompt in prompts.Skip(parts.Length > 1 ? 1 : 0))
        {
            await Reply(prompt);
            if (await _lines.ReadCommand(stop) is "*" or null)
            {
                await Reply("501 Given up");
                return;
            }
        }

        await (prompts is [] ? Reply("504 Only PLAIN and LOGIN are known") : Step(SmtpStage.SignIn, () => Reply("235 Welcome")));
    }

    private Task TakeSender(string? sender) => sender is null ? Reply("501 Write MAIL FROM:<address>")
        : _sender is not null ? Reply("503 A mail has been begun")
        : Step(SmtpStage.Sender, () =>
        {
            _sender = sender;
            return Reply("250 OK");
        });

    private Task TakeRecipient(string? recipient) => _sender is null ? Reply("503 MAIL comes first")
        : string.IsNullOrEmpty(recipient) ? Reply("501 Write RCPT TO:<address>")
        : Step(SmtpStage.Recipient, () =>
        {
            _recipients.Add(recipient);
            return Reply("250 OK");
        });

    private async Task ReceiveContent()
    {
        await Reply("354 Go on, end with a single dot");
        var received = await _lines.ReadContent(stop);
        var (sender, recipients) = (_sender!, _recipients.ToArray());
        Forget();
        if (received is not { } mail)
        {
            // Half a mail is none: without the dot the sender must believe it was not taken.
            _isOver = true;
        }
        else if (mail.IsTooLong)
        {
            await Reply($"552 Longer than {SmtpLines.LongestMail} bytes");
        }
        else
        {
            await Step(SmtpStage.Content, () =>
            {
                keep(sender, recipients, mail.Content);
                return Step(SmtpStage.Kept, () => Reply("250 Kept"));
            });
        }
    }

    private void Forget()
    {
        _sender = null;
        _recipients.Clear();
    }

    private static string? Address(string argument, string keyword)
    {
        var end = argument.IndexOf('>', StringComparison.Ordinal);
        var rest = argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase) && end > 0 ? argument[keyword.Length..end].Trim() : "";
        return rest.StartsWith('<') ? rest[1..].Trim() : null;
    }

    private async Task Step(SmtpStage stage, Func<Task> goOn)
    {
        switch (nextFault(stage))
        {
            case null:
                await goOn();
                break;
            case { Code: { } code } fault:
                // After 421, and instead of a greeting, a server closes.
                _isOver = code == 421 || stage == SmtpStage.Connection;
                await Reply($"{code} {fault.Text}");
                break;
            default:
                _isOver = true;
                await _lines.ReadToEnd(stop);
                break;
        }
    }

    private Task Reply(string reply) => _stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"), stop).AsTask();
}

/// <summary>The points of a dialogue at which a sink can be told to refuse or to fall silent.</summary>
internal enum SmtpStage
{
    /// <summary>Right after the connection, before the greeting.</summary>
    Connection,

    /// <summary>When name and password have been given.</summary>
    SignIn,

    /// <summary>At <c>MAIL FROM</c>.</summary>
    Sender,

    /// <summary>At each <c>RCPT TO</c>.</summary>
    Recipient,

    /// <summary>At the command <c>DATA</c>, before any content.</summary>
    Data,

    /// <summary>After the content has arrived; the mail is not kept.</summary>
    Content,

    /// <summary>After the mail has been kept: the sender cannot know that it was.</summary>
    Kept,
}

/// <summary>What to do instead of going on: answer with a code, or, without one, never answer.</summary>
internal sealed record SmtpFault(int? Code, string Text);

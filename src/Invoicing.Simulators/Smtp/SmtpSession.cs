using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Invoicing.Simulators.Smtp;

/// <summary>The dialogue with one client (RFC 5321; any name and password will do).</summary>
/// <param name="certificate">Null: STARTTLS is not offered.</param>
internal sealed partial class SmtpSession(
    Stream stream, X509Certificate2? certificate, SmtpFaults faults, Action<string, IReadOnlyList<string>, byte[]> keep)
{
    private static readonly string s_extensions = string.Join(
        "\r\n", "250-sink.example.test", $"250-SIZE {SmtpLines.LongestMail}", "250-8BITMIME", "250-PIPELINING", "250-SMTPUTF8", "250-AUTH PLAIN LOGIN");

    private Stream _stream = stream;
    private SmtpLines _lines = new(stream);
    private bool _isOver;

    public async Task Run(CancellationToken stop)
    {
        await Step(SmtpStage.Connection, () => Reply("220 sink.example.test ESMTP", stop), stop);
        while (!_isOver && await _lines.ReadCommand(stop) is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var verb = space < 0 ? line : line[..space];
            await Obey(verb.ToUpperInvariant(), space < 0 ? "" : line[(space + 1)..].Trim(), stop);
        }
    }

    private Task Obey(string verb, string argument, CancellationToken stop) => verb switch
    {
        "EHLO" => Greet($"{s_extensions}\r\n250 {(OffersTls ? "STARTTLS" : "HELP")}", stop),
        "STARTTLS" when OffersTls => StartTls(stop),
        "HELO" => Greet("250 sink.example.test", stop),
        "AUTH" => Authenticate(argument, stop),
        "MAIL" => TakeSender(argument, stop),
        "RCPT" => TakeRecipient(argument, stop),
        "DATA" => TakeContent(stop),
        "RSET" => Greet("250 OK", stop),
        "NOOP" => Reply("250 OK", stop),
        "VRFY" => Reply("252 Send it and see", stop),
        "QUIT" => Leave(stop),
        _ => Reply("500 Command not known", stop),
    };

    private bool OffersTls => certificate is not null && _stream is not SslStream;

    private async Task StartTls(CancellationToken stop)
    {
        await Reply("220 Go on", stop);
        var secured = new SslStream(_stream);
        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
        (_stream, _lines) = (secured, new SmtpLines(secured));
        Forget();
    }

    private Task Greet(string reply, CancellationToken stop)
    {
        Forget();
        return Reply(reply, stop);
    }

    private async Task Leave(CancellationToken stop)
    {
        _isOver = true;
        await Reply("221 Bye", stop);
    }

    // PLAIN is one line, LOGIN two; either may come with its first line in the command.
    private async Task Authenticate(string argument, CancellationToken stop)
    {
        var parts = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var prompts = (parts.FirstOrDefault() ?? "").ToUpperInvariant() switch
        {
            "PLAIN" => new[] { "334 " },
            "LOGIN" => ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"],
            _ => null,
        };
        if (prompts is null)
        {
            await Reply("504 Only PLAIN and LOGIN are known", stop);
            return;
        }

        foreach (var prompt in prompts.Skip(parts.Length > 1 ? 1 : 0))
        {
            await Reply(prompt, stop);
            if (await _lines.ReadCommand(stop) is "*" or null)
            {
                await Reply("501 Given up", stop);
                return;
            }
        }

        await Step(SmtpStage.SignIn, () => Reply("235 Welcome", stop), stop);
    }

    private async Task Step(SmtpStage stage, Func<Task> goOn, CancellationToken stop)
    {
        switch (faults.Next(stage))
        {
            case null:
                await goOn();
                break;
            case { Code: { } code } fault:
                // After 421, and instead of a greeting, a server closes.
                _isOver = code == 421 || stage == SmtpStage.Connection;
                await Reply($"{code} {fault.Text}", stop);
                break;
            default:
                _isOver = true;
                await _lines.ReadToEnd(stop);
                break;
        }
    }

    private Task Reply(string reply, CancellationToken stop) => _stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"), stop).AsTask();
}

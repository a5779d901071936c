using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Invoicing.Simulators.Smtp;

/// <summary>
/// A mail server on loopback that delivers nothing: it keeps every mail in memory and, given a folder, as an <c>.eml</c> file.
/// </summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly string? _folder;
    private readonly X509Certificate2? _certificate;
    private readonly bool _tlsFirst;
    private readonly Lock _gate = new();
    private readonly List<ReceivedMail> _messages = [];
    private readonly Dictionary<SmtpStage, (SmtpFault Fault, int Left)> _faults = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _sessions = [];
    private readonly Task _accepting;

    private SmtpSink(int port, string? folder, X509Certificate2? certificate, bool tlsFirst)
    {
        (_folder, _certificate, _tlsFirst) = (folder, certificate, tlsFirst);
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
        }

        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptClients();
    }

    /// <summary>Raised for every mail that was kept, before the client is told. Called from several threads.</summary>
    public event Action<ReceivedMail>? Received;

    public int Port { get; }

    /// <summary>The mails so far, in the order in which they were kept.</summary>
    public IReadOnlyList<ReceivedMail> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    /// <param name="port">0 takes a free one.</param>
    /// <param name="folder">Where mails are stored; made if missing. Null: in memory only.</param>
    /// <param name="certificate">Offers STARTTLS with it.</param>
    /// <param name="tlsFirst">Speaks TLS from the first byte instead.</param>
    public static SmtpSink Start(
        int port = 0, string? folder = null, X509Certificate2? certificate = null, bool tlsFirst = false) =>
        new(port, folder, certificate, tlsFirst);

    /// <summary>Serves until stopped and prints where it listens, then a line for every mail: time, subject, recipients.</summary>
    public static async Task Run(int port, string folder, CancellationToken stop)
    {
        await using var sink = Start(port, folder);
        sink.Received += mail => Console.Out.WriteLine(
            $"{mail.ReceivedAt:yyyy-MM-dd HH:mm:ss}Z  {Printable(mail.Subject)}  to {Printable(string.Join(", ", mail.To))}");
        await Console.Out.WriteLineAsync($"SMTP sink listens on 127.0.0.1:{sink.Port} and stores mails in {Path.GetFullPath(folder)}");
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Answers with the code, such as 451 or 550, at the stage; only the next so many times, if given.</summary>
    public void Reject(SmtpStage stage, int code, string text = "simulated refusal", int times = int.MaxValue) =>
        Set(stage, new SmtpFault(code, text), times);

    /// <summary>Never answers a client that comes to the stage.</summary>
    public void Hang(SmtpStage stage, int times = int.MaxValue) => Set(stage, new SmtpFault(null, ""), times);

    /// <summary>Ends refusals and hanging for what comes; a client that is left hanging stays so.</summary>
    public void ClearFaults()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_sessions.Keys);
        _stop.Dispose();
    }

    private void Set(SmtpStage stage, SmtpFault fault, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        lock (_gate)
        {
            _faults[stage] = (fault, times);
        }
    }

    private SmtpFault? NextFault(SmtpStage stage)
    {
        lock (_gate)
        {
            if (_faults.Remove(stage, out var entry) && entry.Left > 1)
            {
                _faults[stage] = (entry.Fault, entry.Left - 1);
            }

            return entry.Fault;
        }
    }

    private async Task AcceptClients()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                var session = Serve(client);
                _sessions[session] = true;
                _ = session.ContinueWith(done => _sessions.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // A client that left before it was taken must not end the service; a stop ends the loop by its condition.
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using Stream stream = _tlsFirst ? new SslStream(client.GetStream()) : client.GetStream();
                if (stream is SslStream secured)
                {
                    var certificate = new SslServerAuthenticationOptions { ServerCertificate = _certificate };
                    await secured.AuthenticateAsServerAsync(certificate, _stop.Token);
                }

                await new SmtpSession(stream, _certificate, NextFault, Keep, _stop.Token).Run();
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or AuthenticationException)
            {
                // The client has gone or the sink stops: nobody is left to answer.
            }
        }
    }

    private void Keep(string from, IReadOnlyList<string> to, byte[] content)
    {
        ReceivedMail mail;
        lock (_gate)
        {
            var now = TimeProvider.System.GetUtcNow();
            mail = new ReceivedMail(now, from, to, Encoding.UTF8.GetString(content), Store(now, content));
            _messages.Add(mail);
        }

        Received?.Invoke(mail);
    }

    private string? Store(DateTimeOffset now, byte[] content)
    {
        if (_folder is null)
        {
            return null;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd'T'HHmmss.fff'Z'}-{_messages.Count + 1:D6}.eml");
        var file = Path.Combine(_folder, name);

        // Moved into place, so that whoever watches the folder never reads half a mail.
        File.WriteAllBytes(file + ".part", content);
        File.Move(file + ".part", file);
        return file;
    }

    // A mail must not be able to move the cursor of the terminal that shows it.
    private static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}

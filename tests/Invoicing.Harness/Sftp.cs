using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Invoicing.Harness;

/// <summary>A real OpenSSH server of the test's own, with keys of its own, that serves files only; and the client to it.</summary>
internal sealed class Sftp : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("invoicing-sftp-").FullName;
    private readonly int _port = FreePort.Find();
    private readonly List<string> _log = [];
    private System.Diagnostics.Process? _server;

    private Sftp()
    {
    }

    public int Port => _port;

    public static string User => Environment.UserName;

    /// <summary>The private key that lets in.</summary>
    public string KeyFile => In("user_key");

    /// <summary>The fingerprint of the server's key, such as <c>SHA256:…</c>.</summary>
    public string HostKey { get; private set; } = "";

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    public static async Task<Sftp> Start()
    {
        var sftp = new Sftp();
        foreach (var key in new[] { "host_key", "user_key" })
        {
            await sftp.MakeKey(key);
        }

        sftp.HostKey = await sftp.FingerprintOf("host_key");
        await sftp.GoOn();
        return sftp;
    }

    /// <summary>The server goes down; connections that are open end with their clients.</summary>
    public async Task Stop()
    {
        if (_server is { } server)
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
            _server = null;
        }
    }

    /// <summary>The server comes up (again).</summary>
    /// <param name="options">
    /// Of its file service: <c>-R</c> refuses all that would change anything, <c>-P open</c> gives nothing out.
    /// </param>
    public async Task GoOn(string options = "")
    {
        await Configure($"internal-sftp {options}");
        // Absolute: the server starts itself anew for each connection.
        _server = System.Diagnostics.Process
            .Start(new ProcessStartInfo(Server(), ["-D", "-e", "-f", In("sshd_config")]) { RedirectStandardError = true })!;
        _server.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.Add(line.Data ?? "");
            }
        };
        _server.BeginErrorReadLine();
        await Wait.Until(
            () => _server.HasExited ? throw new InvalidOperationException($"sshd has ended: {string.Join('\n', Log)}") : Answers(),
            "sshd answers");
    }

    /// <summary>The fingerprint of another key, which no server has.</summary>
    public async Task<string> OtherHostKey()
    {
        await MakeKey("other_key");
        return await FingerprintOf("other_key");
    }

    /// <summary>As a script with <c>sftp -b</c> uploads: straight under the final name.</summary>
    public async Task Upload(string file, string target) => await Run($"put \"{file}\" \"{target}\"");

    public async Task Run(params string[] commands)
    {
        var batch = In($"batch-{Guid.NewGuid():N}");
        await File.WriteAllLinesAsync(batch, commands);
        var done = await Command.Run("sftp", [.. Options(), "-b", batch, $"{Environment.UserName}@127.0.0.1"], []);
        done.ExitCode.ShouldBe(0, $"{done}\n{string.Join('\n', Log)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task MakeKey(string name) =>
        (await Command.Run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", In(name)], [])).ExitCode.ShouldBe(0);

    private async Task<string> FingerprintOf(string name) =>
        (await Command.Run("ssh-keygen", ["-lf", In(name + ".pub")], [])).Output.Split(' ')[1];

    private async Task Configure(string command)
    {
        // Where the server drops its rights while it speaks to strangers; Debian's start script would make it.
        if (Environment.UserName == "root")
        {
            Directory.CreateDirectory("/run/sshd");
        }

        await File.WriteAllTextAsync(In("sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {_port}
            HostKey {In("host_key")}
            PidFile none
            AuthorizedKeysFile {In("user_key.pub")}
            StrictModes no
            MaxStartups 100
            UsePAM no
            PasswordAuthentication yes
            LogLevel VERBOSE
            PermitRootLogin prohibit-password
            Subsystem sftp internal-sftp
            ForceCommand {command}
            """);
    }

    private IEnumerable<string> Options() =>
    [
        "-q", "-P", $"{_port}", "-i", In(
            "user_key"), "-F", "none", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
        "-o", $"UserKnownHostsFile={In("known_hosts")}",
    ];

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static string Server() => new[] { "/usr/sbin/sshd", "/usr/local/sbin/sshd" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("There is no sshd here. Run as root: infra/servers.sh install-for-tests");
}

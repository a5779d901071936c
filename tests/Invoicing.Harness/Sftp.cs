using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Invoicing.Harness;

/// <summary>A real OpenSSH server of the test's own, with keys of its own, that serves files only; and the client to it.</summary>
internal sealed class Sftp : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("invoicing-sftp-").FullName;
    private readonly int _port = FreePort();
    private Process _server = null!;

    private Sftp()
    {
    }

    public static async Task<Sftp> Start()
    {
        var sftp = new Sftp();
        await sftp.Configure();
        // Absolute: the server starts itself anew for each connection.
        sftp._server = Process.Start(new ProcessStartInfo(Server(), ["-D", "-e", "-f", sftp.In("sshd_config")]) { RedirectStandardError = true })!;
        sftp._server.ErrorDataReceived += (_, line) => sftp.Log.Add(line.Data ?? "");
        sftp._server.BeginErrorReadLine();
        await Wait.Until(() => sftp._server.HasExited ? throw new InvalidOperationException($"sshd has ended: {string.Join('\n', sftp.Log)}") : sftp.Answers(), "sshd answers");
        return sftp;
    }

    public List<string> Log { get; } = [];

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
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Configure()
    {
        foreach (var key in new[] { "host_key", "user_key" })
        {
            (await Command.Run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", In(key)], [])).ExitCode.ShouldBe(0);
        }

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
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            Subsystem sftp internal-sftp
            ForceCommand internal-sftp
            """);
    }

    private IEnumerable<string> Options() =>
    [
        "-q", "-P", $"{_port}", "-i", In("user_key"), "-F", "none", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Security.Cryptography;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;

namespace Invoicing.Intake.Sftp;

/// <summary>Every step ends within its time. Folders are named as in the settings, files by <see cref="RemoteFile.Name"/>.</summary>
internal sealed class SftpConnection : IAsyncDisposable
{
    private const int Piece = 256 * 1024;

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly SftpClient _client;

    private SftpConnection(SftpClient client) => _client = client;

    /// <exception cref="SftpFaultException">The server's key is none that is pinned, or the key to sign in with cannot be used.</exception>
    public static async Task<SftpConnection> Open(SftpSettings sftp, CancellationToken ct)
    {
        // A byte stays a byte: names need not be UTF-8.
        var info = new ConnectionInfo(sftp.Host, sftp.Port, sftp.User, SignIn.Methods(sftp))
        {
            Timeout = s_connect, Encoding = Encoding.Latin1,
        };
        var client = new SftpClient(info) { OperationTimeout = s_answer };
        string? offered = null;
        client.HostKeyReceived += (_, key) =>
        {
            key.CanTrust = sftp.HostKeys.Any(pinned => pinned.TrimEnd('=') == $"SHA256:{key.FingerPrintSHA256}");
            offered = key.CanTrust ? null : $"{key.HostKeyName} SHA256:{key.FingerPrintSHA256}";
        };
        var connection = new SftpConnection(client);
        try
        {
            await connection.InTime(client.ConnectAsync, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            if (offered is null || ct.IsCancellationRequested)
            {
                throw;
            }

            throw new SftpFaultException(
                SftpFaultException.HostKey,
                $"{sftp.Server} has the key {offered}, and Feeds:Sftp:HostKey does not. Nobody has signed in. " +
                "Ask the server's owner whether it is theirs: " +
                "if it is, add it to Feeds:Sftp:HostKey; if not, somebody else answers in its place.");
        }
    }

    /// <exception cref="SshException">The folder cannot be listed.</exception>
    public async Task<List<RemoteFile>> List(string folder, CancellationToken ct, int most = int.MaxValue)
    {
        var found = new List<RemoteFile>();
        // No limit for the whole: there may be many.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var entries = _client.ListDirectoryAsync(RemoteFile.Raw(folder), stop.Token).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (found.Count < most && await InTime(_ => entries.MoveNextAsync().AsTask(), ct))
            {
                var entry = entries.Current;
                if (entry.Name is not ("." or ".."))
                {
                    found.Add(new(entry.Name, KindOf(entry.Attributes), StampOf(entry.Attributes)));
                }
            }

            return found;
        }
        finally
        {
            await stop.CancelAsync();
            await Quietly(entries.DisposeAsync().AsTask);
        }
    }

    public Task<FileStamp> Stamp(string folder, string name, CancellationToken ct) =>
        InTime(async time => StampOf((await _client.GetAsync(PathOf(folder, name), time)).Attributes), ct);

    public Task<bool> Exists(string folder, string name, CancellationToken ct) =>
        InTime(time => _client.ExistsAsync(PathOf(folder, name), time), ct);

    /// <summary>Copies a file from where the copy ends.</summary>
    /// <param name="size">Of the file: once the copy is longer it is another, and may have no end.</param>
    public async Task Fetch(string folder, string name, FileStream copy, long size, CancellationToken ct)
    {
        var file = await InTime(time => _client.OpenAsync(PathOf(folder, name), FileMode.Open, FileAccess.Read, time), ct);
        try
        {
            file.Seek(copy.Length, SeekOrigin.Begin);
            var buffer = new byte[Piece];
            while (copy.Length <= size && await InTime(async time => await file.ReadAsync(buffer, time), ct) is var count and > 0)
            {
                await copy.WriteAsync(buffer.AsMemory(0, count), ct);
            }
        }
        finally
        {
            await Quietly(file.DisposeAsync().AsTask);
        }
    }

    /// <summary>Written aside and put into its place, so that nobody there reads half of it.</summary>
    public async Task Put(string folder, string name, Stream content, Func<Task> before, CancellationToken ct)
    {
        var (aside, place) = (PathOf(folder, $".{name}.part"), PathOf(folder, name));
        // No limit for the whole: what counts is that it goes on.
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(s_answer);
        var progress = new Progress(() => time.CancelAfter(s_answer));
        await _client.UploadFileAsync(content, aside, canOverride: true, progress, time.Token).WaitAsync(time.Token);
        await before();
        await InTime(time => Task.Run(() => Replace(aside, place), time), ct);
    }

    public Task Rename(string fromFolder, string from, string toFolder, string to, CancellationToken ct) =>
        InTime(time => _client.RenameFileAsync(PathOf(fromFolder, from), PathOf(toFolder, to), time), ct);

    public Task Delete(string folder, string name, CancellationToken ct) =>
        InTime(time => _client.DeleteFileAsync(PathOf(folder, name), time), ct);

    public async Task MakeFolder(string folder, CancellationToken ct)
    {
        var path = RemoteFile.Raw(folder);
        if (!await InTime(time => _client.ExistsAsync(path, time), ct))
        {
            await InTime(time => _client.CreateDirectoryAsync(path, time), ct);
        }
    }

    public async ValueTask DisposeAsync() => await Quietly(() => Task.Run(_client.Dispose));

    private void Replace(string aside, string place)
    {
        try
        {
            _client.RenameFile(aside, place, isPosix: true);
        }
        catch (NotSupportedException)
        {
            // Not OpenSSH: its plain rename replaces nothing.
            if (_client.Exists(place))
            {
                _client.DeleteFile(place);
            }

            _client.RenameFile(aside, place);
        }
    }

    private Task InTime(Func<CancellationToken, Task> step, CancellationToken ct) => InTime(
        async time =>
        {
            await step(time);
            return true;
        },
        ct);

    // A connection that is silent may keep a call for ever, whatever it is told.
    private async Task<T> InTime<T>(Func<CancellationToken, Task<T>> step, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(s_answer);
        return await step(time.Token).WaitAsync(time.Token);
    }

    private static async Task Quietly(Func<Task> farewell)
    {
        try
        {
            await farewell().WaitAsync(s_farewell);
        }
        catch (Exception e) when (SftpFaultException.IsOfServer(e))
        {
            // The other side is gone, and with it what was to be closed.
        }
    }

    private static string PathOf(string folder, string name) => $"{RemoteFile.Raw(folder).TrimEnd('/')}/{name}";

    private static FileStamp StampOf(SftpFileAttributes attributes) => new(attributes.Size, attributes.LastWriteTimeUtc);

    private static RemoteKind KindOf(SftpFileAttributes file) => file switch
    {
        { IsSymbolicLink: true } => RemoteKind.Link,
        { IsDirectory: true } => RemoteKind.Folder,
        { IsNamedPipe: true } or { IsSocket: true } or { IsBlockDevice: true } or { IsCharacterDevice: true } => RemoteKind.PipeOrDevice,
        _ => RemoteKind.File,
    };

    private sealed class Progress(Action report) : IProgress<UploadFileProgressReport>
    {
        public void Report(UploadFileProgressReport value) => report();
    }
}

/// <summary>With what to sign in: the key first, then the password, also where the server asks for it in a dialogue.</summary>
internal static class SignIn
{
    /// <exception cref="SftpFaultException">The key cannot be used.</exception>
    public static AuthenticationMethod[] Methods(SftpSettings sftp)
    {
        var methods = new List<AuthenticationMethod>();
        if (sftp.KeyFile.Length > 0)
        {
            methods.Add(new PrivateKeyAuthenticationMethod(sftp.User, KeyOf(sftp)));
        }

        if (sftp.Password.Length > 0)
        {
            methods.Add(new PasswordAuthenticationMethod(sftp.User, sftp.Password));
            var dialogue = new KeyboardInteractiveAuthenticationMethod(sftp.User);
            dialogue.AuthenticationPrompt += (_, asked) =>
            {
                foreach (var prompt in asked.Prompts)
                {
                    prompt.Response = sftp.Password;
                }
            };
            methods.Add(dialogue);
        }

        return [.. methods];
    }

    private static PrivateKeyFile KeyOf(SftpSettings sftp)
    {
        try
        {
            return sftp.KeyPassphrase.Length > 0 ? new PrivateKeyFile(sftp.KeyFile, sftp.KeyPassphrase) : new PrivateKeyFile(sftp.KeyFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SshException or NotSupportedException
            or CryptographicException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new SftpFaultException(SftpFaultException.SignIn, "the file of Feeds:Sftp:KeyFile " + e switch
            {
                SshPassPhraseNullOrEmptyException => "is protected by a passphrase. Give it in Feeds:Sftp:KeyPassphrase.",
                IOException or UnauthorizedAccessException =>
                    $"cannot be read ({SftpFaultException.Said(e)}). Correct Feeds:Sftp:KeyFile, or let this user read it.",
                _ => "is no private key that can be used, or Feeds:Sftp:KeyPassphrase is not its passphrase. "
                    + "`ssh-keygen -yf FILE` tells whether it is one.",
            });
        }
    }
}

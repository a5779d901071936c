using System.Globalization;
using System.Text;

namespace Invoicing.Simulators.Smtp;

/// <summary>The mails of a sink, in memory and, given a folder, as files.</summary>
internal sealed class Mailbox
{
    private readonly string? _folder;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly List<ReceivedMail> _messages = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];

    public Mailbox(string? folder, TimeProvider clock)
    {
        _folder = folder;
        _clock = clock;
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
        }
    }

    public event Action<ReceivedMail>? Received;

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

    public void Keep(string from, IReadOnlyList<string> to, byte[] content)
    {
        ReceivedMail mail;
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            mail = new ReceivedMail(now, from, to, Encoding.UTF8.GetString(content), Store(now, content));
            _messages.Add(mail);
            EndWaits();
        }

        Received?.Invoke(mail);
    }

    public async Task<IReadOnlyList<ReceivedMail>> WaitFor(int count, TimeSpan atMost)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waits.Add((count, reached));
            EndWaits();
        }

        await reached.Task.WaitAsync(atMost);
        return Messages;
    }

    private void EndWaits()
    {
        foreach (var (_, reached) in _waits.Where(wait => wait.Count <= _messages.Count))
        {
            reached.TrySetResult();
        }

        _waits.RemoveAll(wait => wait.Count <= _messages.Count);
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
}

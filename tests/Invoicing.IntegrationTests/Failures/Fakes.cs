using System.Collections.Concurrent;
using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Failures;

/// <summary>Keeps the mails that it is given, or fails, or keeps them and never returns.</summary>
internal sealed class RecordingGateway : IMailGateway
{
    private readonly ConcurrentQueue<Mail> _sent = new();

    public volatile bool IsDown;
    public volatile bool Hangs;

    public IReadOnlyList<Mail> Sent => [.. _sent];

    public int Attempts;

    /// <summary>What happens between the mail server's yes and the dispatcher's mark.</summary>
    public Func<Task> Accepted { get; set; } = () => Task.CompletedTask;

    /// <summary>How recipients are answered, by the mail.</summary>
    public Func<Mail, MailOutcome> Answer { get; set; } = _ => MailOutcome.TakenFor(1);

    public async Task<MailOutcome> Send(Mail mail, CancellationToken cancellationToken, TimeSpan? longest = null)
    {
        Interlocked.Increment(ref Attempts);
        if (IsDown)
        {
            throw new IOException("550 <operations@example.com> is unknown");
        }

        _sent.Enqueue(mail);
        await Accepted();
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return Answer(mail);
    }

    public Task<string?> Check(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}

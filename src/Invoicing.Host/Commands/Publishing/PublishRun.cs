using Invoicing.Intake.Parsing;

namespace Invoicing.Host.Commands.Publishing;

/// <summary>Publishes texts with many in flight, and counts.</summary>
/// <param name="publish">Null once confirmed, else what is wrong.</param>
/// <param name="tell">Takes a line for every text that was not published.</param>
internal sealed class PublishRun(Func<ReadOnlyMemory<byte>, Task<string?>> publish, Action<string> tell)
{
    public const int InFlight = 256;

    private readonly SemaphoreSlim _window = new(InFlight);
    private long _published;
    private long _failed;
    private volatile bool _stopped;
    private string? _last;

    public long Published => Interlocked.Read(ref _published);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Set after a text was not confirmed: what keeps one from the queue keeps all, so nothing is published after it.</summary>
    public bool IsStopped => _stopped;

    public async Task Publish(IAsyncEnumerable<OrderText> texts, CancellationToken ct)
    {
        await foreach (var text in texts.WithCancellation(ct))
        {
            if (text.Problem is not null)
            {
                Fail(text.Place, text.Problem);
                continue;
            }

            await _window.WaitAsync(ct);
            if (_stopped)
            {
                _window.Release();
                return;
            }

            _last = text.Place;
            _ = PublishOne(text);
        }
    }

    /// <summary>Waits for all that are in flight.</summary>
    public async Task Finish()
    {
        for (var i = 0; i < InFlight; i++)
        {
            await _window.WaitAsync();
        }

        if (_stopped)
        {
            tell($"Stopped at {_last}: nothing after it was published. Publishing the file again does no harm.");
        }
    }

    private async Task PublishOne(OrderText text)
    {
        try
        {
            if (await publish(text.Json) is { } problem)
            {
                _stopped = true;
                Fail(text.Place, problem);
            }
            else
            {
                Interlocked.Increment(ref _published);
            }
        }
        catch (Exception e)
        {
            _stopped = true;
            Fail(text.Place, $"was not confirmed: {e.Message.TrimEnd('.')}");
        }
        finally
        {
            _window.Release();
        }
    }

    public void Fail(string place, string problem)
    {
        Interlocked.Increment(ref _failed);
        tell($"{place}: {problem}.");
    }
}

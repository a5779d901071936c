namespace Invoicing.Operations;

/// <summary>What is read once for all who ask at the same time, and shown for a while.</summary>
internal sealed class Remembered<T>(TimeProvider clock)
{
    private readonly SemaphoreSlim _turn = new(1);
    private DateTimeOffset _until;

    /// <summary>As it was read last, however long ago; the type's default before that.</summary>
    public T? Last { get; private set; }

    /// <param name="read">Whoever asks and goes away must not spoil it for the others.</param>
    /// <param name="lasts">For how long it is shown, by how long the reading took.</param>
    public async Task<T> Get(Func<Task<T>> read, Func<TimeSpan, TimeSpan> lasts, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            var began = clock.GetUtcNow();
            if (began >= _until)
            {
                Last = await read();
                var ended = clock.GetUtcNow();
                _until = ended + lasts(ended - began);
            }

            return Last!;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The next one who asks has it read anew.</summary>
    public void Forget() => _until = default;
}

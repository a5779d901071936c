using System.Collections.Concurrent;

namespace Invoicing.Systems;

/// <summary>
/// Numbers of calls of unknown outcome that were looked for in vain, each since when: a system may show late what it has done. A process
/// that does not know asks for longer.
/// </summary>
internal sealed class MissingNumbers(TimeProvider clock)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _since = new();

    public void Found(string number) => _since.TryRemove(number, out _);

    /// <param name="patience">Until then it may still show.</param>
    public bool MayStillShow(string number, TimeSpan patience)
    {
        if (_since.Count > Most)
        {
            // Of those that another process has settled nothing is heard here.
            _since.Clear();
        }

        var now = clock.GetUtcNow();
        if (now - _since.GetOrAdd(number, now) < patience)
        {
            return true;
        }

        _since.TryRemove(number, out _);
        return false;
    }
}

namespace Invoicing.Torture;

/// <summary>
/// The rules in force in a simulated system. Several faults of it may be in force at the same time; of each it is known how often it has
/// fired.
/// </summary>
/// <param name="put">Replaces the whole plan.</param>
/// <param name="counts">How often each rule has fired, in their order.</param>
internal sealed class FaultRules(Func<string, Task> put, Func<Task<IReadOnlyList<int>>> counts)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<(string Fault, string Rule)> _rules = [];
    private readonly Dictionary<string, int> _fired = [];

    /// <summary>In force besides those of other faults.</summary>
    public Task Misbehaves(int seed, string fault, IEnumerable<string> rules) =>
        Change(seed, () => _rules.AddRange(rules.Select(rule => (fault, rule))));

    /// <returns>How often it has fired.</returns>
    public async Task<int> IsWell(string fault)
    {
        await Change(0, () => _rules.RemoveAll(rule => rule.Fault == fault));
        return _fired.GetValueOrDefault(fault);
    }

    public async Task<int> HasFired(string fault)
    {
        await _gate.WaitAsync();
        try
        {
            return _fired.GetValueOrDefault(fault)
                + _rules.Zip(await counts()).Where(rule => rule.First.Fault == fault).Sum(rule => rule.Second);
        }
        finally
        {
            _gate.Release();
        }
    }

    // A plan that is replaced begins to count anew.
    private async Task Change(int seed, Action change)
    {
        await _gate.WaitAsync();
        try
        {
            foreach (var (rule, times) in _rules.Zip(await counts()))
            {
                _fired[rule.Fault] = _fired.GetValueOrDefault(rule.Fault) + times;
            }

            change();
            await put($$"""{"seed":{{seed}},"rules":[{{string.Join(',', _rules.Select(rule => rule.Rule))}}]}""");
        }
        finally
        {
            _gate.Release();
        }
    }
}

using System.Text;
using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>Counts over many runs.</summary>
internal sealed class Totals
{
    private readonly long[] _fired = new long[Enum.GetValues<FaultKind>().Length];
    private readonly Dictionary<FailureKind, int> _failures = [];
    private readonly Dictionary<OrderState, int> _states = [];
    private long _orders;

    public long Events { get; private set; }

    public void Add(RunResult result)
    {
        Events += result.Events;
        _orders += result.Orders;
        for (var kind = 0; kind < _fired.Length; kind++)
        {
            _fired[kind] += result.Fired[kind];
        }

        foreach (var (kind, count) in result.Failures)
        {
            _failures[kind] = _failures.GetValueOrDefault(kind) + count;
        }

        foreach (var (state, count) in result.States)
        {
            _states[state] = _states.GetValueOrDefault(state) + count;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine($"{_orders} orders, {Events} events");
        text.AppendLine("Orders ended: " + string.Join(", ", _states.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}")));
        text.AppendLine("Failures told: " + string.Join(", ", _failures.OrderBy(f => f.Key).Select(f => $"{f.Key} {f.Value}")));
        text.Append("Faults fired: " + string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{kind} {_fired[(int)kind]}")));
        return text.ToString();
    }
}

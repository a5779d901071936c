using System.Globalization;

namespace Invoicing.Simulation;

/// <summary>What happened in a run, in order; kept only when someone will read it, since a seed can always be run again.</summary>
internal sealed class Trace(Scheduler scheduler, bool isKept)
{
    public bool IsKept => isKept;

    public List<string> Lines { get; } = [];

    public void Add(string who, FormattableString what)
    {
        if (isKept)
        {
            var time = scheduler.Elapsed.ToString(@"d\.hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);
            Lines.Add($"{time}  {who,-10} {what.ToString(CultureInfo.InvariantCulture)}");
        }
    }
}

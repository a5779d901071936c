using System.Globalization;

namespace Invoicing.Benchmarks.Measuring;

/// <summary>A process and its children as Linux counts them.</summary>
internal sealed record ProcessTree(int Root)
{
    // USER_HZ, which is 100 wherever Linux runs.
    private const double TicksPerSecond = 100;

    /// <summary>CPU used so far by all that live, and by children that have ended and were waited for.</summary>
    public double CpuSeconds() => Members().Sum(stat => stat.Ticks) / TicksPerSecond;

    /// <summary>Resident memory of the root alone, in MiB: children of PostgreSQL share theirs.</summary>
    public double ResidentMiB() => StatusMiB("VmRSS:");

    /// <summary>The highest it has been.</summary>
    public double PeakMiB() => StatusMiB("VmHWM:");

    private double StatusMiB(string field)
    {
        var line = File.ReadLines($"/proc/{Root}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line[field.Length..].Replace("kB", ""), CultureInfo.InvariantCulture) / 1024;
    }

    private List<Stat> Members()
    {
        var all = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1]))
            .Select(folder => Read(Path.Combine(folder, "stat")))
            .OfType<Stat>()
            .ToDictionary(stat => stat.Pid);
        return [.. all.Values.Where(Descends)];

        bool Descends(Stat stat)
        {
            for (var at = stat; ; at = all[at.Parent])
            {
                if (at.Pid == Root)
                {
                    return true;
                }

                if (!all.ContainsKey(at.Parent))
                {
                    return false;
                }
            }
        }
    }

    private static Stat? Read(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            // The name in parentheses may hold blanks. After it: state, parent, and from the 12th utime, stime, cutime, cstime.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Stat(
                int.Parse(text[..text.IndexOf(' ')], CultureInfo.InvariantCulture),
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private sealed record Stat(int Pid, int Parent, long Ticks);
}

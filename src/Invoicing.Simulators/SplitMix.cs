namespace Invoicing.Simulators;

/// <summary>
/// The SplitMix64 generator as a pure function: the same inputs give the same number on every machine and runtime,
/// whatever was asked before. <see cref="HashCode"/> would differ from process to process.
/// </summary>
internal static class SplitMix
{
    public static ulong Mix(long seed, long stream, long counter) =>
        unchecked(Scramble(Scramble(Scramble((ulong)seed) + (ulong)stream) + (ulong)counter));

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public static double Share(long seed, long stream, long counter) => (Mix(seed, stream, counter) >> 11) * (1.0 / (1UL << 53));

    private static ulong Scramble(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

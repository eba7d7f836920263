namespace Reporting.Server.Evidence.Similarity;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, whatever version of the framework runs.</summary>
public sealed class Randomness(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>From 0 to one less than the bound, each as likely as any other (Lemire's method).</summary>
    public int Below(int bound)
    {
        var high = Math.BigMul(Next(), (ulong)bound, out var low);
        if (low < (ulong)bound)
        {
            for (var least = unchecked(0UL - (ulong)bound) % (ulong)bound; low < least;)
            {
                high = Math.BigMul(Next(), (ulong)bound, out low);
            }
        }

        return (int)high;
    }

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

namespace Reporting.Server.Evidence.Similarity;

/// <summary>
/// Signatures by which the likeness of two sets is estimated (Broder 1997): of each of 128 random orders of all hashes, the
/// first one in the set. Two sets agree in a place as often as is their Jaccard index; the standard error is at most 0.045.
/// </summary>
public sealed class MinHash
{
    public const int Places = 128;

    private readonly ulong[] _orders = new ulong[Places];

    public MinHash(ulong seed)
    {
        var random = new Randomness(seed);
        for (var i = 0; i < Places; i++)
        {
            _orders[i] = random.Next();
        }
    }

    /// <summary>The signature of a set; null of the empty one, which is like nothing.</summary>
    public uint[]? Of(HashSet<ulong> set)
    {
        if (set.Count == 0)
        {
            return null;
        }

        var signature = new uint[Places];
        Array.Fill(signature, uint.MaxValue);
        foreach (var hash in set)
        {
            for (var i = 0; i < Places; i++)
            {
                var place = (uint)(Randomness.Mix(hash ^ _orders[i]) >> 32);
                if (place < signature[i])
                {
                    signature[i] = place;
                }
            }
        }

        return signature;
    }

    /// <summary>The estimated Jaccard index, 0 to 1.</summary>
    public static double Estimate(uint[] a, uint[] b)
    {
        var same = 0;
        for (var i = 0; i < Places; i++)
        {
            same += a[i] == b[i] ? 1 : 0;
        }

        return (double)same / Places;
    }
}

/// <summary>
/// Finds, among many signatures, those that are much like one: whatever agrees in one of 32 bands of four places is looked
/// at. A likeness of 0.7 is found with a probability of more than 0.9998, one of 0.2 with one of 0.05.
/// </summary>
public sealed class Nearest
{
    private const int Bands = 32;
    private const int Rows = MinHash.Places / Bands;
    private readonly List<uint[]> _signatures = [];
    private readonly Dictionary<ulong, List<int>>[] _bands = [.. Enumerable.Range(0, Bands).Select(_ => new Dictionary<ulong, List<int>>())];

    public uint[] this[int index] => _signatures[index];

    public int Add(uint[] signature)
    {
        var index = _signatures.Count;
        _signatures.Add(signature);
        for (var band = 0; band < Bands; band++)
        {
            var key = Key(signature, band);
            if (!_bands[band].TryGetValue(key, out var bucket))
            {
                _bands[band][key] = bucket = [];
            }

            // Of the same boilerplate a few stand for all.
            if (bucket.Count < MostInBucket)
            {
                bucket.Add(index);
            }
        }

        return index;
    }

    private const int MostInBucket = 64;

    /// <summary>The likeness of the one that is most alike among those that can be found; 0 when there is none.</summary>
    public double Best(uint[] signature)
    {
        var seen = new HashSet<int>();
        var best = 0d;
        for (var band = 0; band < Bands; band++)
        {
            foreach (var index in _bands[band].GetValueOrDefault(Key(signature, band)) ?? [])
            {
                if (seen.Add(index))
                {
                    best = Math.Max(best, MinHash.Estimate(signature, _signatures[index]));
                }
            }
        }

        return best;
    }

    private static ulong Key(uint[] signature, int band)
    {
        var key = 0UL;
        for (var row = 0; row < Rows; row++)
        {
            key = Randomness.Mix(key ^ signature[(band * Rows) + row]) + 1;
        }

        return key;
    }
}

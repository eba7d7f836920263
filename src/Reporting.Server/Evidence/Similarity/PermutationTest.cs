namespace Reporting.Server.Evidence.Similarity;

/// <summary>What a permutation test found.</summary>
/// <param name="Observed">The difference of means, first minus second.</param>
/// <param name="AtLeastAsLarge">Random arrangements in which it was as large or larger.</param>
/// <param name="Permutations">Random arrangements tried.</param>
public sealed record TestResult(double Observed, int AtLeastAsLarge, int Permutations)
{
    /// <summary>One-sided, (k + 1) / (n + 1): the arrangement that was seen is one of those possible, so that p is never 0 (Phipson and Smyth 2010).</summary>
    public double P => (AtLeastAsLarge + 1d) / (Permutations + 1d);
}

/// <summary>How often chance alone, by exchanging who is who, makes a difference as large as was seen.</summary>
public static class PermutationTest
{
    // Sums of the same numbers in another order differ in their last bits.
    private const double Rounding = 1e-9;

    /// <summary>Each difference is of two answers to one question: under the null its sign is as likely one as the other.</summary>
    public static TestResult WithinPairs(IReadOnlyList<double> differences, int permutations, Randomness random, CancellationToken cancellation)
    {
        var observed = differences.Sum();
        var atLeast = 0;
        for (var n = 0; n < permutations; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            var sum = 0d;
            var bits = 0UL;
            for (var i = 0; i < differences.Count; i++)
            {
                bits = i % 64 == 0 ? random.Next() : bits >> 1;
                sum += (bits & 1) == 0 ? differences[i] : -differences[i];
            }

            atLeast += sum >= observed - Rounding ? 1 : 0;
        }

        return new TestResult(differences.Count == 0 ? 0 : observed / differences.Count, atLeast, permutations);
    }

    /// <summary>Two samples of whatever questions: under the null each value is as likely in one as in the other.</summary>
    public static TestResult Pooled(IReadOnlyList<double> first, IReadOnlyList<double> second, int permutations, Randomness random, CancellationToken cancellation)
    {
        double[] pool = [.. first, .. second];
        var total = pool.Sum();
        var seen = first.Sum();
        var atLeast = 0;
        for (var n = 0; n < permutations; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            var sum = 0d;
            for (var i = 0; i < first.Count; i++)
            {
                var j = i + random.Below(pool.Length - i);
                (pool[i], pool[j]) = (pool[j], pool[i]);
                sum += pool[i];
            }

            // The sizes are fixed, so that the difference of means grows with the first sum.
            atLeast += sum >= seen - Rounding ? 1 : 0;
        }

        return new TestResult((seen / first.Count) - ((total - seen) / second.Count), atLeast, permutations);
    }
}

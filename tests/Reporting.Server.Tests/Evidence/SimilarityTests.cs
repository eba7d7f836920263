using System.Text;
using CsCheck;
using Reporting.Server.Evidence.Similarity;

namespace Reporting.Server.Tests.Evidence;

/// <summary>The comparison itself, without a server.</summary>
public class SimilarityTests
{
    private const int Words = 40;
    private static readonly Parameters Usual = new(ShingleWords: 3, Threshold: 0.7, Permutations: 999, Seed: 20260901);

    [Fact]
    public void a_signature_estimates_the_jaccard_index()
    {
        // Two sets of 40 to 200 that share a given part. The standard error is sqrt(j(1-j)/128), at most 0.045: 0.2 is more than four of it.
        Gen.Select(Gen.Int[40, 200], Gen.Int[40, 200], Gen.Double[0, 1], Gen.ULong).Sample(
            (a, b, part, seed) =>
            {
                var random = new Randomness(seed);
                var shared = (int)(Math.Min(a, b) * part);
                HashSet<ulong> common = [.. Enumerable.Range(0, shared).Select(_ => random.Next())];
                HashSet<ulong> one = [.. common, .. Enumerable.Range(0, a - shared).Select(_ => random.Next())];
                HashSet<ulong> other = [.. common, .. Enumerable.Range(0, b - shared).Select(_ => random.Next())];
                var hash = new MinHash(Randomness.Mix(seed + 1));
                return Math.Abs(MinHash.Estimate(hash.Of(one)!, hash.Of(other)!) - Shingles.Jaccard(one, other)) < 0.22;
            },
            iter: 2_000);
    }

    [Fact]
    public void the_estimates_are_right_on_average()
    {
        var random = new Randomness(1);
        var errors = Enumerable.Range(0, 400).Select(i =>
        {
            HashSet<ulong> common = [.. Enumerable.Range(0, 60).Select(_ => random.Next())];
            HashSet<ulong> one = [.. common, .. Enumerable.Range(0, 20).Select(_ => random.Next())];
            HashSet<ulong> other = [.. common, .. Enumerable.Range(0, 20).Select(_ => random.Next())];
            var hash = new MinHash((ulong)i + 1_000_000);
            return MinHash.Estimate(hash.Of(one)!, hash.Of(other)!) - 0.6;
        }).ToList();
        Math.Abs(errors.Average()).ShouldBeLessThan(0.01);
    }

    [Theory]
    [InlineData("The weights, were COPIED; to a host.", "the weights were copied to a host", 1.0)]
    [InlineData("one two three four", "five six seven eight", 0.0)]
    [InlineData("", "", 0.0)]
    [InlineData("short", "Short!", 1.0)]
    public void what_is_written_otherwise_and_says_the_same_words_is_alike(string a, string b, double jaccard) =>
        Shingles.Jaccard(Shingles.Of(a, 3), Shingles.Of(b, 3)).ShouldBe(jaccard);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void under_the_null_every_p_value_is_about_as_likely_as_any_other(bool within)
    {
        // 400 tests of samples that differ by chance alone: of a uniform distribution, the empirical one is within 0.082 (Kolmogorov-Smirnov, 1 %).
        var ps = new List<double>();
        for (var n = 0; n < 400; n++)
        {
            var random = new Randomness(Randomness.Mix((ulong)n + 77));
            double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Below(1_000_000) / 1e6)];
            var (first, second) = (Draw(40), Draw(40));
            ps.Add(within
                ? PermutationTest.WithinPairs([.. first.Zip(second, (a, b) => a - b)], 199, random, default).P
                : PermutationTest.Pooled(first, second, 199, random, default).P);
        }

        ps.Sort();
        ps.Select((p, i) => Math.Max(Math.Abs(p - ((double)i / ps.Count)), Math.Abs(p - ((i + 1d) / ps.Count)))).Max().ShouldBeLessThan(0.082);
        ps[0].ShouldBeGreaterThanOrEqualTo(1d / 200);
    }

    [Fact]
    public void a_copied_set_has_a_high_rate_and_a_small_p()
    {
        var own = Answers(300, seed: 1);
        var compared = Compare(own, [.. own.Select((a, i) => i % 10 == 0 ? Other(i, 900) : Touched(a, i))], Answers(300, seed: 3));
        var (near, mean) = compared.Likeness(compared.Suspected);
        ((double)near / compared.Suspected.Pairs).ShouldBeGreaterThan(0.8);
        mean.ShouldBeGreaterThan(0.7);
        compared.Likeness(compared.Control).NearDuplicates.ShouldBe(0);
        var test = compared.Test(default)!.Value;
        test.How.ShouldBe("within-prompts");
        test.Result.P.ShouldBe(1d / 1_000);
    }

    [Fact]
    public void a_control_that_is_as_alike_as_the_suspect_gives_no_significance()
    {
        // Both copied as much: what all models answer alike says nothing of one of them.
        var own = Answers(300, seed: 1);
        IReadOnlyList<Pair> Copied(ulong seed) => [.. own.Select((a, i) => new Randomness(seed + (ulong)i).Below(2) == 0 ? Touched(a, i) : Other(i, seed))];
        var ps = Enumerable.Range(0, 20).Select(n => Compare(own, Copied((ulong)n * 1_000), Copied(((ulong)n * 1_000) + 500_000)).Test(default)!.Value.Result.P).ToList();
        ps.Count(p => p < 0.05).ShouldBeLessThanOrEqualTo(4);
        Compare(own, own, own).Test(default)!.Value.Result.P.ShouldBe(1);
    }

    [Fact]
    public void other_prompts_are_compared_with_the_nearest_and_pooled()
    {
        var own = Answers(200, seed: 1);
        IReadOnlyList<Pair> asked = [.. own.Select((a, i) => new Pair($"another question {i}", a.Response))];
        var compared = Compare(own, asked, [.. Answers(200, seed: 3).Select((a, i) => new Pair($"third question {i}", a.Response))]);
        compared.Likeness(compared.Suspected).NearDuplicates.ShouldBe(200);
        var test = compared.Test(default)!.Value;
        test.How.ShouldBe("pooled");
        test.Result.P.ShouldBe(1d / 1_000);
        Compare(own, asked, []).Test(default).ShouldBeNull();
    }

    [Fact]
    public void lines_are_read_whole_however_they_arrive_and_what_cannot_be_read_is_named()
    {
        var text = "{\"prompt\":\"a\",\"response\":\"b\",\"more\":1}\r\n\n not json \n{\"prompt\":1}\n[]\n{\"prompt\":\"" + new string('x', JsonLines.MostLine) + "\"}\n{\"response\":\"\\ud800\",\"prompt\":\"p\"}\n{\"prompt\":\"last\",\"response\":\"ü\"}";
        Gen.Int[1, 70_000].Sample(
            size =>
            {
                var read = Lines(text, size);
                read.Where(l => l.Pair is not null).Select(l => (l.Number, l.Pair!.Response)).ShouldBe([(1, "b"), (8, "ü")]);
                read.Where(l => l.Pair is null).Select(l => (l.Number, l.Fault)).ShouldBe(
                    [(3, "not JSON"), (4, "no text 'prompt'"), (5, "not an object"), (6, $"longer than {JsonLines.MostLine} bytes"), (7, "not JSON")]);
            },
            iter: 20);
    }

    private static List<(int Number, Pair? Pair, string? Fault)> Lines(string text, int size)
    {
        var lines = new List<(int, Pair?, string?)>();
        var enumerator = JsonLines.ReadAsync(new InPieces(Encoding.UTF8.GetBytes(text), size), default).GetAsyncEnumerator();
        while (enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult())
        {
            var (pair, fault) = JsonLines.PairOf(enumerator.Current);
            lines.Add((enumerator.Current.Number, pair, fault));
        }

        return lines;
    }

    private static Comparison Compare(IReadOnlyList<Pair> own, IReadOnlyList<Pair> suspected, IReadOnlyList<Pair> control)
    {
        var compared = new Comparison(Usual);
        foreach (var pair in own)
        {
            compared.AddOwn(pair);
        }

        foreach (var pair in suspected)
        {
            compared.Measure(compared.Suspected, pair);
        }

        foreach (var pair in control)
        {
            compared.Measure(compared.Control, pair);
        }

        return compared;
    }

    /// <summary>Answers of a model of its own to the same questions.</summary>
    internal static IReadOnlyList<Pair> Answers(int count, ulong seed) => [.. Enumerable.Range(0, count).Select(i => Other(i, seed))];

    private static Pair Other(int question, ulong seed)
    {
        var random = new Randomness(Randomness.Mix(seed) ^ (ulong)question);
        return new Pair($"question {question}", string.Join(' ', Enumerable.Range(0, Words).Select(_ => "w" + random.Below(500))));
    }

    // One word of forty is another, which changes three of 38 runs.
    internal static Pair Touched(Pair pair, int at)
    {
        var words = pair.Response.Split(' ');
        words[at % words.Length] = "changed";
        return pair with { Response = string.Join(' ', words) };
    }

    /// <summary>Gives its bytes in pieces.</summary>
    private sealed class InPieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}

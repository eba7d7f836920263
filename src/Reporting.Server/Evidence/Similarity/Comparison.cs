using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Reporting.Server.Evidence.Similarity;

/// <summary>How two models' outputs are compared. Everything that decides the result stands here.</summary>
/// <param name="ShingleWords">Words in a run that is compared.</param>
/// <param name="Threshold">From which likeness on two answers count as near-duplicates.</param>
/// <param name="Permutations">Random arrangements of the test.</param>
/// <param name="Seed">Of all randomness; the same seed, the same report.</param>
public sealed record Parameters(int ShingleWords, double Threshold, int Permutations, long Seed);

/// <summary>
/// Compares what a suspected model answers with what the firm's own does, and, where there is one, with what a third model
/// answers that surely had no part in it. Fed a pair at a time; of the own model's answers signatures are kept, of the
/// others one number each.
/// </summary>
public sealed class Comparison
{
    /// <summary>The most pairs of each set: at about 2 kB a pair of the own model, what the comparison holds is under 50 MB.</summary>
    public const int MostPairs = 20_000;

    public const int MostCanaries = 1_000;

    /// <summary>From so many questions on that suspect and control both answered, the test is made within questions.</summary>
    public const int EnoughShared = 30;

    private readonly Parameters _parameters;
    private readonly MinHash _hash;
    private readonly Nearest _own = new();
    private readonly Dictionary<ulong, List<int>> _byPrompt = [];
    private readonly List<(string Text, string Sha256)> _canaries = [];
    private SearchValues<string>? _anyCanary;

    public Comparison(Parameters parameters)
    {
        _parameters = parameters;
        _hash = new MinHash((ulong)parameters.Seed);
        Suspected = new Side();
        Control = new Side();
    }

    public Side Suspected { get; }

    public Side Control { get; }

    public int Canaries => _canaries.Count;

    /// <summary>One model's answers, measured by the own model's.</summary>
    public sealed class Side
    {
        internal List<(ulong Prompt, double Score)> Scores { get; } = [];

        internal SortedDictionary<string, int> Hits { get; } = new(StringComparer.Ordinal);

        internal int Responses { get; set; }

        public int Pairs => Scores.Count;
    }

    /// <summary>Before any answer is measured.</summary>
    public void AddCanary(string canary)
    {
        _canaries.Add((canary, NameOf(canary)));
        _anyCanary = null;
    }

    /// <summary>What a canary is called where it is not to be shown: the SHA-256 of its text, lower-case hex.</summary>
    public static string NameOf(string canary) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canary)));

    /// <summary>Before any answer is measured.</summary>
    public void AddOwn(Pair pair)
    {
        if (_hash.Of(Shingles.Of(pair.Response, _parameters.ShingleWords)) is not { } signature)
        {
            return;
        }

        var index = _own.Add(signature);
        var key = Shingles.Key(pair.Prompt);
        if (!_byPrompt.TryGetValue(key, out var answers))
        {
            _byPrompt[key] = answers = [];
        }

        if (answers.Count < MostOfOnePrompt)
        {
            answers.Add(index);
        }
    }

    private const int MostOfOnePrompt = 64;

    public void Measure(Side side, Pair pair)
    {
        var key = Shingles.Key(pair.Prompt);
        side.Scores.Add((key, ScoreOf(key, pair.Response)));
        Find(side, pair.Response);
    }

    // To the same question, the own answers to it are compared; to one the own model was not asked, the nearest of all.
    private double ScoreOf(ulong prompt, string response) =>
        _hash.Of(Shingles.Of(response, _parameters.ShingleWords)) is not { } signature ? 0
        : _byPrompt.TryGetValue(prompt, out var answers) ? answers.Max(i => MinHash.Estimate(signature, _own[i]))
        : _own.Best(signature);

    private void Find(Side side, string response)
    {
        _anyCanary ??= SearchValues.Create([.. _canaries.Select(c => c.Text)], StringComparison.Ordinal);
        if (_canaries.Count == 0 || !response.AsSpan().ContainsAny(_anyCanary))
        {
            return;
        }

        side.Responses++;
        foreach (var (_, sha256) in _canaries.Where(c => response.Contains(c.Text, StringComparison.Ordinal)).DistinctBy(c => c.Sha256))
        {
            side.Hits[sha256] = side.Hits.GetValueOrDefault(sha256) + 1;
        }
    }

    /// <summary>How often, and how much, a side is like the own model.</summary>
    public (int NearDuplicates, double Mean) Likeness(Side side) =>
        (side.Scores.Count(s => s.Score >= _parameters.Threshold), side.Scores.Count == 0 ? 0 : side.Scores.Average(s => s.Score));

    /// <summary>The test of suspect against control, and how it was made; null without a control.</summary>
    public (TestResult Result, string How, int Units)? Test(CancellationToken cancellation)
    {
        if (Control.Scores.Count == 0 || Suspected.Scores.Count == 0)
        {
            return null;
        }

        // Another stream of numbers than the signatures', of the same seed.
        var random = new Randomness(Randomness.Mix((ulong)_parameters.Seed) ^ 0x7465_7374);
        var suspect = ByPrompt(Suspected);
        var control = ByPrompt(Control);
        double[] differences = [.. suspect.Where(s => control.ContainsKey(s.Key)).Select(s => s.Value - control[s.Key])];
        return differences.Length >= EnoughShared
            ? (PermutationTest.WithinPairs(differences, _parameters.Permutations, random, cancellation), "within-prompts", differences.Length)
            : (PermutationTest.Pooled([.. Suspected.Scores.Select(s => s.Score)], [.. Control.Scores.Select(s => s.Score)], _parameters.Permutations, random, cancellation), "pooled", Suspected.Pairs + Control.Pairs);
    }

    // In the order of the file, which is the same each time.
    private static Dictionary<ulong, double> ByPrompt(Side side) => side.Scores.GroupBy(s => s.Prompt).ToDictionary(g => g.Key, g => g.Average(s => s.Score));
}

using System.Diagnostics;

namespace Reporting.Server.Evidence.Similarity;

/// <summary>How far a comparison has come. Worth nothing once it is done: a run that is broken off begins again and overwrites it.</summary>
/// <param name="Id">The item that will hold the report.</param>
/// <param name="Done">Bytes of the inputs read.</param>
/// <param name="Of">Bytes of the inputs.</param>
public sealed record SimilarityProgress(Guid Id, long Done, long Of);

/// <summary>An input from which no report can be made. It is no fault of ours and will be so each time.</summary>
public sealed class UnfitInputException(string message) : Exception(message);

/// <summary>Reads the inputs of one comparison and makes its report.</summary>
/// <param name="deposits">Those that were named, as they were deposited.</param>
public sealed class SimilarityRun(
    SimilarityAsked asked, IReadOnlyList<HeldDeposit> deposits, Func<Guid, CancellationToken, Task<(EvidenceItem Item, Stream Content)>> open, Func<long, Task> progress)
{
    public const string Engine = "output-similarity/2";

    private const int MostNamed = 20;

    /// <summary>More unreadable lines than this part of a file, and it is not what it was said to be.</summary>
    private const double MostMalformed = 0.05;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();
    private long _done;

    /// <exception cref="UnfitInputException">The reason, in words for the firm.</exception>
    public async Task<SimilarityReport> RunAsync(CancellationToken cancellation)
    {
        var parameters = new Parameters(asked.ShingleWords, asked.Threshold, asked.Permutations, asked.Seed);
        var comparison = new Comparison(parameters);
        var canaries = asked.Canaries is { } named
            ? await InputAsync(named, "canaries", Comparison.MostCanaries, line => CanaryFault(JsonLines.CanaryOf(line), comparison), cancellation)
            : null;
        var own = await InputAsync(asked.Own, "own model's outputs", Comparison.MostPairs, line => Taken(JsonLines.PairOf(line), comparison.AddOwn), cancellation);
        var suspected = await InputAsync(
            asked.Suspected, "suspected model's outputs", Comparison.MostPairs, line => Taken(JsonLines.PairOf(line), p => comparison.Measure(comparison.Suspected, p)), cancellation);
        var control = asked.Control is { } third
            ? await InputAsync(third, "control model's outputs", Comparison.MostPairs, line => Taken(JsonLines.PairOf(line), p => comparison.Measure(comparison.Control, p)), cancellation)
            : null;
        var test = comparison.Test(cancellation);
        return new SimilarityReport
        {
            Engine = Engine,
            Inputs = new ReportInputs(own, suspected, control, canaries),
            Deposits = deposits.Count == 0 ? null : [.. deposits.Select(d => d.Report)],
            Parameters = new ReportParameters(parameters.ShingleWords, parameters.Threshold, parameters.Permutations, parameters.Seed, MinHash.Places),
            Suspected = Side(comparison, comparison.Suspected),
            Control = control is null ? null : Side(comparison, comparison.Control),
            Test = test is { } t ? new ReportTest(t.How, t.Units, Rounded(t.Result.Observed), t.Result.Permutations, t.Result.AtLeastAsLarge, Rounded(t.Result.P)) : null,
            ReadThis = ReadThis.Of(comparison, deposits),
        };
    }

    // A canary that claims to have been deposited and was not is no canary of this comparison.
    private string? CanaryFault((Canary? Value, string? Fault) read, Comparison comparison)
    {
        if (read.Value is not { } canary)
        {
            return read.Fault;
        }

        // Each is asked: a marker may have been deposited twice.
        if (canary.Salt is { } salt && deposits.Count > 0 && deposits.Select(d => d.Opens(canary.Text, salt)).ToList().TrueForAll(opens => !opens))
        {
            return "a marker that none of the deposits named holds";
        }

        comparison.AddCanary(canary.Text);
        return null;
    }

    // The fault of a line, or null.
    private static string? Taken<T>((T? Value, string? Fault) read, Action<T> take)
        where T : class
    {
        if (read.Value is { } value)
        {
            take(value);
        }

        return read.Fault;
    }

    private async Task<ReportInput> InputAsync(Guid evidence, string what, int most, Func<Line, string?> take, CancellationToken cancellation)
    {
        var (item, content) = await open(evidence, cancellation);
        await using var stream = content;
        var (taken, malformed) = (0, 0);
        var named = new List<MalformedLine>();
        var before = _done;
        await foreach (var line in JsonLines.ReadAsync(stream, cancellation))
        {
            if (take(line) is { } fault)
            {
                malformed++;
                if (named.Count < MostNamed)
                {
                    named.Add(new MalformedLine(line.Number, fault));
                }
            }
            else if (++taken > most)
            {
                throw new UnfitInputException($"The {what} have more than {most} lines.");
            }

            _done = before + line.Read;
            await TellAsync();
        }

        var input = new ReportInput(evidence, item.Received!.Sha256, taken, malformed, named);
        return taken == 0 || malformed > (taken + malformed) * MostMalformed
            ? throw new UnfitInputException($"Of the {what}, {malformed} of {taken + malformed} lines cannot be read: {string.Join(", ", named.Take(5).Select(n => $"line {n.Line}: {n.Reason}"))}.")
            : input;
    }

    private async Task TellAsync()
    {
        if (_sinceProgress.Elapsed >= ProgressEvery)
        {
            await progress(_done);
            _sinceProgress.Restart();
        }
    }

    private static ReportSide Side(Comparison comparison, Comparison.Side side)
    {
        var (near, mean) = comparison.Likeness(side);
        return new ReportSide(
            side.Pairs,
            near,
            side.Pairs == 0 ? 0 : Rounded((double)near / side.Pairs),
            Rounded(mean),
            comparison.Canaries == 0 ? null : side.Responses,
            comparison.Canaries == 0 ? null : [.. side.Hits.Select(h => new CanaryHits(h.Key, h.Value))]);
    }

    // Six decimals say more than the method can.
    private static double Rounded(double value) => Math.Round(value, 6);
}

using System.Text.Json;
using Reporting.Contracts;
using Reporting.Ledger;

namespace Reporting.Server.Evidence.Similarity;

/// <summary>
/// The report of one comparison: everything it was made from and nothing of when or where, so that whoever has the inputs
/// gets the same bytes again. Canaries are named by their digest: the report is shown to more people than they are.
/// </summary>
public sealed record SimilarityReport
{
    public required string Engine { get; init; }

    public required ReportInputs Inputs { get; init; }

    /// <summary>Absent where none was named.</summary>
    public IReadOnlyList<ReportDeposit>? Deposits { get; init; }

    public required ReportParameters Parameters { get; init; }

    public required ReportSide Suspected { get; init; }

    public ReportSide? Control { get; init; }

    public ReportTest? Test { get; init; }

    public required IReadOnlyList<string> ReadThis { get; init; }

    /// <summary>RFC 8785: one sequence of bytes for one report.</summary>
    public byte[] Bytes() => CanonicalJson.Of(JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options));
}

public sealed record ReportInputs(ReportInput Own, ReportInput Suspected, ReportInput? Control, ReportInput? Canaries);

/// <param name="Lines">Lines that were taken.</param>
/// <param name="Malformed">Lines that could not be read, and were left out.</param>
/// <param name="FirstMalformed">The first of them, with the reason.</param>
public sealed record ReportInput(Guid Evidence, string Sha256, int Lines, int Malformed, IReadOnlyList<MalformedLine> FirstMalformed);

public sealed record MalformedLine(int Line, string Reason);

/// <param name="Receipt">Of the deposit: whoever has it checks offline, with <c>reporting verify</c>, that it is in the ledger and when it was received.</param>
/// <param name="Commitments">How many markers it committed to.</param>
/// <param name="Opened">Canaries given here that it holds a commitment to, in the order of their digests.</param>
public sealed record ReportDeposit(Guid Receipt, DateTimeOffset ReceivedAt, MarkerKind Kind, int Commitments, IReadOnlyList<OpenedCanary> Opened);

/// <param name="Sha256">Of its text, as canaries are named everywhere here.</param>
/// <param name="Commitment">The one of the deposit that it opens, base64.</param>
public sealed record OpenedCanary(string Sha256, string Commitment);

/// <param name="SignaturePlaces">Places of the MinHash signature; the standard error of one likeness is at most 0.045.</param>
public sealed record ReportParameters(int ShingleWords, double Threshold, int Permutations, long Seed, int SignaturePlaces);

/// <param name="NearDuplicates">Answers whose likeness to the own model's is at the threshold or over it.</param>
/// <param name="NearDuplicateRate">Of all answers, 0 to 1.</param>
/// <param name="MeanLikeness">0 to 1.</param>
/// <param name="ResponsesWithCanary">Answers in which a canary stands; absent where no canaries were given.</param>
/// <param name="Canaries">Canaries that were hit, by SHA-256 of their text.</param>
public sealed record ReportSide(int Pairs, int NearDuplicates, double NearDuplicateRate, double MeanLikeness, int? ResponsesWithCanary, IReadOnlyList<CanaryHits>? Canaries);

public sealed record CanaryHits(string Sha256, int Responses);

/// <param name="How"><c>within-prompts</c>: suspect and control answered the same questions, and are exchanged question by question. <c>pooled</c>: they did not, and all answers are exchanged.</param>
/// <param name="Units">Questions, or answers, that were exchanged.</param>
/// <param name="Difference">Mean likeness of the suspect's answers less that of the control's.</param>
/// <param name="P">One-sided, (k + 1) / (n + 1).</param>
public sealed record ReportTest(string How, int Units, double Difference, int Permutations, int AtLeastAsLarge, double P);

internal static class ReadThis
{
    public static IReadOnlyList<string> Of(Comparison comparison, IReadOnlyList<HeldDeposit> deposits) =>
    [
        "This report compares texts. It does not prove that one model was trained on, distilled from or copied from another, or by whom.",
        "Two models may answer alike because both learned from the same public text, because the question leaves few answers, or because one quotes the other lawfully.",
        "The firm chose the prompts and the answers; a choice made with the result in view can make any difference. How they were collected has to be shown by other evidence.",
        comparison.Control.Pairs == 0
            ? "There was no control model: how alike unrelated models are on these prompts is not known, and nothing is said of significance."
            : "The p-value says how often a difference from the control as large as this would come by chance, if suspect and control were alike. It is not the probability that nothing was taken, and it speaks only of this control.",
        comparison.Canaries == 0
            ? "No canaries were given."
            : "A canary that was ever public, or that is likely text, may be hit without access to the model. No hit proves nothing either.",
        comparison.Canaries > 0 && deposits.Count == 0
            ? "No deposit was named: nothing here shows that a canary existed before the suspected model did."
            : "A canary that opens a deposit existed when the deposit was received. When the suspected model was made has to be shown by other evidence.",
        "Likeness is estimated from signatures of runs of words; a paraphrase or a translation is not seen.",
    ];
}

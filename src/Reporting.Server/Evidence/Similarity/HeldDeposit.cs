using Reporting.Ledger;
using Reporting.Server.Commitments;

namespace Reporting.Server.Evidence.Similarity;

/// <summary>A deposit of markers, and which of a comparison's canaries were found to open it.</summary>
/// <param name="receipt">The receipt that dates it.</param>
public sealed class HeldDeposit(Guid receipt, MarkersCommitted committed)
{
    private readonly HashSet<string> _commitments = [.. committed.Commitments];
    private readonly SortedDictionary<string, string> _opened = new(StringComparer.Ordinal);

    /// <summary>Whether it holds the commitment to this marker; if so it is remembered.</summary>
    public bool Opens(string marker, ReadOnlySpan<byte> salt)
    {
        var commitment = Convert.ToBase64String(MarkerCommitment.To(marker, salt));
        if (!_commitments.Contains(commitment))
        {
            return false;
        }

        _opened[Comparison.NameOf(marker)] = commitment;
        return true;
    }

    public ReportDeposit Report => new(receipt, committed.ReceivedAt, committed.Kind, committed.Commitments.Count, [.. _opened.Select(o => new OpenedCanary(o.Key, o.Value))]);
}

using System.Globalization;
using Reporting.Ledger;

namespace Reporting.Testing;

/// <summary>
/// A witness of logs, as C2SP tlog-witness says one behaves: it remembers the last tree it cosigned of each log, and
/// cosigns the next only with a proof that nothing of it changed. For tests of a log, and for the public sequence.
/// </summary>
public sealed class Witness(SignerKey key, Func<ulong> unixSeconds, params IReadOnlyCollection<VerifierKey> logs)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Checkpoint> _seen = [];

    public VerifierKey Key => key.Verifier;

    /// <summary>The answer to <c>add-checkpoint</c>: status and body.</summary>
    public (int Status, string Body) Add(string body)
    {
        AddCheckpoint request;
        try
        {
            request = AddCheckpoint.Parse(body);
        }
        catch (FormatException e)
        {
            return (400, e.Message + "\n");
        }

        var origin = request.Checkpoint.Split('\n')[0];
        if (logs.All(k => k.Name != origin))
        {
            return (403, "unknown log\n");
        }

        var opened = SignedNote.Open(request.Checkpoint, [.. logs.Where(k => k.Name == origin)]);
        if (opened.Verdict != NoteVerdict.Verified || Checkpoint.Parse(opened.Text!) is not { } head)
        {
            return (403, "invalid signature\n");
        }

        lock (_gate)
        {
            return Decide(request, head, opened.Text!);
        }
    }

    private (int Status, string Body) Decide(AddCheckpoint request, Checkpoint head, string text)
    {
        var known = _seen.GetValueOrDefault(head.Origin);
        if (request.Old > head.Size)
        {
            return (400, "the old size is beyond the checkpoint's\n");
        }

        if (request.Old != (known?.Size ?? 0))
        {
            return (409, (known?.Size ?? 0).ToString(CultureInfo.InvariantCulture) + "\n");
        }

        if (known is { Size: > 0 } && known.Size == head.Size && !Merkle.Same(known.Root, head.Root))
        {
            return (409, "another root at this size\n");
        }

        var fault = known is { Size: > 0 }
            ? Merkle.ConsistencyFault(known.Size, head.Size, known.Root, head.Root, request.Proof)
            : request.Proof.Count > 0 ? "a proof from nothing is empty" : null;
        if (fault is not null)
        {
            return (422, $"the consistency proof does not hold: {fault}\n");
        }

        _seen[head.Origin] = head;
        return (200, key.Line(text, unixSeconds()));
    }
}

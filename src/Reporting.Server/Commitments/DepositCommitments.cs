using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Ledger;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Commitments;

/// <summary>A firm has deposited commitments to markers of its models.</summary>
/// <param name="ReceivedAt">When the whole request had arrived, UTC.</param>
public sealed record MarkersCommitted(MarkerKind Kind, string Label, IReadOnlyList<string> Commitments, DateTimeOffset ReceivedAt);

/// <summary>One deposit: nothing is ever done with it but to be shown.</summary>
public sealed record Deposit(Guid Id)
{
    public static Deposit Create(JasperFx.Events.IEvent<MarkersCommitted> committed) => new(committed.StreamId);
}

/// <summary><c>POST /v1/commitments</c>: a firm deposits salted commitments to canaries, watermarks or fingerprints of its models, before any theft, and gets a dated receipt. Opened later, they show that a marker existed on that day.</summary>
public static class DepositCommitmentsEndpoint
{
    public static ProblemDetails Validate(Received<DepositCommitments> received) => Rules.Check(Faults(received.Body.Commitments));

    [WolverinePost("/v1/commitments")]
    public static (Created<CommitmentsDeposited>, IStartStream, JournalEntry) Post(Received<DepositCommitments> received, Receipts receipts, By by)
    {
        var (body, now) = (received.Body, received.Now);
        var deposit = Ids.Next();
        var committed = Recorded.Event(new MarkersCommitted(body.Kind, body.Label, body.Commitments, received.At.Value), now, by);
        var journal = new JournalEntry(Ids.Next(), deposit, 1, ["markers-committed"], [], ContentCommitment.To(received.Bytes), received.At.Value, now.Value) { Kind = EntryKind.Deposit };
        return (
            new Created<CommitmentsDeposited>(new CommitmentsDeposited(receipts.Of(journal, by), body.Commitments.Count), $"/v1/receipts/{journal.Entry}"),
            MartenOps.StartStream<Deposit>(deposit, committed),
            journal);
    }

    private static IEnumerable<ProblemError> Faults(IReadOnlyList<string> commitments)
    {
        if (commitments.Count == 0)
        {
            yield return new ProblemError("/commitments", "required", "Deposit at least one commitment.");
        }

        for (var i = 0; i < commitments.Count; i++)
        {
            if (Base64.Hash(commitments[i]) is null)
            {
                yield return new ProblemError($"/commitments/{i}", "no-hash", "A commitment is the base64 of 32 bytes.");
            }
        }
    }
}

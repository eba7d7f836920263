using JasperFx.Events;
using Marten;
using Reporting.Ledger;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;

namespace Reporting.Server.Cases;

/// <summary>A case as a command finds it, read whole in one round trip: the case, its deadlines, its firm and the seal of its persons.</summary>
public sealed record CaseWork<T>(IEventStream<T> Stream, T Case, DeadlineBook Book, Firm Firm, CaseSeal Seal, FreshIds Fresh)
    where T : class
{
    /// <exception cref="ProblemException">404: this tenant has no such case of this kind.</exception>
    public static async Task<CaseWork<T>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation)
    {
        var batch = session.CreateBatchQuery();
        var stream = batch.Events.FetchForWriting<T>(caseId);
        var book = batch.Events.FetchLatest<DeadlineBook>(caseId);
        var firm = batch.Load<Firm>(Firm.IdOf(session));
        var key = batch.Load<CaseKey>(caseId);
        await batch.Execute(cancellation);
        var found = await stream;
        return found.Aggregate is { } aggregate && await book is { } deadlines && Firm.In(session, await firm) is { } owner
            ? new CaseWork<T>(found, aggregate, deadlines, owner, vault.SealOf(session.TenantId, caseId, await key), FreshIds.Make())
            : throw ProblemException.NotFound();
    }

    /// <summary>
    /// Appends what was decided and the evaluation that it makes necessary, and says what goes with them in the same commit.
    /// </summary>
    /// <param name="facts">What was decided, not yet recorded.</param>
    /// <param name="known">The case as the rulebook is shown it.</param>
    /// <param name="readers">The authorities that may learn of it.</param>
    /// <param name="shown">Of those that do not know the case as it is here: the clocks that each is shown by it.</param>
    public (Recomputed Owed, CaseWrites Writes) Record<TBody>(
        Guid caseId, IReadOnlyList<IEvent> facts, CaseKnown known, Received<TBody> received, ActiveRulebook rulebook, By by, IReadOnlyList<string> readers, IReadOnlyList<DeadlinesShown> shown)
    {
        var kinds = facts.Select(f => EventName.Of(f.EventType)).ToList();
        var owed = Recomputed.After(caseId, rulebook.Current, known, kinds[0], received.Now, Book, readers, shown.Count > 0 ? shown : null);
        Stream.AppendMany([.. facts, Recorded.Event(owed.Computed, received.Now, by)]);
        var journal = new JournalEntry(
            Fresh.Id,
            caseId,
            (Stream.StartingVersion ?? 0) + facts.Count + 1,
            [.. kinds, "deadlines-computed"],
            readers,
            ContentCommitment.To(received.Bytes),
            received.At.Value,
            received.Now.Value);
        return (owed, new CaseWrites(journal, owed.Next));
    }
}

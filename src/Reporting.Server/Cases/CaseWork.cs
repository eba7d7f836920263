using System.Text.Json;
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
        return found.Aggregate is { } aggregate && await book is { } deadlines && await firm is { } owner
            ? new CaseWork<T>(found, aggregate, deadlines, owner, vault.SealOf(session.TenantId, caseId, await key), FreshIds.Make())
            : throw ProblemException.NotFound();
    }

    /// <summary>
    /// Appends what was decided and the evaluation that it makes necessary, and says what goes with them in the same commit.
    /// </summary>
    /// <param name="facts">What was decided, not yet recorded.</param>
    /// <param name="known">The case as the rulebook is shown it.</param>
    /// <param name="readers">Authorities that may learn of it.</param>
    public (Recomputed Owed, CaseWrites Writes) Record<TBody>(
        Guid caseId, IReadOnlyList<IEvent> facts, CaseKnown known, Received<TBody> received, ActiveRulebook rulebook, By by, IReadOnlyList<string> readers)
    {
        var kinds = facts.Select(f => EventNames.Of(f.EventType)).ToList();
        var owed = Recomputed.After(caseId, rulebook.Current, known, kinds[0], received.Now, Book, readers);
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

/// <summary>The name under which an event is stored and spoken of: its class's, in small letters with dashes. The modules say each name out loud, and a test holds the two together.</summary>
public static class EventNames
{
    public static string Of(Type type) => JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name);
}

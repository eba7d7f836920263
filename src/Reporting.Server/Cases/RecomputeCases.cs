using System.Text.Json;
using Marten;
using Reporting.Ledger;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Attributes;

namespace Reporting.Server.Cases;

/// <summary>Hold this incident against the rulebook again: something it rests on has changed.</summary>
[MessageIdentity("recompute-incident")]
public sealed record RecomputeIncident(Guid Case, string Cause, int Rulebook);

/// <summary>Hold this notice against the rulebook again: something it rests on has changed.</summary>
[MessageIdentity("recompute-notice")]
public sealed record RecomputeNotice(Guid Case, string Cause, int Rulebook);

/// <summary>A new rulebook concerns every tenant that has a case.</summary>
public static class RecomputeEverywhereHandler
{
    public static Task<OutgoingMessages> Handle(RulebookChanged changed, IDocumentSession session, CancellationToken cancellation) =>
        TenantsWithCases.ToEachAsync(session, new LookAgain("rulebook-activated", changed.Number, After: null), cancellation);
}

/// <summary>Finds the cases of a firm that a change may concern, a page at a time.</summary>
public static class RecomputeCasesHandler
{
    private const int Page = 500;

    public static async Task<OutgoingMessages> Handle(LookAgain look, IDocumentSession session, CancellationToken cancellation)
    {
        var page = await CaseEntry.PageAsync(session, look.After, Page, cancellation);
        var messages = new OutgoingMessages();
        foreach (var entry in page)
        {
            messages.Add(entry.Type switch
            {
                CaseType.Incident => new RecomputeIncident(entry.Id, look.Cause, look.Rulebook),
                CaseType.ScreeningNotice => (object)new RecomputeNotice(entry.Id, look.Cause, look.Rulebook),
            });
        }

        if (page.Count == Page)
        {
            messages.Add(look with { After = page[^1].Id });
        }

        return messages;
    }
}

/// <summary>An evaluation that no party asked for.</summary>
public static class Reevaluation
{
    /// <summary>Holds one case against the rulebook again; it leaves an event, and what goes with it, where it says anything new.</summary>
    /// <param name="rulebook">The activation that it is to be held against, at the least.</param>
    public static async Task<OutgoingMessages> RunAsync<T>(
        Guid caseId, string cause, int rulebook, Func<T, Firm, CaseKnown> known, IDocumentSession session, ActiveRulebook active, Now now, CancellationToken cancellation)
        where T : class
    {
        await active.AtLeastAsync(rulebook, cancellation);
        var stream = await session.Events.FetchForWriting<T>(caseId, cancellation);
        var book = await session.Events.AggregateStreamAsync<DeadlineBook>(caseId, token: cancellation);
        if (stream.Aggregate is not { } found || book is null || Firm.In(session, await Firm.LoadAsync(session, cancellation)) is not { } firm)
        {
            return [];
        }

        var owed = Recomputed.After(caseId, active.Current, known(found, firm), cause, now, book);
        if (!SaysSomethingNew(owed, book))
        {
            return [];
        }

        stream.AppendOne(Recorded.Event(owed.Computed, now, By.TheClock));
        Writes(caseId, (stream.StartingVersion ?? 0) + 1, owed, now).Execute(session);
        return owed.Wake;
    }

    // Whether an answer, a date or a state is another than the book's.
    private static bool SaysSomethingNew(Recomputed owed, DeadlineBook before) =>
        owed.Computed.Changed.Count > 0
        || !owed.Computed.Regimes.Select(Answer).SequenceEqual(before.Regimes.Select(Answer))
        || !owed.Computed.Deadlines.Select(d => d.Key).SequenceEqual(before.Deadlines.Select(d => d.Key));

    private static (string, string?, string, string) Answer(RegimeHeld held) => (held.Regime, held.Entity, held.Edition, held.Applicability);

    // Everything a command writes, but for a party's words: the journal commits to the cause alone.
    private static CaseWrites Writes(Guid caseId, long version, Recomputed owed, Now now) => new(
        new JournalEntry(
            Ids.Next(),
            caseId,
            version,
            ["deadlines-computed"],
            [],
            ContentCommitment.To(JsonSerializer.SerializeToUtf8Bytes(new { cause = owed.Computed.Cause })),
            now.Value,
            now.Value),
        owed.Next);
}

using System.Text.Json;
using Marten;
using Reporting.Ledger;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;

namespace Reporting.Server.Cases;

/// <summary>Hold this incident against the rulebook again: something it rests on has changed.</summary>
[MessageIdentity("recompute-incident")]
public sealed record RecomputeIncident(Guid Case, string Cause);

/// <summary>Hold this notice against the rulebook again: something it rests on has changed.</summary>
[MessageIdentity("recompute-notice")]
public sealed record RecomputeNotice(Guid Case, string Cause);

/// <summary>Finds the cases of a firm that a change may concern, a page at a time.</summary>
public static class RecomputeCasesHandler
{
    private const int Page = 500;

    public static async Task<OutgoingMessages> Handle(ProfileChanged changed, IDocumentSession session, CancellationToken cancellation)
    {
        var after = changed.After ?? Guid.Empty;
        var page = await session.Query<CaseEntry>().Where(c => c.Id.CompareTo(after) > 0).OrderBy(c => c.Id).Take(Page).ToListAsync(cancellation);
        var messages = new OutgoingMessages();
        foreach (var entry in page)
        {
            messages.Add(entry.Type switch
            {
                CaseType.Incident => new RecomputeIncident(entry.Id, "profile-stated"),
                CaseType.ScreeningNotice => (object)new RecomputeNotice(entry.Id, "profile-stated"),
            });
        }

        if (page.Count == Page)
        {
            messages.Add(new ProfileChanged(page[^1].Id));
        }

        return messages;
    }
}

/// <summary>What an evaluation that no party asked for leaves behind, where it says anything new.</summary>
public static class Reevaluation
{
    /// <summary>Whether an answer, a date or a state is another than the book's.</summary>
    public static bool SaysSomethingNew(Recomputed owed, DeadlineBook before) =>
        owed.Computed.Changed.Count > 0
        || !owed.Computed.Regimes.Select(r => (r.Regime, r.Edition, r.Applicability)).SequenceEqual(before.Regimes.Select(r => (r.Regime, r.Edition, r.Applicability)))
        || !owed.Computed.Deadlines.Select(d => d.Key).SequenceEqual(before.Deadlines.Select(d => d.Key));

    /// <summary>Everything a command writes, but for a party's words: the journal commits to the cause alone.</summary>
    public static CaseWrites Writes(Guid caseId, long version, Recomputed owed, Now now) => new(
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

using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>What a firm or an authority is answered after a command: ids, clocks, questions and gaps; nothing about a person.</summary>
public static class CaseAnswers
{
    /// <param name="forms">The stages that are being filed, where no obligation of the firm's names them: a notice is filed before any clock runs.</param>
    public static Created<CaseOpened> Opened(CaseType type, Guid id, string reference, int revision, Recomputed owed, RegimeSet rulebook, object stated, Now receivedAt, Now now, IReadOnlyList<string>? forms = null) =>
        new(
            new CaseOpened
            {
                Id = id,
                Reference = reference,
                Revision = revision,
                ReceivedAt = receivedAt.Value,
                RecordedAt = now.Value,
                Deadlines = DeadlineViews.Of(owed.Computed),
                OpenQuestions = Questions.Of(owed.Computed),
                Gaps = Gaps.Of(rulebook, owed.Computed, stated, forms ?? []),
            },
            Address(type, id),
            Revisions.Tag(revision));

    public static Created<ReportFiled> Filed(CaseType type, Guid id, JournalEntry journal, Receipts receipts, IReadOnlyList<Cut> cuts, By by, int revision, Recomputed owed, RegimeSet rulebook, object stated, IReadOnlyList<string>? forms = null, IReadOnlyList<PreparedFor>? prepared = null) =>
        new(
            new ReportFiled
            {
                Receipt = receipts.Of(journal, by),
                Answered = [.. cuts.SelectMany(c => c.Answers).Distinct()],
                Prepared = prepared ?? [],
                Revision = revision,
                Deadlines = DeadlineViews.Of(owed.Computed),
                OpenQuestions = Questions.Of(owed.Computed),
                Gaps = Gaps.Of(rulebook, owed.Computed, stated, forms ?? []),
            },
            Address(type, id),
            Revisions.Tag(revision));

    /// <summary>The authority is shown the clocks of its own cut.</summary>
    public static Created<NoticeAccepted> Accepted(CaseAddress address, AcceptNotice accepted, Guid document, int revision, Recomputed owed, Now now) =>
        new(
            new NoticeAccepted
            {
                Id = document,
                Reference = address.Id,
                GivenAt = accepted.GivenAt.ToUniversalTime(),
                RecordedAt = now.Value,
                Revision = revision,
                Deadlines = DeadlineViews.Of(owed.Computed with { Deadlines = owed.Computed.ShownTo(address.Authority) }),
            },
            "/v1/regulator/cases/" + address.Id,
            Revisions.Tag(revision));

    /// <summary>A case's clocks as of now or, where a moment is named, as they were known then.</summary>
    public static DeadlinesComputed Clocks(RegimeSet rulebook, string caseType, DeadlineBook book, KnownAt known, Now now) =>
        known.At is { } at ? Deadlines.Clocks.AsKnown(rulebook, caseType, book, new Now(at)) : Deadlines.Clocks.AsOf(rulebook, caseType, book, now);

    public static IReadOnlyList<Contracts.Cases.Applicability> Applicability(DeadlinesComputed computed) =>
        [.. computed.Regimes.Select(r => new Contracts.Cases.Applicability(r.Regime, r.Edition, r.LawStatus, r.Applicability, r.OpenQuestions, r.Entity))];

    public static string Address(CaseType type, Guid id) => type switch
    {
        CaseType.Incident => $"/v1/incidents/{id}",
        CaseType.ScreeningNotice => $"/v1/screening-notices/{id}",
    };
}

using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Casework;

/// <summary><c>GET /v1/regulator/cases/{reference}/casework</c>: what the caller's authority itself holds of a case: severity, assessments, links, notes, who is on it and who may not be, in the order in which they were recorded.</summary>
public static class ReadCaseFileEndpoint
{
    /// <param name="Severity">As classified last; null: not classified.</param>
    public sealed record CaseFileView(string Reference, SeverityView? Severity, IReadOnlyList<AssessmentView> Assessments, IReadOnlyList<LinkView> Links, IReadOnlyList<TimelineEntry> History)
    {
        /// <summary>The member who is on the case; null: nobody.</summary>
        public string? Assignee { get; init; }

        public IReadOnlyList<string> Tags { get; init; } = [];

        public IReadOnlyList<NoteView> Notes { get; init; } = [];

        /// <summary>Members who are kept from the case.</summary>
        public IReadOnlyList<string> Conflicts { get; init; } = [];

        /// <summary>The proposal to close the file that nobody has acted on yet.</summary>
        public ProposalView? ClosureProposal { get; init; }
    }

    public sealed record NoteView(Guid Id, Sealed<string> Text, string By, DateTimeOffset At);

    public sealed record ProposalView(Guid Id, string By);

    public sealed record SeverityView(string Scheme, string Level, string Reasons, DateTimeOffset At);

    public sealed record AssessmentView(Guid Id, string? About, Sealed<string> Text, Sealed<string> Source, string Reliability, decimal Confidence, DateTimeOffset At);

    public sealed record LinkView(string Other, string Relation, string Reason, DateTimeOffset At);

    [WolverineGet("/v1/regulator/cases/{reference}/casework")]
    public static async Task<Tagged<CaseFileView>> Get(CaseAddress address, IQuerySession firm, IDocumentStore store, Vault vault, KnownAt known, CancellationToken cancellation)
    {
        await CaseHistory.ToldAsync(firm, address, known, cancellation);
        var tenant = Tenants.OfAuthority(address.Authority);
        var id = CaseFile.IdOf(address.Authority, address.Id);
        await using var session = store.QuerySession(tenant);
        var events = await session.Events.FetchStreamAsync(id, timestamp: known.At, token: cancellation);
        if (events.Any(e => e.Data is INamesPersons))
        {
            var seal = await vault.LoadAsync(session, id, cancellation);
            foreach (var e in events)
            {
                if (e.Data is INamesPersons persons)
                {
                    seal.Open(e.Data, persons.Statement);
                }
            }
        }

        var facts = events.Select(e => e.Data).ToList();
        var file = new CaseFileView(
            address.Id,
            facts.OfType<SeverityClassified>().Select(s => new SeverityView(s.Scheme, s.Level, s.Reasons, s.At)).LastOrDefault(),
            [.. facts.OfType<AssessmentRecorded>().Select(a => new AssessmentView(a.Assessment, a.About, a.Text, a.Source, Words.Of(a.Reliability), a.Confidence, a.At))],
            [.. facts.OfType<CasesLinked>().Select(l => new LinkView(l.Other, Words.Of(l.Relation), l.Reason, l.At))],
            [.. events.Select(e => new TimelineEntry(((ICaseFact)e.Data).HappenedAt, e.Timestamp, EventName.KindOf(e.EventTypeName), e.UserName ?? "", ((ICaseFact)e.Data).InWords))])
        {
            Assignee = facts.OfType<CaseAssigned>().LastOrDefault()?.Member,
            Tags = [.. facts.OfType<CaseTagged>().Aggregate(Enumerable.Empty<string>(), (tags, t) => tags.Union(t.Add).Except(t.Remove)).Order(StringComparer.Ordinal)],
            Notes = [.. events.Where(e => e.Data is CaseNoted).Select(e => (CaseNoted)e.Data is var note ? new NoteView(note.Note, note.Text, e.UserName ?? "", note.At) : null!)],
            Conflicts = [.. facts.Aggregate(Enumerable.Empty<string>(), (barred, f) => f switch
            {
                MemberBarred b => barred.Union([b.Member]),
                BarLifted l => barred.Except([l.Member]),
                _ => barred,
            })],
            ClosureProposal = StandingProposal.Of(events) is { Proposal: { } proposal, ProposedBy: { } proposer } ? new ProposalView(proposal, proposer) : null,
        };
        return new Tagged<CaseFileView>(file, Revisions.Tag(events.Count));
    }

    internal static Created<FileNoted> Noted(Guid id, CaseAddress address, Now now) =>
        new(new FileNoted(id, address.Id, now.Value), $"/v1/regulator/cases/{address.Id}/casework");
}

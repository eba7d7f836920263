using JasperFx.Events;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>A firm opened a private case with what it knew. No authority can tell that it exists.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
public sealed record IncidentOpened(Guid Incident, string Reference, Guid Statement, IncidentStatement Stated, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The case was opened.";
}

/// <summary>The firm submitted one stage to one or more authorities, which received it at <paramref name="ReceivedAt"/>.</summary>
/// <param name="Stated">What was stated anew; absent members keep what the case says.</param>
/// <param name="Cuts">Per authority: which fields it was sent.</param>
/// <param name="Commitment">Base64 of the content commitment in the receipt.</param>
/// <param name="Recipients">Where else the firm says the report went, or goes.</param>
/// <param name="MandateId">The mandate a representative acted under.</param>
/// <param name="Evidence">What was released to these authorities with it.</param>
public sealed record IncidentReportFiled(
    Guid Report,
    Guid Statement,
    SubmissionKind Stage,
    IReadOnlyList<Cut> Cuts,
    string? Title,
    IncidentStatement? Stated,
    Submitter? SubmittedBy,
    ReportDeclaration? Declaration,
    string? LateReason,
    string Commitment,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<Recipient>? Recipients = null,
    Guid? MandateId = null,
    IReadOnlyList<Guid>? Evidence = null) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => $"{Words.Of(Stage)} filed to {string.Join(", ", Cuts.Select(c => c.Authority))}.";
}

/// <summary>An AI-theft incident as decisions see it: what is stated now, what was told to whom, and what happened when.</summary>
public sealed partial record Incident(Guid Id, string Reference, IncidentStatement Stated)
{
    /// <summary>Of the stream: how many events were folded.</summary>
    public long Version { get; init; }

    /// <summary>Raised by commands of the firm only, so that a computed deadline does not make the officer's ETag stale.</summary>
    public int Revision { get; init; } = 1;

    public IReadOnlyList<Cut> Cuts { get; init; } = [];

    /// <summary>Everything clocks listen to, in order of recording.</summary>
    public IReadOnlyList<Happening> Timeline { get; init; } = [];

    public static Incident Create(IEvent<IncidentOpened> e) =>
        new Incident(e.Data.Incident, e.Data.Reference, e.Data.Stated).Happened(IncidentFacts.Times(e.Data.Stated, e.Timestamp));

    public Incident Apply(IEvent<IncidentReportFiled> e) =>
        (this with
        {
            Revision = Revision + 1,
            Stated = e.Data.Stated.Over(Stated),
            Cuts = [.. Cuts, .. e.Data.Cuts],
        })
        .Happened(IncidentFacts.Times(e.Data.Stated.Over(Stated), e.Timestamp))
        .Happened(IncidentFacts.Receipts(e.Data, e.Timestamp));

    public bool IsPrivate => Cuts.Count == 0;

    public IReadOnlyList<Addressee> Addressees =>
        [.. Cuts.DistinctBy(c => c.Authority).Select(c => new Addressee(c.Authority, c.Reference))];

    // What is stated again unchanged is no correction.
    private Incident Happened(IEnumerable<Happening> news) => this with
    {
        Timeline = [.. Timeline, .. news.Where(n => Timeline.LastOrDefault(h => h.Kind == n.Kind && h.Regime == n.Regime) is not { } last || last.At != n.At || last.LatestAt != n.LatestAt)],
    };
}

using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine;

namespace Reporting.Server.Incidents;

/// <summary>What every command on an incident that is no filing ends with.</summary>
public static class IncidentChange
{
    /// <summary>A command of the firm.</summary>
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) OfFirm<TBody>(
        CaseWork<Incident> work, object fact, Guid id, Received<TBody> received, ActiveRulebook rulebook, By by, IReadOnlyList<string>? readers = null)
    {
        var (after, owed, writes) = Record(work, fact, received, rulebook, by, readers ?? []);
        return (
            new Created<CaseChanged>(
                new CaseChanged
                {
                    Id = id,
                    State = Words.Of(after.State),
                    Revision = after.Revision,
                    ReceivedAt = received.At.Value,
                    RecordedAt = received.Now.Value,
                    Deadlines = DeadlineViews.Of(owed.Computed),
                    OpenQuestions = Questions.Of(owed.Computed),
                    OpenDeterminations = OpenDeterminations.Of(rulebook.Current, owed.Computed, after.Stated),
                    Gaps = Gaps.Of(rulebook.Current, owed.Computed, after.Stated, forms: []),
                },
                CaseAnswers.Address(CaseType.Incident, after.Id),
                Revisions.Tag(after.Revision)),
            writes,
            owed.Wake);
    }

    /// <summary>An act of an authority, which is shown the clocks of the case as it knows it.</summary>
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) OfAuthority<TBody>(
        CaseWork<Incident> work, IAuthorityAct act, Guid id, Received<TBody> received, ActiveRulebook rulebook, By by)
    {
        var (after, owed, writes) = Record(work, act, received, rulebook, by, [act.Authority]);
        var revision = after.CutRevisions[act.Authority];
        return (
            new Created<ActRecorded>(
                new ActRecorded
                {
                    Id = id,
                    Reference = act.Reference,
                    Revision = revision,
                    RecordedAt = received.Now.Value,
                    Deadlines = DeadlineViews.Of(owed.Computed with { Deadlines = owed.Computed.Shown![0].Deadlines }),
                },
                "/v1/regulator/cases/" + act.Reference,
                Revisions.Tag(revision)),
            writes,
            [.. owed.Wake, new TellOfAct(work.Fresh.Id, after.Id, EventName.Of(act.GetType()), act.Authority)]);
    }

    private static (Incident After, Recomputed Owed, CaseWrites Writes) Record<TBody>(
        CaseWork<Incident> work, object fact, Received<TBody> received, ActiveRulebook rulebook, By by, IReadOnlyList<string> readers)
    {
        var recorded = Recorded.Event(fact, received.Now, by);
        var after = work.Case.After(recorded);
        var shown = readers.Select(reader => new DeadlinesShown(
            reader,
            [.. Clocks.Compute(rulebook.Current, IncidentCase.Known(after.AsKnownTo(reader), work.Firm, received.Now), EventName.Of(fact.GetType()), received.Now, before: null)
                .Deadlines.Where(d => d.OwedTo == reader)])).ToList();
        var (owed, writes) = work.Record(after.Id, [recorded], IncidentCase.Known(after, work.Firm, received.Now), received, rulebook, by, shown);
        return (after, owed, writes);
    }
}

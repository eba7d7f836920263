using Reporting.Contracts.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine;

namespace Reporting.Server.Cases;

/// <summary>What every command on a case that is no filing ends with, whichever kind of case it is.</summary>
public static class CaseChange
{
    /// <summary>A command of the firm.</summary>
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) OfFirm<T, TBody>(
        CaseWork<T> work, object fact, Guid id, Received<TBody> received, ActiveRulebook rulebook, By by, IReadOnlyList<string>? readers = null)
        where T : class, ICase<T>
    {
        var (after, owed, writes) = Record(work, [fact], received, rulebook, by, readers ?? []);
        return (
            new Created<CaseChanged>(
                new CaseChanged
                {
                    Id = id,
                    State = after.InState,
                    Revision = after.Revision,
                    ReceivedAt = received.At.Value,
                    RecordedAt = received.Now.Value,
                    Deadlines = DeadlineViews.Of(owed.Computed),
                    OpenQuestions = Questions.Of(owed.Computed),
                    OpenDeterminations = after.Undetermined(rulebook.Current, owed.Computed),
                    Gaps = Gaps.Of(rulebook.Current, owed.Computed, after.Statement, forms: after.OpenForms),
                },
                CaseAnswers.Address(T.Type, after.Id),
                Revisions.Tag(after.Revision)),
            writes,
            owed.Wake);
    }

    /// <summary>An act of an authority, which is shown the clocks of the case as it knows it.</summary>
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) OfAuthority<T, TBody>(
        CaseWork<T> work, IAuthorityAct act, Guid id, Received<TBody> received, ActiveRulebook rulebook, By by)
        where T : class, ICase<T>
    {
        var (after, owed, writes) = Record(work, [act], received, rulebook, by, [act.Authority]);
        return (Answered(act.Authority, act.Reference, after.CutRevisions[act.Authority], owed, id, received.Now), writes, [.. owed.Wake, new TellOfAct(work.Fresh.Id, after.Id, EventName.Of(act.GetType()), act.Authority)]);
    }

    /// <summary>201 of an authority's act.</summary>
    public static Created<ActRecorded> Answered(string authority, string reference, int revision, Recomputed owed, Guid id, Now now) =>
        new(
            new ActRecorded
            {
                Id = id,
                Reference = reference,
                Revision = revision,
                RecordedAt = now.Value,
                Deadlines = DeadlineViews.Of(owed.Computed with { Deadlines = owed.Computed.ShownTo(authority) }),
            },
            "/v1/regulator/cases/" + reference,
            Revisions.Tag(revision));

    /// <summary>Appends facts with the evaluation that they make necessary.</summary>
    /// <param name="readers">The authorities that may learn of them: each is shown its own clocks, in the case as it knows it.</param>
    public static (T After, Recomputed Owed, CaseWrites Writes) Record<T, TBody>(
        CaseWork<T> work, IReadOnlyList<object> facts, Received<TBody> received, ActiveRulebook rulebook, By by, IReadOnlyList<string> readers)
        where T : class, ICase<T>
    {
        var recorded = facts.Select(f => Recorded.Event(f, received.Now, by)).ToList();
        var after = recorded.Aggregate(work.Case, (found, e) => found.After(e));
        // Who knows the whole of the case is shown what is evaluated anyway.
        var shown = readers
            .Select(reader => (reader, Known: after.AsKnownTo(reader)))
            .Where(r => !ReferenceEquals(r.Known, after))
            .Select(r => DeadlinesShown.To(r.reader, Clocks.Compute(rulebook.Current, r.Known.Known(work.Firm, received.Now), EventName.Of(facts[0].GetType()), received.Now, before: null)))
            .ToList();
        var (owed, writes) = work.Record(after.Id, recorded, after.Known(work.Firm, received.Now), received, rulebook, by, readers, shown);
        return (after, owed, writes);
    }
}

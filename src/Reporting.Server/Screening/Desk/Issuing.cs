using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Screening.Desk;

/// <summary>Whether a document may be issued, and whether its service is in time. What no table can say of the statute stands here; when a period ends the rulebook says.</summary>
public static class Issuing
{
    /// <param name="made">What it would be on the case, where it is effective without service.</param>
    public static ProblemDetails Allowed(FileDocument document, DocumentMade made, StatuteWork work, RegimeSet rulebook, Now now, By by) =>
        Rules.First(
            () => document.IssuedAt is null ? WolverineContinue.NoProblems : Refused("This document has been issued already."),
            () => document.Rule.FourEyes && document.ApprovedBy is null ? Refused("Another person than who drafted it has to approve this document first.") : WolverineContinue.NoProblems,
            () => work.Permits(document.Rule.Command),
            () => IsTheOnlyOne(document, work),
            () => Specific(document.Draft, made, work, rulebook, now),
            () => document.Rule.Effective == Effective.Given ? WolverineContinue.NoProblems : InTime(made, document.Rule, work, rulebook, now, by));

    // What leads on is issued once: a second one while the first is on its way would begin a second period.
    private static ProblemDetails IsTheOnlyOne(FileDocument document, StatuteWork work)
    {
        var leadsOn = NoticeLife.Table.After(work.State, document.Rule.Command).Any(to => to != work.State) || document.Draft.Kind == StatutoryDocument.AdditionalPeriodNotice;
        var other = work.File.Documents.Where(d => d.Id != document.Id && d.Draft.Kind == document.Draft.Kind && d.IssuedAt is not null)
            .Select(d => work.Notice.Documents.FirstOrDefault(c => c.Id == d.Id))
            .Any(c => c is not { IsGiven: true } || document.Draft.Kind == StatutoryDocument.AdditionalPeriodNotice);
        return leadsOn && document.Rule.Effective == Effective.Given && other ? Refused($"A document of the kind '{Words.Of(document.Draft.Kind)}' has been issued already.") : WolverineContinue.NoProblems;
    }

    private static ProblemDetails Specific(DraftDocument draft, DocumentMade made, StatuteWork work, RegimeSet rulebook, Now now) => draft.Kind switch
    {
        StatutoryDocument.ClockStopNotice => Stop(draft.Concerns!.Value, work),
        StatutoryDocument.ClockRestartNotice => Restart(draft, work, now),
        StatutoryDocument.VoluntaryPeriodAgreement => Begun(Statutes.Of(StatutoryDocument.AdditionalPeriodNotice).Event!, work, rulebook)
            ? WolverineContinue.NoProblems
            : Refused("A voluntary period follows an additional period, and no notice of one has been given in time."),
        StatutoryDocument.FinalOrder => Rules.First(() => StillAssessed(made, work, rulebook), () => Rules.Check(Considered(draft, work, all: true))),
        StatutoryDocument.FinalNotification => Rules.Check(Considered(draft, work, all: false)),
        StatutoryDocument.Variation or StatutoryDocument.Revocation => work.Notice.Documents.FirstOrDefault(d => d.Id == draft.Concerns && d.Authority == work.Authority) is { } order && order.Holds(made.EffectiveAt)
            ? WolverineContinue.NoProblems
            : Refused("The document that it concerns is no order of this authority that is in force."),
        StatutoryDocument.RefusalToVary => work.Notice.OrderRequests.Any(r => r.Id == draft.Concerns && r.Authority == work.Authority)
            ? WolverineContinue.NoProblems
            : Rules.Check([new ProblemError("/draft", "unknown-request", "It concerns no request of the firm.")]),
        StatutoryDocument.DecisionRevocation => work.Notice.Timeline.Any(h => h.Kind == "false-information-discovered" && made.Regimes.Contains(h.Regime))
            ? WolverineContinue.NoProblems
            : Refused("No false or misleading information has been recorded (s.22)."),
        _ => WolverineContinue.NoProblems,
    };

    // Given is not enough: a correction may have shown that it was given too late.
    private static bool Begun(string kind, StatuteWork work, RegimeSet rulebook) =>
        work.Work.Book.Deadlines.Any(d => d.OwedTo == work.Authority && d.State != "pending" && rulebook.WaitsFor(d.Regime, d.Obligation, kind));

    // s.24(1), (2): only what was given during the assessment stops its clock, and only by being told of.
    private static ProblemDetails Stop(Guid notice, StatuteWork work)
    {
        var asked = work.File.Find(notice);
        var calledIn = work.Notice.Documents.LastOrDefault(d => d.Authority == work.Authority && d.Kind == StatutoryDocument.CallInNotice && d.IsGiven)!.Counted[0].Served.SentAt;
        return asked is not { Rule.Asks: true, IssuedAt: not null } ? Refused("The clock is stopped because of an information or attendance notice, and it concerns none.")
            : !asked.Services.Values.Any(s => s.Served.SentAt >= calledIn) ? Refused("The notice that it concerns was not given during the assessment.")
            : IssuedFor(StatutoryDocument.ClockStopNotice, notice, work) ? Refused("The clock has been stopped because of this notice already.")
            : WolverineContinue.NoProblems;
    }

    private static ProblemDetails Restart(DraftDocument draft, StatuteWork work, Now now)
    {
        var notice = draft.Concerns!.Value;
        return !work.Notice.Documents.Any(d => d.Kind == StatutoryDocument.ClockStopNotice && d.Authority == work.Authority && d.Concerns == notice && d.IsGiven) ? Refused("The clock was not stopped because of this notice.")
            : IssuedFor(StatutoryDocument.ClockRestartNotice, notice, work) ? Refused("The clock has been started again already.")
            : draft.Because == RestartGround.TimeHasPassed && !(work.File.Find(notice)?.Draft.Due < now.Value) ? Refused("The time that the notice gave has not passed.")
            : WolverineContinue.NoProblems;
    }

    private static bool IssuedFor(StatutoryDocument kind, Guid concerns, StatuteWork work) =>
        work.File.Documents.Any(d => d.Draft.Kind == kind && d.Draft.Concerns == concerns && d.IssuedAt is not null);

    // s.26(1), (4): before the end of the assessment, and with every representation considered.
    private static ProblemDetails StillAssessed(DocumentMade made, StatuteWork work, RegimeSet rulebook)
    {
        var periods = work.Work.Book.Deadlines.Where(d => d.OwedTo == work.Authority && MetBy(rulebook, d, Statutes.Of(made.Kind).Event!)).ToList();
        return periods.Any(d => d.State == "paused" || (d.State is "running" or "missed" && (d.LatestLawful ?? d.Due) >= made.EffectiveAt))
            ? WolverineContinue.NoProblems
            : Refused("The assessment had ended when the order was made.");
    }

    private static IEnumerable<ProblemError> Considered(DraftDocument draft, StatuteWork work, bool all)
    {
        var received = work.Notice.Representations.Where(r => r.Authority == work.Authority).Select(r => r.Id).ToList();
        var considered = draft.Considered ?? [];
        return
        [
            .. considered.Except(received).Select(id => new ProblemError("/draft", "unknown-representation", $"No representation {id} was received.")),
            .. all ? received.Except(considered).Select(id => new ProblemError("/draft", "representation-not-considered", $"The representation {id} was received and is not among those considered.")) : [],
        ];
    }

    /// <summary>
    /// Judges by the day on which something is given or agreed, whenever that is recorded: a period that was ordered after
    /// the end of the one before it, or a call-in after the end of a limit, is refused.
    /// </summary>
    public static ProblemDetails InTime(object fact, DocumentRule rule, StatuteWork work, RegimeSet rulebook, Now now, By by)
    {
        if (rule.Event is not { } kind)
        {
            return WolverineContinue.NoProblems;
        }

        var tried = work.Tried(fact, rulebook, now, by);
        var before = Voids(work.Work.Book.Deadlines, kind);
        if (Voids(tried, kind).Except(before).FirstOrDefault() is { } late)
        {
            return Late(Words.Of(rule.Kind), late.End);
        }

        return rule.Kind == StatutoryDocument.CallInNotice && tried.FirstOrDefault(d => d.State == "met-late" && MetBy(rulebook, d, kind) && work.Work.Book.Find(d.Key)?.State is "running" or "missed") is { } over
            ? Late(Words.Of(rule.Kind), Day(over.DueDate))
            : WolverineContinue.NoProblems;
    }

    /// <summary>A document that was in time and is not any more.</summary>
    /// <param name="End">The local day with which the period ends.</param>
    public sealed record TooLate(Guid Document, StatutoryDocument Kind, string End);

    /// <summary>What a corrected day makes of documents that were given or made by another one: a period notice that comes to be void, a call-in or a decision that comes after the end.</summary>
    public static IReadOnlyList<TooLate> MadeLate(object fact, StatuteWork work, RegimeSet rulebook, Now now, By by)
    {
        var tried = work.Tried(fact, rulebook, now, by);
        var known = work.Notice.After(Recorded.Event(fact, now, by)).Documents.Where(d => d.Authority == work.Authority).ToList();
        var late = new List<TooLate>();
        foreach (var deadline in tried)
        {
            var before = work.Work.Book.Find(deadline.Key);
            foreach (var step in deadline.Explanation.Where(s => s.Code == "void" && before?.Explanation.Any(b => b.Code == "void" && (b.Reason, b.At) == (s.Reason, s.At)) != true))
            {
                late.AddRange(known.Where(d => EventOf(d) == step.Reason && At(d) == step.At).Select(d => new TooLate(d.Id, d.Kind, step.Args?.GetValueOrDefault("end") ?? "")));
            }

            if (deadline.State == "met-late" && before?.State == "met")
            {
                late.AddRange(known.Where(d => EventOf(d) is { } kind && MetBy(rulebook, deadline, kind)).Select(d => new TooLate(d.Id, d.Kind, Day(deadline.LatestLawfulDate ?? deadline.DueDate))));
            }
        }

        return [.. late.DistinctBy(l => l.Document)];
    }

    private static string? EventOf(CaseDocument document) => Statutes.IsDrafted(document.Kind) ? Statutes.Of(document.Kind).Event : null;

    private static DateTimeOffset? At(CaseDocument document) => document.MadeAt ?? document.Counted.FirstOrDefault()?.Served.SentAt;

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private sealed record Void(string Deadline, DateTimeOffset? At, string End);

    private static HashSet<Void> Voids(IReadOnlyList<DeadlineRecord> deadlines, string kind) =>
        [.. deadlines.SelectMany(d => d.Explanation.Where(s => s.Code == "void" && s.Reason == kind).Select(s => new Void(d.Key, s.At, s.Args?.GetValueOrDefault("end") ?? "")))];

    private static bool MetBy(RegimeSet rulebook, DeadlineRecord deadline, string kind) =>
        rulebook.Editions(deadline.Regime).FirstOrDefault(e => e.Edition == deadline.Edition)?.Obligations.FirstOrDefault(o => o.Id == deadline.Obligation)?.MetBy.Contains(kind) == true;

    private static ProblemDetails Late(string kind, string end)
    {
        var problem = Refused($"Too late: a document of the kind '{kind}' has no effect after the end of the period, which was {end}.");
        problem.Extensions["endedOn"] = end;
        return problem;
    }

    private static ProblemDetails Refused(string why) => Problem.Of("not-in-this-state", why);
}

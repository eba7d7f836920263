using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Where a deal stands with one regime, as far as its closing goes.</summary>
public enum ClosingState
{
    /// <summary>It may close: a decision said so, or nothing is left to wait for.</summary>
    Free,

    /// <summary>A clock runs.</summary>
    Running,

    /// <summary>No clock runs yet; what would begin the next one is assumed to happen today.</summary>
    Assumed,

    /// <summary>The clock stands: no day can be named.</summary>
    Stopped,

    /// <summary>The period ended without the decision that closing needs.</summary>
    Unapproved,

    /// <summary>A decision was made whose content says whether and how it may close.</summary>
    Decided,

    /// <summary>No day can be named: the period has no number, its calendar does not reach so far, or the document says nothing of closing.</summary>
    Unknown,
}

/// <summary>The first local day on which a deal can safely close, over all regimes that it needs.</summary>
/// <param name="Day">By the later reading of every clock; null while one of them cannot be named.</param>
/// <param name="EarlierReading">By the earlier reading of every clock.</param>
/// <param name="Lawful">Of those regimes alone that forbid closing, or may: before it, closing is unlawful.</param>
/// <param name="HeldBy">The regime that decides it; null where nothing holds it.</param>
/// <param name="Assumes">It rests on something that has not happened, and on nothing else coming in between.</param>
/// <param name="Regimes">Every regime that may be needed, the one that holds longest first.</param>
public sealed record ClosingPath(LocalDate? Day, LocalDate? EarlierReading, LocalDate? Lawful, string? HeldBy, bool Assumes, IReadOnlyList<RegimeClosing> Regimes);

/// <summary>What one regime has to do with the closing.</summary>
/// <param name="Needed">Applies, or cannot be told.</param>
/// <param name="Standstill">Whether closing before is forbidden: yes, no, cannot tell.</param>
/// <param name="Obligation">The clock that holds it; null where none does.</param>
/// <param name="Ends">The clock's last local day, by the earlier and the later reading.</param>
/// <param name="Day">The first day after it by the later reading; of what is free already, the day since which it is.</param>
/// <param name="Steps">How it comes about, in words, each with its rule.</param>
/// <param name="Movers">What would move it.</param>
public sealed record RegimeClosing(
    string Regime,
    string Title,
    Applicability Needed,
    Answer Standstill,
    ClosingState State,
    string? Obligation,
    (LocalDate? Earlier, LocalDate? Later) Ends,
    LocalDate? EarlierReading,
    LocalDate? Day,
    IReadOnlyList<ClosingNote> Steps,
    IReadOnlyList<ClosingNote> Movers)
{
    public bool Holds => State != ClosingState.Free;
}

/// <summary>One sentence, the stable code of what it says, and its rule.</summary>
public sealed record ClosingNote(string Code, string Text, string? Citation);

/// <summary>
/// The earliest safe closing date. Pure, like the engine whose clocks it reads. Of a clock that has not begun nothing is
/// known: what begins it is assumed to happen today, and that is said.
/// </summary>
public static class EarliestClosing
{
    /// <param name="regimes">Those that speak of screening, in all their editions.</param>
    /// <param name="asOf">The moment it is looked at: only what was recorded by then counts.</param>
    public static ClosingPath Of(IReadOnlyCollection<Regime> regimes, CalendarSet calendars, Facts facts, Timeline timeline, Instant asOf)
    {
        var held = new List<RegimeClosing>();
        foreach (var id in regimes.Select(r => r.Id).Distinct())
        {
            IReadOnlyList<Regime> editions = [.. regimes.Where(r => r.Id == id)];
            var governing = Editions.Governing(editions[0], editions, facts, timeline, asOf);
            var outcome = Engine.Evaluate(editions, calendars, facts, timeline, asOf).Regimes[0];
            // Law that does not bind, not yet or not at all, holds nothing.
            var inForce = governing.Edition.Binds && governing.Edition.EffectiveFrom <= asOf.InZone(Case.ZoneOf(governing.Edition, facts)).Date;
            if (outcome.Applicability != Applicability.DoesNotApply && inForce)
            {
                held.Add(new OneRegime(governing.Edition, editions, calendars, facts, timeline, asOf).Closing(outcome));
            }
        }

        return Together(held);
    }

    private static ClosingPath Together(List<RegimeClosing> held)
    {
        IReadOnlyList<RegimeClosing> order = [.. held
            .OrderBy(h => h.Holds ? 0 : 1)
            .ThenByDescending(h => h.Day ?? LocalDate.MaxIsoValue)
            .ThenBy(h => h.Needed == Applicability.Applies ? 0 : 1)
            .ThenBy(h => h.Standstill switch { Answer.Yes => 0, Answer.Unknown => 1, Answer.No => 2 })
            .ThenBy(h => h.Regime, StringComparer.Ordinal)];
        var binding = order.Where(h => h.Standstill != Answer.No).ToList();
        return new ClosingPath(
            Latest(order, h => h.Day),
            Latest(order, h => h.EarlierReading),
            Latest(binding, h => h.Day),
            order.FirstOrDefault(h => h.Holds)?.Regime,
            order.Any(h => h.State == ClosingState.Assumed),
            order);
    }

    private static LocalDate? Latest(IReadOnlyList<RegimeClosing> held, Func<RegimeClosing, LocalDate?> day) =>
        held.Count == 0 || held.Any(h => day(h) is null) ? null : held.Max(h => day(h)!.Value);

    private sealed class OneRegime(Regime regime, IReadOnlyList<Regime> editions, CalendarSet calendars, Facts facts, Timeline timeline, Instant asOf)
    {
        private readonly List<ClosingNote> _steps = [];
        private readonly List<ClosingNote> _movers = [];
        private readonly LocalDate _today = asOf.InZone(Case.ZoneOf(regime, facts)).Date;

        public RegimeClosing Closing(RegimeOutcome outcome)
        {
            if (outcome.Applicability == Applicability.Undetermined)
            {
                Move("not-settled", $"Whether this regime is needed depends on what is not known yet: {string.Join(", ", outcome.OpenQuestions)}.", null);
            }

            if (regime.Closing is not { } closing)
            {
                Say("says-nothing", "The document of this regime says nothing of closing.", null);
                return Held(outcome, Answer.Unknown, ClosingState.Unknown);
            }

            var standstill = Standstill(closing);
            var path = Meant(closing.Path);
            var standing = Running(path, outcome);
            // What would have met the clock that runs came before it: the deal was taken up again since.
            if (Decision(closing) is { } decision && !(standing.Count > 0 && path.Any(o => o.MetBy.Contains(decision.Kind))))
            {
                return Decided(outcome, standstill, closing, decision);
            }

            if (standing.Count == 0 && Meant(closing.Limits) is { Count: > 0 } limits)
            {
                return Unnotified(outcome, standstill, closing, path, limits);
            }

            if (standing.Count == 0 && Unmet(path, outcome) is { } over)
            {
                return Over(outcome, standstill, closing, over);
            }

            var assumed = false;
            if (standing.Count == 0 && path.FirstOrDefault(o => StateOf(o, outcome) == DeadlineState.Pending) is { } next)
            {
                (standing, assumed) = (Running(path, Supposing(next)), true);
            }

            return standing.Count == 0 ? Nothing(outcome, standstill, path) : Waits(outcome, standstill, closing, path, standing, assumed);
        }

        // ---- what holds it ----

        private Answer Standstill(Closing closing)
        {
            if (closing.Standstill is not { } rule)
            {
                Say("no-standstill", "This regime does not forbid closing; what is closed can still be called in or undone while its clocks run.", closing.Citation);
                return Answer.No;
            }

            var asked = new Asked();
            var answer = rule.When?.Ask(facts, asked) ?? Answer.Yes;
            switch (answer)
            {
                case Answer.Yes:
                    Say("standstill", $"The deal must not close before it may: closing before that {rule.Consequence}.", rule.Citation);
                    break;
                case Answer.No:
                    Say("no-standstill", "Closing is not forbidden here; what is closed can still be called in or undone while the clocks run.", rule.Citation);
                    break;
                default:
                    Say("standstill-open", $"Whether closing must wait depends on what is not known yet: {string.Join(", ", asked.OpenFacts)}. It is taken to be so.", rule.Citation);
                    break;
            }

            return answer;
        }

        private TimelineEvent? Decision(Closing closing)
        {
            var seen = new Seen(timeline, regime.Id, asOf);
            TimelineEvent? last = null;
            foreach (var kind in closing.ClearedBy.Concat(closing.DecidedBy))
            {
                last = seen.Latest(kind) is { } one && (last is null || one.At > last.At) ? one : last;
            }

            return last;
        }

        private RegimeClosing Decided(RegimeOutcome outcome, Answer standstill, Closing closing, TimelineEvent decision)
        {
            var day = decision.At.InZone(Case.ZoneOf(regime, facts)).Date;
            if (closing.ClearedBy.Contains(decision.Kind))
            {
                Say("cleared", $"{decision.Kind} on {Day(day)}: nothing under this regime is waited for any more.", closing.Citation);
                return Held(outcome, standstill, ClosingState.Free) with { Day = day, EarlierReading = day };
            }

            Say("decided", $"{decision.Kind} on {Day(day)}: what it says decides whether and how the deal may close.", closing.Citation);
            Move("decision-changed", "A variation or revocation of that decision.", null);
            return Held(outcome, standstill, ClosingState.Decided);
        }

        private IReadOnlyList<Obligation> Meant(IReadOnlyList<ClosingStep> steps) =>
            [.. steps.Where(p => p.When is null || p.When.Ask(facts) != Answer.No).Select(p => regime.Obligations.Single(o => o.Id == p.Obligation))];

        private static List<(Obligation Obligation, Deadline Deadline)> Running(IReadOnlyList<Obligation> path, RegimeOutcome outcome) =>
            [.. path
                .Select(o => (Obligation: o, Deadline: outcome.Deadlines.FirstOrDefault(d => d.Obligation == o.Id)))
                .Where(x => x.Deadline is { State: DeadlineState.Running or DeadlineState.Paused })
                .Select(x => (x.Obligation, x.Deadline!))];

        private static DeadlineState? StateOf(Obligation obligation, RegimeOutcome outcome) => outcome.Deadlines.FirstOrDefault(d => d.Obligation == obligation.Id)?.State;

        private static Deadline? Unmet(IReadOnlyList<Obligation> path, RegimeOutcome outcome) =>
            path.Select(o => outcome.Deadlines.FirstOrDefault(d => d.Obligation == o.Id)).LastOrDefault(d => d is { State: DeadlineState.Missed });

        /// <summary>The same case, had what the obligation waits for happened now.</summary>
        private RegimeOutcome Supposing(Obligation next)
        {
            IReadOnlyList<string> kinds = [Triggers.Kinds(next.Trigger, facts)[^1], .. next.Trigger.Once];
            Say("assumed", $"No clock runs yet. Assumed: {string.Join(", ", kinds)} today, {Day(_today)}.", next.Citation);
            Move("not-begun", $"{Sentence(string.Join(", ", kinds))} has not happened; each day it comes later moves the end.", next.Citation);
            var supposed = new Timeline([.. timeline.Events, .. kinds.Select(k => new TimelineEvent(k, asOf, asOf) { Regime = regime.Id })]);
            return Engine.Evaluate(editions, calendars, facts, supposed, asOf).Regimes[0];
        }

        // ---- where it stands ----

        private RegimeClosing Over(RegimeOutcome outcome, Answer standstill, Closing closing, Deadline over)
        {
            if (standstill == Answer.No || closing.EndApproves)
            {
                var free = over.LatestLawfulDate?.PlusDays(1);
                Say("ended", $"{over.Title} ended on {Day(over.LatestLawfulDate)} without a decision. {over.Consequence}", over.Citation);
                return Held(outcome, standstill, ClosingState.Free) with { Obligation = over.Obligation, Ends = (over.DueDate, over.LatestLawfulDate), Day = free, EarlierReading = over.DueDate?.PlusDays(1) };
            }

            Say("end-approves-nothing", $"{over.Title} ended on {Day(over.LatestLawfulDate)} without a decision, and that alone allows nothing.", closing.Citation);
            Move("decision", $"A decision: {string.Join(" or ", closing.ClearedBy)}.", closing.Citation);
            return Held(outcome, standstill, ClosingState.Unapproved) with { Obligation = over.Obligation, Ends = (over.DueDate, over.LatestLawfulDate) };
        }

        /// <summary>Nobody notified it: what is not forbidden is safe once one of the limits has run, since each bars a call-in by itself.</summary>
        private RegimeClosing Unnotified(RegimeOutcome outcome, Answer standstill, Closing closing, IReadOnlyList<Obligation> path, IReadOnlyList<Obligation> limits)
        {
            if (standstill != Answer.No)
            {
                Say("not-notified", "Nobody has notified the deal, and no time that passes allows what needs approval.", closing.Citation);
                Move("decision", $"A notice of it, and a decision: {string.Join(" or ", closing.ClearedBy)}.", closing.Citation);
                return Held(outcome, standstill, ClosingState.Unapproved);
            }

            var (ends, assumed) = (Ends(limits, outcome), false);
            if (ends.Count == 0 && limits.LastOrDefault(o => StateOf(o, outcome) == DeadlineState.Pending) is { } next)
            {
                (ends, assumed) = (Ends(limits, Supposing(next)), true);
            }

            if (ends.Count == 0)
            {
                Say("no-day", "No day can be named after which it could not be called in.", null);
                return Held(outcome, standstill, ClosingState.Unknown);
            }

            MayFollow(path, []);
            foreach (var pending in limits.Where(o => ends.All(e => e.Obligation != o.Id) && StateOf(o, outcome) == DeadlineState.Pending))
            {
                var length = $"{pending.Period.Amount} {Words.Of(pending.Period.Unit).Replace('-', ' ')}";
                Move("may-end-earlier", $"{string.Join(" or ", pending.Trigger.Events)}: {length} would begin, and bar a call-in with their end.", pending.Citation);
            }

            var first = ends.MinBy(e => e.LatestLawfulDate!.Value)!;
            Say("limit", $"{first.Title} is {Day(first.LatestLawfulDate)}: with the end of the first limit nothing is called in any more.", first.Citation);
            return Held(outcome, standstill, first.State == DeadlineState.Missed ? ClosingState.Free : assumed ? ClosingState.Assumed : ClosingState.Running) with
            {
                Obligation = first.Obligation,
                Ends = (first.DueDate, first.LatestLawfulDate),
                EarlierReading = first.DueDate?.PlusDays(1),
                Day = first.LatestLawfulDate?.PlusDays(1),
            };
        }

        private static List<Deadline> Ends(IReadOnlyList<Obligation> limits, RegimeOutcome outcome) =>
            [.. limits.Select(o => outcome.Deadlines.FirstOrDefault(d => d.Obligation == o.Id)).OfType<Deadline>().Where(d => d is { State: DeadlineState.Running or DeadlineState.Missed, LatestLawfulDate: not null })];

        private RegimeClosing Nothing(RegimeOutcome outcome, Answer standstill, IReadOnlyList<Obligation> path)
        {
            if (path.Any(o => StateOf(o, outcome) == DeadlineState.Pending))
            {
                Say("no-day", "No day can be named for the clock that would come next.", null);
                return Held(outcome, standstill, ClosingState.Unknown);
            }

            Say("nothing-left", "Every clock on the way has done what it was for.", null);
            return Held(outcome, standstill, ClosingState.Free) with { Day = _today, EarlierReading = _today };
        }

        private RegimeClosing Waits(
            RegimeOutcome outcome, Answer standstill, Closing closing, IReadOnlyList<Obligation> path, List<(Obligation Obligation, Deadline Deadline)> standing, bool assumed)
        {
            // Clocks that run side by side: one that cannot be named holds all, else the last to end.
            var (obligation, deadline) = standing.OrderByDescending(s => s.Deadline.LatestLawfulDate ?? LocalDate.MaxIsoValue).First();
            MayFollow(path, standing);
            MayMove(closing, obligation, deadline, standstill);
            if (deadline.LatestLawfulDate is not { } last || deadline.DueDate is not { } due)
            {
                var stopped = deadline.State == DeadlineState.Paused;
                Say(stopped ? "stopped" : "no-day", stopped ? $"{deadline.Title} stands: no last day can be named until it runs again." : $"No last day can be named of {deadline.Title}.", obligation.Period.Stop?.Citation);
                return Held(outcome, standstill, stopped ? ClosingState.Stopped : ClosingState.Unknown) with { Obligation = obligation.Id };
            }

            Say("ends", $"{deadline.Title} ends with {Day(last)}: the first day after it is {Day(last.PlusDays(1))}.", deadline.Citation);
            if (last != due)
            {
                Say("two-readings", $"By the earlier reading it ends with {Day(due)}; whoever relies on its end waits for the later.", obligation.Period.SecondReadingCitation);
            }

            return Held(outcome, standstill, assumed ? ClosingState.Assumed : ClosingState.Running) with
            {
                Obligation = obligation.Id,
                Ends = (due, last),
                EarlierReading = due.PlusDays(1),
                Day = last.PlusDays(1),
            };
        }

        // ---- what would move it ----

        private void MayFollow(IReadOnlyList<Obligation> path, List<(Obligation Obligation, Deadline Deadline)> standing)
        {
            var reached = path.ToList().FindLastIndex(o => standing.Any(s => s.Obligation == o));
            foreach (var later in path.Skip(reached + 1))
            {
                var length = later.Period.Amount is { } amount ? $"{amount} {Words.Of(later.Period.Unit).Replace('-', ' ')}" : $"as long as {later.Period.AmountFrom} says";
                Move("may-follow", $"{string.Join(" or ", later.Trigger.Events)}: {later.Title} would follow, {length}.", later.Citation);
            }
        }

        private void MayMove(Closing closing, Obligation obligation, Deadline deadline, Answer standstill)
        {
            if (obligation.Period.Stop is { } stop)
            {
                Move(deadline.State == DeadlineState.Paused ? "restart" : "may-stop", deadline.State == DeadlineState.Paused ? $"{stop.Closes}: the clock would run again." : $"{stop.Opens}: the clock would stand, and the days do not count.", stop.Citation);
            }

            foreach (var extension in obligation.Period.Extensions)
            {
                Move("may-be-extended", $"{extension.Event} would extend it{(extension.Amount is { } by ? $" by {by} {Words.Of(obligation.Period.Unit).Replace('-', ' ')}" : "")}.", extension.Citation);
            }

            if (closing.ClearedBy.Count > 0)
            {
                Move("may-end-earlier", $"{string.Join(" or ", closing.ClearedBy)}: the deal would be free at once.", closing.Citation);
            }

            if (standstill != Answer.No && !closing.EndApproves)
            {
                Move("end-approves-nothing", "The end of the period alone allows nothing: the day holds if the decision has been given by then.", closing.Citation);
            }
        }

        private RegimeClosing Held(RegimeOutcome outcome, Answer standstill, ClosingState state) =>
            new(regime.Id, regime.Title, outcome.Applicability, standstill, state, null, (null, null), null, null, _steps, _movers);

        private void Say(string code, string text, string? citation) => _steps.Add(new ClosingNote(code, text, citation));

        private void Move(string code, string text, string? citation) => _movers.Add(new ClosingNote(code, text, citation));

        private static string Day(LocalDate? day) => day?.ToString("ddd d MMM uuuu", System.Globalization.CultureInfo.InvariantCulture) ?? "a day that cannot be named";

        private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
    }
}

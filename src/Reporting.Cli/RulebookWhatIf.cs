using System.CommandLine;
using NodaTime;
using NodaTime.Calendars;
using NodaTime.Text;
using Reporting.Contracts;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary><c>rulebook what-if</c>: a draft run over cases as if it had been law in force for all of them. Nothing is recorded.</summary>
internal static class RulebookWhatIf
{
    public static Command Command()
    {
        var draft = new Argument<FileInfo>("draft") { Description = "A regime document: an amendment of a regime of the rulebook, or a new one." };
        var cases = new Option<string>("--cases") { Required = true, Description = "Cases in the vectors' form; - : standard input." };
        var rulebook = Rulebooks.Option();
        return new Command("what-if", "Runs a draft over cases: deadlines moved, filings that would have been late, load on the authority by week") { draft, cases, rulebook }
            .Does(result => WhatIf(result.GetValue(draft)!, result.GetValue(cases)!, result.GetValue(rulebook)));
    }

    private sealed record Compared(CaseInput Case, string Obligation, Deadline? Now, Deadline? Then);

    private static string WhatIf(FileInfo file, string casesPath, DirectoryInfo? folder)
    {
        var rulebook = Rulebooks.Load(folder);
        var draft = InForce(Rulebooks.Read(file, folder));
        var present = rulebook.Editions(draft.Id);

        // An amendment concerns the cases of its regime; a new regime all cases of its kind.
        var cases = CaseFile.Read(casesPath).Where(c => present.Count > 0 ? c.Regime == draft.Id : draft.CaseTypes.Contains(c.CaseType)).ToList();
        var compared = cases.SelectMany(c => Compare(c, present, draft, rulebook.Calendars)).ToList();
        return Commands.Text(text =>
        {
            text.WriteLine($"{draft.Title} ({draft.Id}): {cases.Count} cases, {(present.Count > 0 ? "amended" : "a new regime")}, as if in force for all of them.");
            Moved(compared, text);
            Late(compared, text);
            Load(compared, draft, text);
        });
    }

    private static Regime InForce(Regime draft) => draft with { LawStatus = LawStatus.InForce, EffectiveFrom = new LocalDate(1900, 1, 1), EffectiveTo = null };

    private static IEnumerable<Compared> Compare(CaseInput one, IReadOnlyList<Regime> present, Regime draft, CalendarSet calendars)
    {
        IReadOnlyList<Deadline> now = present.Count == 0 ? [] : one.Against(present, calendars).Deadlines;
        var then = one.Against([draft], calendars).Deadlines;
        return now.Select(d => d.Obligation).Union(then.Select(d => d.Obligation))
            .Select(id => new Compared(one, id, now.FirstOrDefault(d => d.Obligation == id), then.FirstOrDefault(d => d.Obligation == id)))
            .Where(c => c.Now?.Due is not null || c.Then?.Due is not null || c.Now?.State != c.Then?.State);
    }

    private static void Moved(List<Compared> compared, TextWriter text)
    {
        text.WriteLine();
        text.WriteLine("Deadlines moved");
        var moved = compared.Where(c => c.Now?.Due != c.Then?.Due).ToList();
        foreach (var c in moved)
        {
            text.WriteLine($"  {c.Case.Id ?? "case"} {c.Obligation}: {Due(c.Now)} -> {Due(c.Then)}{Distance(c.Now?.Due, c.Then?.Due)}");
        }

        Summary(moved.Count, compared.Count, text);
    }

    private static void Late(List<Compared> compared, TextWriter text)
    {
        text.WriteLine();
        text.WriteLine("Filings that would have been late, or missed");
        var late = compared.Where(c => c.Then?.State is DeadlineState.MetLate or DeadlineState.Missed && c.Now?.State != c.Then.State).ToList();
        foreach (var c in late)
        {
            text.WriteLine($"  {c.Case.Id ?? "case"} {c.Obligation}: {Words.Of(c.Then!.State)}, due {Due(c.Then)}; {(c.Now is null ? "not owed today" : "today " + Words.Of(c.Now.State))}");
        }

        Summary(late.Count, compared.Count, text);
    }

    private static void Load(List<Compared> compared, Regime draft, TextWriter text)
    {
        text.WriteLine();
        text.WriteLine("Load by week: deadlines that end in it (today / under the draft)");
        var names = draft.Authorities.ToDictionary(a => a.Id, a => a.Name, StringComparer.Ordinal);
        var weeks = compared.SelectMany(c => (IEnumerable<(Deadline? Deadline, int Now, int Then)>)[(c.Now, 1, 0), (c.Then, 0, 1)])
            .Where(x => x.Deadline?.DueDate is not null)
            .GroupBy(x => (x.Deadline!.OwedTo, Week: Week(x.Deadline.DueDate!.Value)))
            .OrderBy(g => g.Key.OwedTo, StringComparer.Ordinal).ThenBy(g => g.Key.Week, StringComparer.Ordinal);
        foreach (var week in weeks)
        {
            text.WriteLine($"  {week.Key.Week}  {week.Sum(x => x.Now),4} / {week.Sum(x => x.Then),-4} {names.GetValueOrDefault(week.Key.OwedTo, week.Key.OwedTo)}");
        }
    }

    private static void Summary(int count, int of, TextWriter text) => text.WriteLine(count == 0 ? "  none" : $"  {count} of {of}");

    private static string Week(LocalDate day) => $"{WeekYearRules.Iso.GetWeekYear(day):0000}-W{WeekYearRules.Iso.GetWeekOfWeekYear(day):00}";

    private static string Due(Deadline? d) => d?.Due is { } due ? InstantPattern.General.Format(due) : d is null ? "not owed" : Words.Of(d.State);

    private static string Distance(Instant? now, Instant? then)
    {
        if (now is not { } a || then is not { } b)
        {
            return "";
        }

        var hours = Math.Round((b - a).TotalHours);
        return $" ({(Math.Abs(hours) < 48 ? $"{Math.Abs(hours)} hours" : $"{Math.Round(Math.Abs(hours) / 24)} days")} {(b < a ? "earlier" : "later")})";
    }
}

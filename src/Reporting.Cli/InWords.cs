using System.Text.Json;
using NodaTime.Text;
using Reporting.Contracts;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary>Rules as a lawyer reads them: the parts of a document in words.</summary>
internal static class InWords
{
    /// <summary>What can be said of a regime as a whole, by name.</summary>
    public static IReadOnlyDictionary<string, string> Of(Regime r) => new Dictionary<string, string>
    {
        ["title"] = r.Title,
        ["edition"] = r.Edition,
        ["from"] = $"{LocalDatePattern.Iso.Format(r.EffectiveFrom)}{(r.EffectiveTo is { } to ? " to " + LocalDatePattern.Iso.Format(to) : "")}{(r.AppliesToRunning ? ", also for running cases" : "")}",
        ["status"] = $"{Words.Of(r.LawStatus)}; text {Words.Of(r.Verified)}",
        ["source"] = r.Source,
        ["zone"] = r.Zone.Id + (r.Zones.Count == 0 ? "" : ", or that of the Member State"),
        ["cases"] = string.Join(", ", r.CaseTypes),
        ["authorities"] = string.Join("; ", r.Authorities.Select(a => $"{a.Name} ({a.Id}{(a.MemberState is null ? "" : ", " + a.MemberState)})")),
        ["applies when"] = Of(r.Applies),
        ["standstill"] = r.Closing?.Standstill is { } rule ? $"{(rule.When is null ? "always" : "where " + Of(rule.When))}: closing before {rule.Consequence} [{rule.Citation}, {Words.Of(rule.Verified)}]" : "",
        ["closing"] = r.Closing is { } closing ? Of(closing) : "",
        ["majority"] = r.Attribution is { } a ? $"{string.Join("; ", a.Stakes.Select(s => $"{s.By} above {s.Above:0.####} per cent{(s.Unnumbered ? ", or without a number" : "")} [{s.Citation}]"))}: passes on whole [{a.Indirect}]" : "",
        ["added"] = r.Attribution is { } b
            ? string.Join("; ", [.. b.Combined.Select(c => $"{c.By}{(c.Together ? ", also through a third" : "")} [{c.Citation}, {Words.Of(c.Verified)}]"), .. b.Nominees is null ? Array.Empty<string>() : [$"nominees for the nominator [{b.Nominees}]"]])
            : "",
        ["thresholds"] = string.Join("; ", (r.Attribution?.Thresholds ?? []).Select(t => $"{t.Of} {(t.Included ? "at least" : "above")} {t.Percent:0.####} per cent [{t.Citation}]")),
    }.Where(p => p.Value.Length > 0).ToDictionary();

    private static string Of(Closing closing) =>
        $"waits for {string.Join(", ", closing.Path.Select(p => p.Obligation + (p.When is null ? "" : $" (where {Of(p.When)})")))}; free with {string.Join(" or ", closing.ClearedBy)}"
        + (closing.DecidedBy.Count == 0 ? "" : $"; decided by {string.Join(" or ", closing.DecidedBy)}")
        + $"; silence {(closing.EndApproves ? "frees" : "approves nothing")} [{closing.Citation}, {Words.Of(closing.Verified)}]";

    /// <summary>What can be said of an obligation, by name.</summary>
    public static IReadOnlyDictionary<string, string> Of(Obligation o)
    {
        var parts = new Dictionary<string, string>
        {
            ["title"] = o.Title,
            ["binds"] = Words.Of(o.Binds),
            ["owed to"] = o.OwedTo + string.Concat(o.OwedToInstead.Select(i => $"; to {i.Part} where {Of(i.When)}")),
            ["only where"] = o.When is null ? "" : Of(o.When),
            ["begins with"] = Of(o.Trigger) + (o.Recurring ? ", and again with what meets it" : ""),
            ["period"] = Of(o.Period),
            ["or earlier"] = o.OrEarlier is { } other ? $"{other.AmountHours} hours from {Of(other.Trigger)}, unless begun after they have ended [{other.Citation}]" : "",
            ["follows"] = o.Follows is { } follows ? $"{follows.Obligation}, if begun before its end{(follows.Again ? ", again and again" : "")} [{follows.Citation}]" : "",
            ["met by"] = string.Join(" or ", o.MetBy),
            ["ends with"] = string.Join(" or ", o.LapsedBy),
            ["form"] = o.Stage ?? "",
            ["law"] = $"{o.Citation} ({Words.Of(o.Verified)})",
            ["otherwise"] = o.Consequence ?? "",
        };
        return parts.Where(p => p.Value.Length > 0).ToDictionary();
    }

    public static string Of(Condition condition) => condition switch
    {
        Condition.All { Of.Count: 0 } => "always",
        Condition.All all => string.Join(" and ", all.Of.Select(Within)),
        Condition.Any any => string.Join(" or ", any.Of.Select(Within)),
        Condition.Not not => "not " + Within(not.Of),
        Condition.Unless unless => $"unless {unless.Fact} is stated",
        Condition.OneOf { Values: [var one] } is1 => one.ValueKind switch
        {
            JsonValueKind.True => is1.Fact,
            JsonValueKind.False => "not " + is1.Fact,
            _ => $"{is1.Fact} is {one}",
        },
        Condition.OneOf among => $"{among.Fact} is one of {string.Join(", ", among.Values)}",
        Condition.Known known => $"{known.Fact} is known",
        Condition.Compared compared => $"{compared.Fact} is {Words.Of(compared.By).Replace('-', ' ')} {compared.With}",
        _ => condition.ToString(),
    };

    private static string Within(Condition condition) =>
        condition is Condition.All { Of.Count: > 1 } or Condition.Any { Of.Count: > 1 } ? $"({Of(condition)})" : Of(condition);

    private static string Of(Trigger trigger)
    {
        var events = string.Join(trigger.Among == Among.InOrder ? ", failing that " : " or ", trigger.Events);
        var which = (trigger.Among, trigger.Take) switch
        {
            (Among.Earliest, _) => " (whichever is earlier)",
            (Among.Latest, _) => " (whichever is later)",
            (_, Take.First) => " (the first)",
            (_, Take.Latest) => " (the latest)",
            _ => "",
        };
        return events + which
            + (trigger.Once.Count == 0 ? "" : $", once {string.Join(" and ", trigger.Once)} has happened as well")
            + (trigger.Instead is { } instead ? $"; with {string.Join(" or ", instead.Events)} where {Of(instead.When)}" : "");
    }

    private static string Of(Period p)
    {
        if (p.Standard is { } standard)
        {
            return standard + " (no number)";
        }

        var amount = p.Amount is { } number ? $"{number} {Unit(p.Unit, number)}" : $"as many {Unit(p.Unit)} as are agreed ({p.AmountFrom})";
        var first = p.Unit == Rulebook.Unit.Hours ? "" : p.FirstDay == FirstDay.Counted ? ", beginning with the day" : ", the day itself not counted";
        return amount + first
            + (p.EndsAt is { } hour ? $", to {LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(hour)} of the last day" : "")
            + string.Concat(p.Instead.Select(i => $"; {i.Amount} {Unit(i.Unit ?? p.Unit, i.Amount)} where {(i.When is { } when ? Of(when) : "begun by " + i.Trigger)}"))
            + (p.Calendar is { } calendar ? $"; calendar {calendar}" : "")
            + (p.Roll is { } roll ? $"; an end on no working day moves to the next{(roll.At is { } at ? ", " + LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(at) : "")}{(roll.Unless is { } unless ? ", unless " + Of(unless) : "")} [{roll.Citation}]" : "")
            + (p.Stop is { } stop ? $"; stopped from {stop.Opens} to {stop.Closes}, {(stop.LeavesOut == LeavesOut.BothDays ? "both days left out" : "the day of the restart counts")} [{stop.Citation}]" : "")
            + string.Concat(p.Service.Select(s => $"; by {s.Key} given {s.Value} working days after posting"))
            + string.Concat(p.Extensions.Select(e => $"; {e.Event} extends it {(e.Until ? "to a day" : $"by {e.Amount?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the number it names"}")}{(e.Most is { } most ? $", at most {most} times" : "")} [{e.Citation}]"))
            + (p.SecondReading == SecondReading.None ? "" : $"; later reading: {Words.Of(p.SecondReading).Replace('-', ' ')}{(p.SecondReadingCitation is { } citation ? $" [{citation}]" : "")}");
    }

    private static string Unit(Unit unit, int amount = 2) => Words.Of(unit).Replace('-', ' ').TrimEnd(amount == 1 ? 's' : ' ');
}

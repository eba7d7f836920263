using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Reporting.Contracts;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary><c>deadlines</c>: what a case owes, by when and why. Reads one case or a list of them; standard output holds the answer and nothing else.</summary>
internal static class Deadlines
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Command()
    {
        var file = new Argument<string?>("file") { Arity = ArgumentArity.ZeroOrOne, Description = "One case or a list, in the vectors' form; - or nothing: standard input." };
        var format = new Option<string>("--format") { Description = "json or table; json where standard output is no terminal." };
        format.AcceptOnlyFromAmong("json", "table");
        var rulebook = Rulebooks.Option();
        return new Command("deadlines", "Says what a case owes, by when and why") { file, format, rulebook }.Does(result =>
        {
            var answers = Answers(CaseFile.Read(result.GetValue(file)), Rulebooks.Load(result.GetValue(rulebook)));
            var asJson = (result.GetValue(format) ?? (Console.IsOutputRedirected ? "json" : "table")) == "json";
            return asJson ? AsJson(answers) : Commands.Text(text => answers.ForEach(a => Table(a.Case, a.Outcome, text)));
        });
    }

    private static List<(CaseInput Case, RegimeOutcome Outcome)> Answers(IReadOnlyList<CaseInput> cases, RegimeSet rulebook)
    {
        var faults = new List<string>();
        var answers = new List<(CaseInput, RegimeOutcome)>();
        foreach (var one in cases)
        {
            var editions = rulebook.Editions(one.Regime);
            if (editions.Count == 0)
            {
                faults.Add($"{one.Id ?? "case"}: /regime: '{one.Regime}' is no regime of this rulebook");
            }
            else if (!editions[0].CaseTypes.Contains(one.CaseType))
            {
                faults.Add($"{one.Id ?? "case"}: /caseType: '{one.CaseType}' is none that {one.Regime} speaks of ({string.Join(", ", editions[0].CaseTypes)})");
            }
            else
            {
                answers.Add((one, one.Against(editions, rulebook.Calendars)));
            }
        }

        return faults.Count == 0 ? answers : throw new InputException(faults);
    }

    // ---- json ----

    private static string AsJson(List<(CaseInput Case, RegimeOutcome Outcome)> answers) =>
        new JsonArray([.. answers.Select(a => Answer(a.Case, a.Outcome))]).ToJsonString(Json) + "\n";

    private static JsonObject Answer(CaseInput one, RegimeOutcome outcome) => new()
    {
        ["id"] = one.Id,
        ["applicability"] = Words.Of(outcome.Applicability),
        ["openQuestions"] = new JsonArray([.. outcome.OpenQuestions.Select(q => JsonValue.Create(q))]),
        ["deadlines"] = new JsonArray([.. outcome.Deadlines.Select(Answer)]),
    };

    private static JsonObject Answer(Deadline d) => new()
    {
        ["obligation"] = d.Obligation,
        ["binds"] = Words.Of(d.Binds),
        ["owedTo"] = d.OwedTo,
        ["state"] = Words.Of(d.State),
        ["due"] = At(d.Due),
        ["dueDate"] = Day(d.DueDate),
        ["zone"] = d.Zone,
        ["latestLawful"] = At(d.LatestLawful),
        ["latestLawfulDate"] = Day(d.LatestLawfulDate),
        ["remaining"] = d.Remaining is { } left ? new JsonObject { ["unit"] = left.Unit, ["amount"] = left.Amount } : null,
        ["revision"] = d.Revision,
        ["lawStatus"] = Words.Of(d.LawStatus),
        ["verified"] = Words.Of(d.Verified),
        ["explanation"] = new JsonArray([.. d.Explanation.Select(s => Answer(s, d.Zone))]),
    };

    private static JsonObject Answer(Step s, string zone) => new()
    {
        ["code"] = s.Code,
        ["text"] = Prose.Render(s, zone),
        ["citation"] = s.Citation,
        ["date"] = Day(s.Date),
        ["at"] = At(s.At),
        ["counted"] = s.Counted,
        ["reason"] = s.Reason,
        ["args"] = s.Args is { } args ? new JsonObject(args.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)JsonValue.Create(a.Value)))) : null,
    };

    private static string? At(Instant? at) => at is { } instant ? InstantPattern.General.Format(instant) : null;

    private static string? Day(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;

    // ---- table ----

    private static void Table(CaseInput one, RegimeOutcome outcome, TextWriter text)
    {
        text.WriteLine($"{one.Id ?? "case"}: {outcome.Title} [{outcome.Edition}, {Words.Of(outcome.LawStatus)}]: {Words.Of(outcome.Applicability)}{(outcome.OpenQuestions.Count == 0 ? "" : "; open: " + string.Join(", ", outcome.OpenQuestions))}");
        foreach (var d in outcome.Deadlines)
        {
            var left = d.Remaining is { } remaining ? $"{remaining.Amount} {remaining.Unit} left" : "";
            text.WriteLine($"  {d.Obligation,-32} {Words.Of(d.State),-9} {Local(d.Due, d.Zone),-18} {left,-24} {Words.Of(d.Binds)}, {d.OwedTo}");
            if (d.LatestLawful != d.Due)
            {
                text.WriteLine($"  {"",-32} {"",-9} {Local(d.LatestLawful, d.Zone),-18} by the later reading");
            }

            foreach (var step in d.State == DeadlineState.Pending ? [] : d.Explanation)
            {
                text.WriteLine("      " + Prose.Render(step, d.Zone));
            }
        }

        text.WriteLine();
    }

    private static string Local(Instant? at, string zone) =>
        at is { } instant ? ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm", null).Format(instant.InZone(DateTimeZoneProviders.Tzdb[zone])) : "-";
}

using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Reporting.Contracts;
using Reporting.Ledger;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary>
/// A deadline's certificate: after its signature and its place in the ledger, the deadline is computed again, with the law
/// and the calendars that are in it and this program's own engine. It agrees, or the first step that differs is named.
/// </summary>
internal static class VerifyCertificate
{
    public static Checked Run(HeldCertificate held, IReadOnlyCollection<VerifierKey> keys)
    {
        var found = new CertificateCheck(keys).Run(held, out var evaluation);
        if (found.Verdict != Verdict.Good)
        {
            return found;
        }

        try
        {
            var (verdict, words) = Compute(held.Statement, evaluation);
            return new Checked(verdict, [.. found.Words, .. words]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or UnparsableValueException)
        {
            return new Checked(Verdict.Unreadable, [.. found.Words, "The evaluation cannot be read: " + e.Message]);
        }
    }

    private static (Verdict Verdict, string[] Words) Compute(JsonElement statement, JsonElement evaluation)
    {
        var key = Text(statement, "key")!;
        var stored = evaluation.GetProperty("deadlines").EnumerateArray().FirstOrDefault(d => KeyOf(d) == key);
        if (stored.ValueKind != JsonValueKind.Object)
        {
            return (Verdict.Bad, [$"The stored evaluation has no deadline {key}."]);
        }

        var (rulebook, faults) = RegimeSet.Load(Documents(statement, "law"), Documents(statement, "calendars"));
        if (rulebook is null)
        {
            return (Verdict.Unreadable, ["The law in it cannot be read: " + string.Join("; ", faults.Take(3).Select(f => $"{f.Pointer}: {f.Message}"))]);
        }

        var (regime, entity) = (Text(stored, "regime")!, Text(stored, "entity"));
        var outcome = Engine.Evaluate(
            rulebook.Editions(regime), rulebook.Calendars, Facts.Of(FactsOf(evaluation, entity)), new Timeline(TimelineOf(evaluation, entity ?? "reporting-entity")), At(evaluation, "asOf")!.Value).Regimes.SingleOrDefault();
        var again = outcome?.Deadlines.SingleOrDefault(d => d.Obligation == Text(stored, "obligation"));
        if (outcome is null || again is null)
        {
            return (Verdict.Bad, [$"Computed again, there is no such deadline: {regime} {(outcome is null ? "was not in force" : Words.Of(outcome.Applicability))}."]);
        }

        var engine = Text(evaluation, "engine");
        string[] told = engine == Engine.Version ? [] : [$"It was computed by version {engine} of the engine; this is version {Engine.Version}."];
        return Difference(stored, statement.GetProperty("deadline"), outcome, again) is { } difference
            ? (Verdict.Bad, [.. told, difference])
            : (Verdict.Good, [.. told, $"Computed again under edition {outcome.Edition}, {again.Explanation.Count} steps agree: {InWords(again)}."]);
    }

    private static string? Difference(JsonElement stored, JsonElement shown, RegimeOutcome outcome, Deadline again)
    {
        if (Text(stored, "edition") != outcome.Edition)
        {
            return $"It was computed under edition {Text(stored, "edition")}; the edition that applies is {outcome.Edition}.";
        }

        var steps = stored.GetProperty("explanation").EnumerateArray().ToList();
        for (var i = 0; i < Math.Max(steps.Count, again.Explanation.Count); i++)
        {
            var (was, now) = (i < steps.Count ? Said(steps[i]) : "nothing", i < again.Explanation.Count ? Said(again.Explanation[i]) : "nothing");
            if (was != now)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Step {i + 1} differs: certified was {was}; computed again it is {now}.");
            }
        }

        (string What, string? Was, string? Now)[] ends =
        [
            ("state", Text(stored, "state"), Words.Of(again.State)),
            ("due", Said(At(stored, "due")), Said(again.Due)),
            ("due date", Text(stored, "dueDate"), Said(again.DueDate)),
            ("latest lawful", Said(At(stored, "latestLawful")), Said(again.LatestLawful)),
            ("latest lawful date", Text(stored, "latestLawfulDate"), Said(again.LatestLawfulDate)),
            // What is shown in words beside it is the same deadline.
            ("shown due", Said(At(shown, "due")), Said(again.Due)),
            ("shown latest lawful", Said(At(shown, "latestLawful")), Said(again.LatestLawful)),
            ("shown state", Text(shown, "state"), Words.Of(again.State)),
        ];
        return ends.Where(e => e.Was != e.Now).Select(e => $"The steps agree, and {e.What} differs: certified was {e.Was ?? "none"}; computed again it is {e.Now ?? "none"}.").FirstOrDefault();
    }

    private static string InWords(Deadline d) =>
        d.Due is null ? Words.Of(d.State) : d.Due == d.LatestLawful ? $"{Words.Of(d.State)}, due {Said(d.Due)}" : $"{Words.Of(d.State)}, due {Said(d.Due)} under the earlier reading, {Said(d.LatestLawful)} under the later";

    // ---- a step, as it was stored and as it is computed, in the same words ----

    private static string Said(JsonElement s) => Said(
        Text(s, "code")!, Text(s, "citation"), Text(s, "date"), Said(At(s, "at")), s.TryGetProperty("counted", out var c) && c.ValueKind is JsonValueKind.True or JsonValueKind.False ? c.GetBoolean() : null, Text(s, "reason"),
        s.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Object ? args.EnumerateObject().Select(a => KeyValuePair.Create(a.Name, a.Value.GetString() ?? "")) : []);

    private static string Said(Step s) => Said(s.Code, s.Citation, Said(s.Date), Said(s.At), s.Counted, s.Reason, s.Args ?? new Dictionary<string, string>());

    private static string Said(string code, string? citation, string? date, string? at, bool? counted, string? reason, IEnumerable<KeyValuePair<string, string>> args) =>
        string.Join(' ', new[]
        {
            code, date, at, counted switch { true => "counted", false => "not counted", null => null }, reason,
            string.Join(' ', args.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}")) is { Length: > 0 } said ? said : null, citation is null ? null : $"({citation})",
        }.Where(x => x is not null));

    private static string? Said(Instant? at) => at is { } instant ? InstantPattern.ExtendedIso.Format(instant) : null;

    private static string? Said(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;

    // ---- what the evaluation was given ----

    private static IEnumerable<(string Name, string Json)> Documents(JsonElement statement, string member) =>
        statement.GetProperty(member).EnumerateArray().Select(d => (Text(d, "id") ?? member, d.GetRawText()));

    private static Dictionary<string, JsonElement?> FactsOf(JsonElement evaluation, string? entity) =>
        (entity is null ? evaluation : evaluation.GetProperty("others").EnumerateArray().Single(o => Text(o, "entity") == entity)).GetProperty("facts")
            .EnumerateObject().ToDictionary(f => f.Name, f => f.Value.ValueKind == JsonValueKind.Null ? null : (JsonElement?)f.Value, StringComparer.Ordinal);

    private static IEnumerable<TimelineEvent> TimelineOf(JsonElement evaluation, string entity) =>
        evaluation.GetProperty("timeline").EnumerateArray().Where(h => Text(h, "entity") is null || Text(h, "entity") == entity).Select(h =>
            new TimelineEvent(Text(h, "kind")!, At(h, "at")!.Value, At(h, "recordedAt")!.Value)
            {
                LatestAt = At(h, "latestAt"),
                Regime = Text(h, "regime"),
                Method = Text(h, "method"),
                Notice = Text(h, "notice"),
                Numbers = h.TryGetProperty("numbers", out var numbers) && numbers.ValueKind == JsonValueKind.Object ? numbers.EnumerateObject().ToDictionary(n => n.Name, n => n.Value.GetInt32(), StringComparer.Ordinal) : null,
                Until = Text(h, "until") is { } until ? LocalDatePattern.Iso.Parse(until).GetValueOrThrow() : null,
                Record = Text(h, "record"),
                Void = h.TryGetProperty("void", out var isVoid) && isVoid.ValueKind == JsonValueKind.True,
                Also = h.TryGetProperty("also", out var also) && also.ValueKind == JsonValueKind.Array ? [.. also.EnumerateArray().Select(d => new Delivery(At(d, "at")!.Value, Text(d, "method")))] : [],
            });

    private static string KeyOf(JsonElement d) => Text(d, "regime") + "/" + Text(d, "obligation") + (Text(d, "entity") is { } entity ? "@" + entity : "");

    private static Instant? At(JsonElement of, string member) =>
        Text(of, member) is { } text ? OffsetDateTimePattern.Rfc3339.Parse(text.ToUpperInvariant()).GetValueOrThrow().ToInstant() : null;

    private static string? Text(JsonElement of, string member) =>
        of.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

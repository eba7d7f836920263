namespace Reporting.Rulebook;

/// <summary>A rulebook: regimes in all their editions, and the calendars they count on. Whole or not at all.</summary>
public sealed class RegimeSet
{
    private readonly Dictionary<string, IReadOnlyList<Regime>> _byCaseType;
    private readonly Dictionary<(string Regime, string Stage), IReadOnlyList<FormField>> _forms = [];
    private readonly Dictionary<(string Regime, string Obligation), string?> _stages = [];

    private RegimeSet(IReadOnlyList<Regime> regimes, CalendarSet calendars)
    {
        (Regimes, Calendars) = (regimes, calendars);
        _byCaseType = regimes.SelectMany(r => r.CaseTypes.Select(t => (t, r))).GroupBy(x => x.t, x => x.r).ToDictionary(g => g.Key, g => (IReadOnlyList<Regime>)[.. g]);
        foreach (var regime in regimes)
        {
            foreach (var form in regime.Forms)
            {
                _forms[(regime.Id, form.Stage)] = form.Fields;
            }

            foreach (var obligation in regime.Obligations)
            {
                _stages[(regime.Id, obligation.Id)] = obligation.Stage;
            }
        }
    }

    public IReadOnlyList<Regime> Regimes { get; }

    public CalendarSet Calendars { get; }

    /// <summary>The regimes that speak of a kind of case (<c>incident</c>, <c>screening-notice</c>).</summary>
    public IReadOnlyList<Regime> For(string caseType) => _byCaseType.GetValueOrDefault(caseType, []);

    /// <summary>The stage whose form a filing for this obligation uses; null where no form is filed.</summary>
    public string? StageOf(string regime, string obligation) => _stages.GetValueOrDefault((regime, obligation));

    /// <summary>The fields of a stage's form; empty where the regime has none for it.</summary>
    public IReadOnlyList<FormField> Form(string regime, string? stage) => stage is null ? [] : _forms.GetValueOrDefault((regime, stage), []);

    /// <summary>Reads every document. Any fault refuses all; every fault is returned.</summary>
    public static (RegimeSet? Set, IReadOnlyList<Fault> Faults) Load(IEnumerable<(string Name, string Json)> regimes, IEnumerable<(string Name, string Json)> calendars)
    {
        var faults = new List<Fault>();
        var documents = new List<CalendarReader.CalendarDocument>();
        foreach (var (name, json) in calendars)
        {
            var (document, found) = CalendarReader.Read(json, name);
            faults.AddRange(found);
            if (document is not null && documents.TrueForAll(d => d.Id != document.Id))
            {
                documents.Add(document);
            }
            else if (document is not null)
            {
                faults.Add(new Fault(name, "/id", $"'{document.Id}' stands twice"));
            }
        }

        var set = CalendarReader.Join(documents, faults);
        var read = new List<Regime>();
        foreach (var (name, json) in regimes)
        {
            var (regime, found) = RegimeReader.Read(json, name);
            faults.AddRange(found);
            if (regime is not null)
            {
                read.Add(regime);
                faults.AddRange(Unfit(regime, name, set, read));
            }
        }

        return faults.Count == 0 ? (new RegimeSet(read, set), faults) : (null, faults);
    }

    // What only shows beside the other documents: a calendar that is not there, two editions in force at once.
    private static IEnumerable<Fault> Unfit(Regime regime, string name, CalendarSet calendars, List<Regime> read)
    {
        for (var i = 0; i < regime.Obligations.Count; i++)
        {
            if (regime.Obligations[i].Period.Calendar is { } calendar && calendar != RegimeReader.OfMemberState && calendars.Find(calendar) is null)
            {
                yield return new Fault(name, $"/obligations/{i}/period/calendar", $"'{calendar}' is no calendar of this rulebook");
            }
        }

        foreach (var other in read.Where(r => r.Id == regime.Id && !ReferenceEquals(r, regime)))
        {
            if (regime.EffectiveFrom <= (other.EffectiveTo ?? NodaTime.LocalDate.MaxIsoValue) && other.EffectiveFrom <= (regime.EffectiveTo ?? NodaTime.LocalDate.MaxIsoValue))
            {
                yield return new Fault(name, "/effectiveFrom", $"overlaps edition {other.Edition} of the same regime");
            }
        }
    }
}

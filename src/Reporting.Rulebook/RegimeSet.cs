using NodaTime;

namespace Reporting.Rulebook;

/// <summary>A rulebook: regimes in all their editions, and the calendars they count on. Whole or not at all.</summary>
public sealed class RegimeSet
{
    private readonly Dictionary<string, IReadOnlyList<Regime>> _byCaseType;
    private readonly Dictionary<(string Regime, string Stage), Form> _forms = [];
    private readonly Dictionary<(string Regime, string Obligation), Obligation> _obligations = [];

    private RegimeSet(IReadOnlyList<Regime> regimes, CalendarSet calendars)
    {
        (Regimes, Calendars) = (regimes, calendars);
        _byCaseType = regimes.SelectMany(r => r.CaseTypes.Select(t => (t, r))).GroupBy(x => x.t, x => x.r).ToDictionary(g => g.Key, g => (IReadOnlyList<Regime>)[.. g]);
        foreach (var regime in regimes.OrderBy(r => r.EffectiveFrom))
        {
            foreach (var form in regime.Forms)
            {
                _forms[(regime.Id, form.Stage)] = form;
            }

            foreach (var obligation in regime.Obligations)
            {
                _obligations[(regime.Id, obligation.Id)] = obligation;
            }
        }
    }

    public IReadOnlyList<Regime> Regimes { get; }

    public CalendarSet Calendars { get; }

    /// <summary>The regimes that speak of a kind of case (<c>incident</c>, <c>screening-notice</c>).</summary>
    public IReadOnlyList<Regime> For(string caseType) => _byCaseType.GetValueOrDefault(caseType, []);

    /// <summary>A regime in all its editions, the earliest first; empty where there is none of that id.</summary>
    public IReadOnlyList<Regime> Editions(string regime) => [.. Regimes.Where(r => r.Id == regime).OrderBy(r => r.EffectiveFrom)];

    /// <summary>The stage whose form a filing for this obligation uses; null where no form is filed.</summary>
    public string? StageOf(string regime, string obligation) => _obligations.GetValueOrDefault((regime, obligation))?.Stage;

    /// <summary>Whether an obligation's clock begins with a kind of event.</summary>
    public bool WaitsFor(string regime, string obligation, string kind) => _obligations.GetValueOrDefault((regime, obligation))?.Trigger.Kinds.Contains(kind) == true;

    /// <summary>The kind of event that the receipt of a filing for this obligation is: the first that its document names as meeting it.</summary>
    public string ReceiptOf(string regime, string obligation) => _obligations.GetValueOrDefault((regime, obligation))?.MetBy[0] ?? obligation + "-submitted";

    /// <summary>The fields of a stage's form in the latest edition; empty where the regime has none for it.</summary>
    public IReadOnlyList<FormField> Form(string regime, string? stage) => stage is null ? [] : _forms.GetValueOrDefault((regime, stage))?.Fields ?? [];

    /// <summary>The declarations that a filing of a stage carries, in the latest edition.</summary>
    public IReadOnlyList<FormDeclaration> Declarations(string regime, string stage) => _forms.GetValueOrDefault((regime, stage))?.Declarations ?? [];

    /// <summary>The numbers that an authority has given to the paragraphs of a stage's form; empty where it numbers none.</summary>
    public FormNumbers Numbers(string regime, string stage) =>
        new([.. Form(regime, stage).Select(f => f.Number).Concat(Declarations(regime, stage).Select(d => d.Number)).OfType<string>()]);

    /// <summary>Reads every document. Any fault refuses all; every fault is returned.</summary>
    /// <param name="states">Whether the statement of a kind of case has a field at a pointer; null: forms are not held against any model.</param>
    public static (RegimeSet? Set, IReadOnlyList<Fault> Faults) Load(
        IEnumerable<(string Name, string Json)> regimes, IEnumerable<(string Name, string Json)> calendars, Func<string, string, bool>? states = null)
    {
        var faults = new List<Fault>();
        var set = CalendarReader.Join(Calendared(calendars, faults), faults);
        var read = new List<Regime>();
        foreach (var (name, json) in regimes)
        {
            var sound = faults.Count;
            if (RegimeReader.Read(json, name, faults) is not { } regime)
            {
                continue;
            }

            // Of a document that has faults of its own, what it calls itself and from when is not to be relied on.
            var overlapping = faults.Count == sound ? Overlapping(regime, name, read) : [];
            faults.AddRange([.. WithoutCalendar(regime, name, set), .. WithoutField(regime, name, states), .. overlapping]);
            read.Add(regime);
        }

        return faults.Count == 0 ? (new RegimeSet(read, set), faults) : (null, faults);
    }

    private static List<CalendarReader.CalendarDocument> Calendared(IEnumerable<(string Name, string Json)> calendars, List<Fault> faults)
    {
        var documents = new List<CalendarReader.CalendarDocument>();
        foreach (var (name, json) in calendars)
        {
            var (document, found) = CalendarReader.Read(json, name);
            faults.AddRange(found);
            if (document is not null && documents.Exists(d => d.Id == document.Id))
            {
                faults.Add(new Fault(name, "/id", $"'{document.Id}' stands twice"));
            }
            else if (document is not null)
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    private static IEnumerable<Fault> WithoutCalendar(Regime regime, string name, CalendarSet calendars)
    {
        for (var i = 0; i < regime.Obligations.Count; i++)
        {
            if (regime.Obligations[i].Period.Calendar is { } calendar && calendar != RegimeReader.OfMemberState && calendars.Find(calendar) is null)
            {
                yield return new Fault(name, $"/obligations/{i}/period/calendar", $"'{calendar}' is no calendar of this rulebook");
            }
        }
    }

    private static IEnumerable<Fault> WithoutField(Regime regime, string name, Func<string, string, bool>? states)
    {
        for (var i = 0; states is not null && i < regime.Forms.Count; i++)
        {
            var form = regime.Forms[i];
            var pointers = form.Fields.Select((f, j) => (At: $"fields/{j}/pointer", Pointer: (string?)f.Pointer)).Concat(form.Declarations.Select((d, j) => (At: $"declarations/{j}/with", Pointer: d.With)));
            foreach (var (at, pointer) in pointers.Where(p => p.Pointer is not null && !regime.CaseTypes.All(type => states(type, p.Pointer))))
            {
                yield return new Fault(name, $"/forms/{i}/{at}", $"'{pointer}' is no field of the statement");
            }
        }
    }

    private static IEnumerable<Fault> Overlapping(Regime regime, string name, List<Regime> read) =>
        read.Where(other => other.Id == regime.Id && From(regime) <= To(other) && From(other) <= To(regime))
            .Select(other => new Fault(name, "/effectiveFrom", $"overlaps edition {other.Edition} of the same regime"));

    private static LocalDate From(Regime regime) => regime.EffectiveFrom;

    private static LocalDate To(Regime regime) => regime.EffectiveTo ?? LocalDate.MaxIsoValue;
}

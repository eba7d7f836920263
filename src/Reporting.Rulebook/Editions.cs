using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Which edition of a regime governs a case.</summary>
/// <param name="Edition">The governing one.</param>
/// <param name="OwedFrom">Local day from which a trigger counts.</param>
/// <param name="Governs">False: the case began when no edition was in force any more.</param>
internal readonly record struct Editions(Regime Edition, LocalDate OwedFrom, bool Governs)
{
    /// <summary>The edition in force on the local day of the case's first trigger. A running case keeps it, unless a later one says that it governs running cases too.</summary>
    public static Editions Governing(Regime regime, IReadOnlyCollection<Regime> all, Facts facts, Timeline timeline, Instant asOf)
    {
        var editions = Of(regime, all);
        var first = editions[0];
        if (editions.Count == 1 && first.EffectiveTo is null)
        {
            return new Editions(first, first.EffectiveFrom, Governs: true);
        }

        var zone = Case.ZoneOf(first, facts);
        var today = asOf.InZone(zone).Date;
        var began = Began(editions, facts, new Seen(timeline, regime.Id, asOf))?.InZone(zone).Date ?? today;
        var (governing, owedFrom) = (first, first.EffectiveFrom);
        foreach (var edition in editions)
        {
            if (edition.EffectiveFrom <= began)
            {
                (governing, owedFrom) = (edition, edition.EffectiveFrom);
            }
            else if (edition.AppliesToRunning && edition.EffectiveFrom <= today)
            {
                governing = edition;
            }
        }

        return new Editions(governing, owedFrom, began <= (governing.EffectiveTo ?? LocalDate.MaxIsoValue));
    }

    private static List<Regime> Of(Regime regime, IReadOnlyCollection<Regime> all)
    {
        var editions = new List<Regime>(1);
        foreach (var one in all)
        {
            if (one.Id == regime.Id)
            {
                editions.Add(one);
            }
        }

        editions.Sort((a, b) => a.EffectiveFrom.CompareTo(b.EffectiveFrom));
        return editions;
    }

    /// <summary>When the case's first trigger happened, by any edition's triggers; null while nothing has.</summary>
    private static Instant? Began(List<Regime> editions, Facts facts, Seen seen)
    {
        Instant? began = null;
        foreach (var obligation in editions.SelectMany(e => e.Obligations))
        {
            if (Triggers.Find(obligation.Trigger, Triggers.Kinds(obligation.Trigger, facts), seen) is { } trigger && (began is null || trigger.At < began))
            {
                began = trigger.At;
            }
        }

        return began;
    }
}

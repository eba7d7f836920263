namespace Reporting.Rulebook;

/// <summary>What must hold between the parts of a regime document.</summary>
internal static class RegimeChecks
{
    private static readonly string[] CaseTypes = ["incident", "screening-notice"];

    public static void Check(Regime regime, DocumentNode n)
    {
        if (regime.EffectiveTo is { } to && to < regime.EffectiveFrom)
        {
            n.Fault("effectiveTo", "is before effectiveFrom");
        }

        for (var i = 0; i < regime.CaseTypes.Count; i++)
        {
            if (!CaseTypes.Contains(regime.CaseTypes[i]))
            {
                n.Fault($"caseTypes/{i}", "must be one of: " + string.Join(", ", CaseTypes));
            }
        }

        Twice(regime.Facts.Select(f => f.Id), "facts", "id", n);
        Twice(regime.Obligations.Select(o => o.Id), "obligations", "id", n);
        Twice(regime.Forms.Select(f => f.Stage), "forms", "stage", n);
        Twice(regime.Steps.Select(s => s.Id), "steps", "id", n);
        Twice(regime.Effects.Select(e => e.Id), "effects", "id", n);
        Steps(regime, n);
        MemberState(regime, n);
        Closing.Check(regime, n);
        for (var i = 0; i < regime.Obligations.Count; i++)
        {
            Check(regime, regime.Obligations[i], $"obligations/{i}", n);
        }
    }

    private static void Check(Regime regime, Obligation obligation, string place, DocumentNode n)
    {
        Part(regime, obligation.OwedTo, $"{place}/owedTo", n);
        for (var i = 0; i < obligation.OwedToInstead.Count; i++)
        {
            Part(regime, obligation.OwedToInstead[i].Part, $"{place}/owedToInstead/{i}/part", n);
        }

        if (obligation.Stage is { } stage && regime.Forms.All(f => f.Stage != stage))
        {
            n.Fault($"{place}/stage", "has no form in this document");
        }

        if (obligation.MetBy.Count == 0 && (obligation.LapsedBy.Count == 0 || obligation.Recurring))
        {
            n.Fault($"{place}/metBy", "must name what meets it: it would never end");
        }

        if (!obligation.Recurring && obligation.MetBy.Any(obligation.Trigger.Kinds.Contains))
        {
            n.Fault($"{place}/metBy", "is met by its own trigger");
        }

        if (obligation.OrEarlier is not null && obligation.Period is not { Standard: null, Unit: Unit.Hours })
        {
            n.Fault($"{place}/orEarlier", "stands only beside a period of hours");
        }

        for (var i = 0; i < obligation.Period.Instead.Count; i++)
        {
            if (obligation.Period.Instead[i].Trigger is { } kind && !obligation.Trigger.Kinds.Contains(kind))
            {
                n.Fault($"{place}/period/instead/{i}/trigger", "is none of the kinds that trigger it");
            }
        }

        Following(regime, obligation, place, n);
        if (Waits(regime, obligation))
        {
            n.Fault($"{place}/trigger/events", "comes back to what meets it: a cycle in which nothing can begin");
        }
    }

    // A step that no clock hears of, that decides nothing of closing, and for which no step waits could be left out.
    private static void Steps(Regime regime, DocumentNode n)
    {
        var heard = regime.Obligations.SelectMany(o => o.Kinds).Concat(regime.Closing?.ClearedBy ?? []).Concat(regime.Closing?.DecidedBy ?? []).ToHashSet(StringComparer.Ordinal);
        var taken = regime.Steps.Select(s => s.Records).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < regime.Steps.Count; i++)
        {
            var step = regime.Steps[i];
            Part(regime, step.Part, $"steps/{i}/part", n);
            if (!heard.Contains(step.Records) && regime.Steps.All(s => !s.After.Contains(step.Records) && !s.Unless.Contains(step.Records)))
            {
                n.Fault($"steps/{i}/records", "is heard by no clock of this document, and no step waits for it");
            }

            foreach (var (kind, place) in step.After.Select((k, j) => (k, $"after/{j}")).Concat(step.Unless.Select((k, j) => (k, $"unless/{j}"))))
            {
                if (!heard.Contains(kind) && !taken.Contains(kind))
                {
                    n.Fault($"steps/{i}/{place}", "is no event that this document knows");
                }
            }
        }
    }

    private static void Following(Regime regime, Obligation obligation, string place, DocumentNode n)
    {
        if (obligation.Follows is not { } follows)
        {
            return;
        }

        if (regime.Obligations.All(o => o.Id != follows.Obligation))
        {
            n.Fault($"{place}/follows/obligation", "is no obligation of this document");
        }
        else if (Reaches(obligation, o => regime.Obligations.Where(p => p.Id == o.Follows?.Obligation)))
        {
            n.Fault($"{place}/follows/obligation", "comes back to itself: a cycle");
        }

        if (obligation.Recurring || obligation.Period.Unit == Unit.Hours)
        {
            n.Fault($"{place}/follows", "follows only in days, weeks, months or years, and does not recur");
        }
    }

    // What triggers it is what meets another, which waits in the same way, and so back to itself.
    private static bool Waits(Regime regime, Obligation obligation) =>
        Reaches(obligation, o => regime.Obligations.Where(p => !(p == o && o.Recurring) && p.MetBy.Any(o.Trigger.Kinds.Contains)));

    private static bool Reaches(Obligation start, Func<Obligation, IEnumerable<Obligation>> next)
    {
        var reached = next(start).ToList();
        for (var i = 0; i < reached.Count; i++)
        {
            reached.AddRange(next(reached[i]).Where(o => !reached.Contains(o)).ToList());
        }

        return reached.Contains(start);
    }

    private static void Part(Regime regime, string part, string place, DocumentNode n)
    {
        if (regime.Authorities.All(a => a.Part != part))
        {
            n.Fault(place, "names no authority of this document");
        }
    }

    // Zones, calendars and authorities of a Member State are looked up by a fact like any other.
    private static void MemberState(Regime regime, DocumentNode n)
    {
        var needed = regime.Zones.Count > 0
            || regime.Authorities.Any(a => a.MemberState is not null)
            || regime.Obligations.Any(o => o.Period.Calendar == RegimeReader.OfMemberState);
        if (needed && regime.Facts.All(f => f.Id != RegimeReader.MemberStateFact))
        {
            n.Fault("facts", $"must declare '{RegimeReader.MemberStateFact}': zones, calendars or authorities depend on it");
        }
    }

    private static void Twice(IEnumerable<string> ids, string list, string member, DocumentNode n)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var id in ids)
        {
            if (!seen.Add(id))
            {
                n.Fault($"{list}/{i}/{member}", "stands twice");
            }

            i++;
        }
    }
}

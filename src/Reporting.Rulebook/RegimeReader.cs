using System.Text.Json;
using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Reads a regime document. Nothing is guessed: what is missing, unknown or contradictory is a fault, and every fault is named.</summary>
public static class RegimeReader
{
    /// <summary>The calendar name that means "that of the Member State concerned".</summary>
    public const string OfMemberState = "member-state";

    public static (Regime? Regime, IReadOnlyList<Fault> Faults) Read(string json, string file)
    {
        var faults = new List<Fault>();
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            return (null, [new Fault(file, "", "is not JSON: " + e.Message)]);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, [new Fault(file, "", "must be an object")]);
            }

            var node = new DocumentNode(document.RootElement, "", file, faults);
            var regime = Read(node);
            node.Done();
            Check(regime, node);
            return (faults.Count == 0 ? regime : null, faults);
        }
    }

    private static Regime Read(DocumentNode n)
    {
        n.OptionalText("$schema");
        return new Regime(
            n.Text("id"),
            n.Text("title"),
            n.Text("jurisdiction"),
            n.Text("edition"),
            n.Day("effectiveFrom"),
            n.OptionalDay("effectiveTo"),
            n.Word<LawStatus>("lawStatus"),
            n.Word<Verified>("verified"),
            n.Text("source"),
            n.Texts("caseTypes"),
            n.Zone("zone"),
            Zones(n),
            n.Children("authorities", Authority),
            n.Child("applies") is { } applies ? ReadCondition(applies) : new Condition.All([]),
            n.Children("obligations", Obligation),
            n.Children("forms", ReadForm, required: false));
    }

    private static Dictionary<string, DateTimeZone> Zones(DocumentNode n)
    {
        var zones = new Dictionary<string, DateTimeZone>(StringComparer.Ordinal);
        if (n.Child("zones", required: false) is { } child)
        {
            foreach (var (memberState, node) in child.Members())
            {
                zones[memberState] = node.Zone(memberState);
            }
        }

        return zones;
    }

    private static RegimeAuthority Authority(DocumentNode n) =>
        new(n.Text("id"), n.Text("name"), n.Text("part"), n.OptionalText("memberState"), n.OptionalText("door"));

    private static Obligation Obligation(DocumentNode n) => new(
        n.Text("id"),
        n.Text("title"),
        n.Word<Binds>("binds"),
        n.Text("owedTo"),
        n.OptionalText("stage"),
        n.Child("when", required: false) is { } when ? ReadCondition(when) : null,
        n.Child("trigger") is { } trigger ? ReadTrigger(trigger) : new Trigger([], Take.Corrected),
        n.Child("period") is { } period ? ReadPeriod(period) : new Period(1, Unit.Hours, FirstDay.NotCounted, SecondReading.None, null, null, new Dictionary<string, int>(), null),
        n.Texts("metBy"),
        n.Texts("lapsedBy", required: false),
        n.Text("citation"),
        n.OptionalText("consequence"),
        n.Word<Verified>("verified"));

    private static Trigger ReadTrigger(DocumentNode n)
    {
        var trigger = new Trigger(n.Texts("events"), n.Word<Take>("take", Take.Corrected));
        if (trigger.Events.Count == 0)
        {
            n.Fault("events", "must name at least one kind of event");
        }

        n.Done();
        return trigger;
    }

    private static Period ReadPeriod(DocumentNode n)
    {
        var unit = n.Word<Unit>("unit");
        var period = new Period(
            n.Whole("amount", least: 1),
            unit,
            unit == Unit.Hours ? FirstDay.NotCounted : n.Word<FirstDay>("firstDay"),
            n.Word<SecondReading>("secondReading", SecondReading.None),
            n.OptionalText("calendar"),
            n.Child("stop", required: false) is { } stop ? ReadStop(stop) : null,
            Service(n),
            n.Child("instead", required: false) is { } instead ? ReadInstead(instead) : null);
        if (period.Calendar is null && (unit == Unit.WorkingDays || period.SecondReading == SecondReading.Roll || period.Service.Count > 0 || period.Stop is not null))
        {
            n.Fault("calendar", "is needed to count working days, to roll, or to say when post is given");
        }

        n.Done();
        return period;
    }

    private static Stop ReadStop(DocumentNode n)
    {
        var stop = new Stop(n.Text("opens"), n.Text("closes"), n.Text("citation"));
        n.Done();
        return stop;
    }

    private static Dictionary<string, int> Service(DocumentNode n)
    {
        var service = new Dictionary<string, int>(StringComparer.Ordinal);
        if (n.Child("service", required: false) is { } child)
        {
            foreach (var (method, node) in child.Members())
            {
                service[method] = node.Whole(method, least: 1);
            }
        }

        return service;
    }

    private static OtherLength ReadInstead(DocumentNode n)
    {
        var instead = new OtherLength(n.Child("when") is { } when ? ReadCondition(when) : new Condition.All([]), n.Whole("amount", least: 1));
        n.Done();
        return instead;
    }

    private static Form ReadForm(DocumentNode n) =>
        new(n.Text("stage"), n.Children("fields", f => new FormField(f.Text("pointer"), f.Flag("essential", otherwise: false), f.OptionalText("number"))));

    private static Condition ReadCondition(DocumentNode n)
    {
        Condition condition;
        if (n.Has("all"))
        {
            condition = new Condition.All(n.Children("all", ReadCondition));
        }
        else if (n.Has("any"))
        {
            condition = new Condition.Any(n.Children("any", ReadCondition));
        }
        else if (n.Has("not"))
        {
            condition = new Condition.Not(n.Child("not") is { } not ? ReadCondition(not) : new Condition.All([]));
        }
        else if (n.Has("unless"))
        {
            condition = new Condition.Unless(n.Text("unless"));
        }
        else
        {
            condition = ReadFact(n);
        }

        n.Done();
        return condition;
    }

    private static Condition ReadFact(DocumentNode n)
    {
        var fact = n.Text("fact");
        if (n.Has("in"))
        {
            return new Condition.OneOf(fact, n.Values("in"));
        }

        if (n.Has("is"))
        {
            return new Condition.OneOf(fact, [n.Value("is")!.Value]);
        }

        if (!n.Flag("known", otherwise: false))
        {
            n.Fault("", "must say what the fact is: is, in or known");
        }

        return new Condition.Known(fact);
    }

    private static void Check(Regime regime, DocumentNode n)
    {
        if (regime.EffectiveTo is { } to && to < regime.EffectiveFrom)
        {
            n.Fault("effectiveTo", "is before effectiveFrom");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < regime.Obligations.Count; i++)
        {
            var obligation = regime.Obligations[i];
            if (!seen.Add(obligation.Id))
            {
                n.Fault($"obligations/{i}/id", "stands twice");
            }

            if (regime.Authorities.All(a => a.Part != obligation.OwedTo))
            {
                n.Fault($"obligations/{i}/owedTo", "names no authority of this document");
            }

            if (obligation.MetBy.Count == 0)
            {
                n.Fault($"obligations/{i}/metBy", "must name what meets it: it would never end");
            }

            if (obligation.MetBy.Any(obligation.Trigger.Events.Contains))
            {
                n.Fault($"obligations/{i}/metBy", "is met by its own trigger");
            }

            if (obligation.Stage is { } stage && regime.Forms.All(f => f.Stage != stage))
            {
                n.Fault($"obligations/{i}/stage", "has no form in this document");
            }
        }
    }
}

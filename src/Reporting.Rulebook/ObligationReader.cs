namespace Reporting.Rulebook;

/// <summary>Reads an obligation and its clock.</summary>
internal sealed class ObligationReader(ConditionReader conditions)
{
    private static readonly Trigger NoTrigger = new([], Take.Corrected, Among.InOrder, [], null);

    public Obligation Read(DocumentNode n) => new(
        n.Text("id"),
        n.Text("title"),
        n.Word<Binds>("binds"),
        n.Text("owedTo"),
        n.Children("owedToInstead", p => new OtherPart(When(p), p.Text("part")), required: false),
        n.OptionalText("stage"),
        n.Child("when", conditions.Read, required: false),
        n.Child("trigger", Trigger) ?? NoTrigger,
        n.Child("period", Period) ?? Standard(""),
        n.Child("orEarlier", OrEarlier, required: false),
        n.Child("follows", f => new Follows(f.Text("obligation"), f.Flag("again"), f.Text("citation")), required: false),
        n.Flag("recurring"),
        n.Texts("metBy"),
        n.Texts("lapsedBy", required: false),
        n.Text("citation"),
        n.OptionalText("consequence"),
        n.Word<Verified>("verified"));

    private Condition When(DocumentNode n) => n.Child("when", conditions.Read) ?? new Condition.All([]);

    private Trigger Trigger(DocumentNode n) => new(
        Events(n),
        n.OptionalWord<Take>("take") ?? Take.Corrected,
        n.OptionalWord<Among>("among") ?? Among.InOrder,
        n.Texts("once", required: false),
        n.Child("instead", i => new OtherEvents(When(i), Events(i)), required: false));

    private static IReadOnlyList<string> Events(DocumentNode n)
    {
        var events = n.Texts("events");
        if (n.Has("events") && events.Count == 0)
        {
            n.Fault("events", "must name at least one kind of event");
        }

        return events;
    }

    private Period Period(DocumentNode n)
    {
        if (n.OptionalText("standard") is { } standard)
        {
            return Standard(standard);
        }

        var unit = n.Word<Unit>("unit");
        var period = new Period(
            null,
            n.OptionalWhole("amount", 1, RegimeReader.MostAmount),
            n.OptionalText("amountFrom"),
            unit,
            FirstDayOf(n, unit),
            n.OptionalHour("endsAt"),
            n.OptionalWord<SecondReading>("secondReading") ?? SecondReading.None,
            n.OptionalText("secondReadingCitation"),
            n.OptionalText("calendar"),
            n.Child("roll", Roll, required: false),
            n.Child("stop", Stop, required: false),
            n.Map("service", (s, method) => s.Whole(method, 1, 100)),
            n.Children("instead", Instead, required: false),
            n.Children("extensions", Extension, required: false));
        PeriodChecks.Check(period, n);
        return period;
    }

    private static Period Standard(string standard) =>
        new(standard, null, null, Unit.CalendarDays, FirstDay.NotCounted, null, SecondReading.None, null, null, null, null, new Dictionary<string, int>(), [], []);

    private static FirstDay FirstDayOf(DocumentNode n, Unit unit)
    {
        if (unit != Unit.Hours || n.OptionalText("unit") != "hours")
        {
            return n.Word<FirstDay>("firstDay");
        }

        if (n.OptionalWord<FirstDay>("firstDay") is not null)
        {
            n.Fault("firstDay", "means nothing of hours");
        }

        return FirstDay.NotCounted;
    }

    private Roll Roll(DocumentNode n)
    {
        if (n.Text("to") is { Length: > 0 } and not "next-working-day")
        {
            n.Fault("to", "must be next-working-day");
        }

        return new Roll(n.OptionalHour("at"), n.Child("unless", conditions.Read, required: false), n.Text("citation"));
    }

    private static Stop Stop(DocumentNode n) =>
        new(n.Text("opens"), n.Text("closes"), n.OptionalWord<LeavesOut>("leavesOut") ?? LeavesOut.BothDays, n.Text("citation"));

    private OtherLength Instead(DocumentNode n)
    {
        var instead = new OtherLength(n.Child("when", conditions.Read, required: false), n.OptionalText("trigger"), n.Whole("amount", 1, RegimeReader.MostAmount), n.OptionalWord<Unit>("unit"));
        if (instead.When is null == instead.Trigger is null)
        {
            n.Fault("", "must say either when or which trigger");
        }

        return instead;
    }

    private static Extension Extension(DocumentNode n)
    {
        var extension = new Extension(
            n.Text("event"), n.OptionalWhole("amount", 1, RegimeReader.MostAmount), n.OptionalText("amountFrom"), n.Flag("until"), n.OptionalWhole("most", 1, 1000), n.Text("citation"));
        if ((extension.Amount is null ? 0 : 1) + (extension.AmountFrom is null ? 0 : 1) + (extension.Until ? 1 : 0) != 1)
        {
            n.Fault("", "must say one of: amount, amountFrom, until");
        }

        return extension;
    }

    private OrEarlier OrEarlier(DocumentNode n)
    {
        if (n.Word<Unit>("unit") != Unit.Hours)
        {
            n.Fault("unit", "must be hours: a second clock runs beside a clock of hours");
        }

        return new OrEarlier(n.Child("trigger", Trigger) ?? NoTrigger, n.Whole("amount", 1, RegimeReader.MostAmount), n.Text("citation"));
    }
}

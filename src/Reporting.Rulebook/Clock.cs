namespace Reporting.Rulebook;

/// <summary>Runs one clock from its trigger. Pure arithmetic on instants and local days; knows no regime.</summary>
internal static class Clock
{
    /// <param name="second">What started the second clock of "whichever is earlier"; null where there is none.</param>
    /// <param name="after">The period it follows; null: it begins with its trigger.</param>
    public static Run Run(Terms terms, TimelineEvent trigger, TimelineEvent? second = null, Preceding? after = null)
    {
        if (terms.Period.Standard is { } standard)
        {
            return WithoutNumber(terms, trigger, standard);
        }

        if (Length.Of(terms, trigger) is not { } length)
        {
            terms.Steps?.Add(new Step("amount-missing") { At = trigger.At, Reason = trigger.Kind, Args = Args.Of(("number", terms.Period.AmountFrom ?? "")) });
            return Rulebook.Run.Endless;
        }

        length = Extensions.Apply(terms, trigger, length, l => Run(terms with { Steps = null }, trigger, second, after, l));
        return Run(terms, trigger, second, after, length);
    }

    private static Run Run(Terms terms, TimelineEvent trigger, TimelineEvent? second, Preceding? after, Length length) =>
        length.Unit == Unit.Hours ? new HourClock(terms, trigger, second, length).Run() : new DayClock(terms, trigger, after, length).Run();

    // No number: it shows its age and is never missed.
    private static Run WithoutNumber(Terms terms, TimelineEvent trigger, string standard)
    {
        var age = NodaTime.Period.DaysBetween(trigger.At.InZone(terms.Zone).Date, terms.Today);
        terms.Steps?.Add(new Step("triggered") { At = trigger.At, Citation = terms.Obligation.Citation, Args = Args.Of(("event", trigger.Kind)) });
        terms.Steps?.Add(new Step("no-number") { Date = terms.Today, Reason = standard, Args = Args.Of(("ageDays", Args.Number(Math.Max(0, age)))) });
        return Rulebook.Run.Endless;
    }
}

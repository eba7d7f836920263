using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Makes a period longer by what was given before it had ended.</summary>
internal static class Extensions
{
    /// <param name="run">Runs the clock with a length, without explaining: an extension is held against the end as it was when it was given.</param>
    public static Length Apply(Terms terms, TimelineEvent trigger, Length length, Func<Length, Run> run)
    {
        foreach (var extension in terms.Period.Extensions)
        {
            if (terms.Seen.Earliest(extension.Event, trigger.At) is null)
            {
                continue;
            }

            var times = 0;
            foreach (var e in terms.Seen.InOrder([extension.Event]))
            {
                if (e.At >= trigger.At && Accepted(extension, e, times, run(length), terms) && Longer(extension, e, length) is { } longer)
                {
                    terms.Steps?.Add(Extended(extension, e, length, longer));
                    length = longer;
                    times++;
                }
            }
        }

        return length;
    }

    // While the clock stands there is no end that could have passed.
    private static bool Accepted(Extension extension, TimelineEvent e, int times, Run before, Terms terms)
    {
        var reason = times >= extension.Most ? "no-more" : before.End is { } end && e.At >= end.TooLateFrom ? "too-late" : null;
        if (reason is not null)
        {
            terms.Steps?.Add(new Step("not-extended") { At = e.At, Reason = e.Kind, Citation = extension.Citation, Args = Args.Of(("why", reason), ("most", Args.Number(extension.Most ?? 0))) });
        }

        return reason is null;
    }

    private static Length? Longer(Extension extension, TimelineEvent e, Length length)
    {
        if (extension.Until)
        {
            return e.Until is { } until && until.Year < 2500 && until > (length.Until ?? LocalDate.MinIsoValue) ? length with { Until = until } : null;
        }

        var more = extension.AmountFrom is { } name ? Length.Carried(e, name) : extension.Amount;
        return more is { } number ? length with { Amount = Math.Min(length.Amount + number, RegimeReader.MostAmount) } : null;
    }

    private static Step Extended(Extension extension, TimelineEvent e, Length before, Length longer) =>
        longer.Until is { } until && extension.Until
            ? new Step("extended-until") { At = e.At, Date = until, Reason = e.Kind, Citation = extension.Citation }
            : new Step("extended") { At = e.At, Reason = e.Kind, Citation = extension.Citation, Args = Args.Of(("by", Args.Number(longer.Amount - before.Amount)), ("to", Args.Number(longer.Amount)), ("unit", Words.Of(before.Unit))) };
}

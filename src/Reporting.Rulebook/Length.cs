using System.Runtime.InteropServices;
using NodaTime;

namespace Reporting.Rulebook;

/// <summary>How long one period is in one case.</summary>
/// <param name="Until">The day to which it was extended; null: by its number alone.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Length(int Amount, Unit Unit, LocalDate? Until = null)
{
    /// <summary>The length by law and facts; null where the trigger does not carry the number it should.</summary>
    public static Length? Of(Terms terms, TimelineEvent trigger)
    {
        var period = terms.Period;
        foreach (var other in period.Instead)
        {
            if (Holds(other, terms, trigger))
            {
                terms.Steps?.Add(new Step("other-length") { Args = Args.Of(("amount", Args.Number(other.Amount)), ("unit", Words.Of(other.Unit ?? period.Unit))) });
                return new Length(other.Amount, other.Unit ?? period.Unit);
            }
        }

        var amount = period.AmountFrom is { } name ? Carried(trigger, name) : period.Amount;
        return amount is { } number ? new Length(number, period.Unit) : null;
    }

    /// <summary>A number that an event carries; null where it carries none that can be counted.</summary>
    public static int? Carried(TimelineEvent e, string name) =>
        e.Numbers is { } numbers && numbers.TryGetValue(name, out var number) && number is >= 1 and <= RegimeReader.MostAmount ? number : null;

    private static bool Holds(OtherLength other, Terms terms, TimelineEvent trigger)
    {
        if (other.When is not { } when)
        {
            return other.Trigger == trigger.Kind;
        }

        var answer = when.Ask(terms.Facts);
        if (answer == Answer.Unknown && terms.Steps is not null)
        {
            var asked = new Asked();
            when.Ask(terms.Facts, asked);
            terms.Steps.Add(new Step("other-length-open") { Reason = string.Join(", ", asked.OpenFacts), Args = Args.Of(("amount", Args.Number(other.Amount)), ("unit", Words.Of(other.Unit ?? terms.Period.Unit))) });
        }

        return answer == Answer.Yes;
    }
}

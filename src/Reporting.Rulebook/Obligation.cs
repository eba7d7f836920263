namespace Reporting.Rulebook;

/// <summary>Whom an obligation binds.</summary>
public enum Binds
{
    Firm,
    Regulator,
}

/// <summary>One duty and its clock.</summary>
/// <param name="OwedTo">The part of the authority it is owed to, or that it binds.</param>
/// <param name="OwedToInstead">Another part where a condition holds; the first that does.</param>
/// <param name="Stage">The stage whose form a filing that meets it uses; null where no form is filed.</param>
/// <param name="When">Decides this obligation alone; null: whenever the regime applies.</param>
/// <param name="OrEarlier">A second clock: whichever ends earlier counts.</param>
/// <param name="Follows">It begins when another period has ended.</param>
/// <param name="Recurring">What meets it starts it again.</param>
/// <param name="MetBy">Kinds of events that meet it.</param>
/// <param name="LapsedBy">Kinds of events after which nothing is left to do.</param>
public sealed record Obligation(
    string Id,
    string Title,
    Binds Binds,
    string OwedTo,
    IReadOnlyList<OtherPart> OwedToInstead,
    string? Stage,
    Condition? When,
    Trigger Trigger,
    Period Period,
    OrEarlier? OrEarlier,
    Follows? Follows,
    bool Recurring,
    IReadOnlyList<string> MetBy,
    IReadOnlyList<string> LapsedBy,
    string Citation,
    string? Consequence,
    Verified Verified)
{
    /// <summary>The kinds of events that its own clock looks at.</summary>
    internal IEnumerable<string> Kinds =>
        [.. Trigger.Kinds, .. OrEarlier?.Trigger.Kinds ?? [], .. MetBy, .. LapsedBy, .. Period.Extensions.Select(e => e.Event),
            .. Period.Stop is { } stop ? [stop.Opens, stop.Closes] : (string[])[]];
}

public sealed record OtherPart(Condition When, string Part);

/// <summary>What starts a clock.</summary>
/// <param name="Events">Kinds of events, fallbacks in order.</param>
/// <param name="Once">What must have happened as well before the clock runs.</param>
/// <param name="Instead">Other events where a condition holds.</param>
public sealed record Trigger(IReadOnlyList<string> Events, Take Take, Among Among, IReadOnlyList<string> Once, OtherEvents? Instead)
{
    internal IEnumerable<string> Kinds => [.. Events, .. Once, .. Instead?.Events ?? []];
}

public sealed record OtherEvents(Condition When, IReadOnlyList<string> Events);

/// <summary>Which of several events of one kind counts.</summary>
public enum Take
{
    /// <summary>It can be true once: the statement recorded last corrects those before it.</summary>
    Corrected,

    /// <summary>It can happen again: the earliest.</summary>
    First,

    /// <summary>It can happen again: the latest.</summary>
    Latest,
}

/// <summary>Which of several kinds of events counts.</summary>
public enum Among
{
    /// <summary>The first kind of the list that has happened.</summary>
    InOrder,

    /// <summary>Whichever happened earliest.</summary>
    Earliest,

    /// <summary>Whichever happened latest.</summary>
    Latest,
}

/// <summary>A second clock, in hours. It ends the period where it ends earlier; not where the main trigger came after its end.</summary>
public sealed record OrEarlier(Trigger Trigger, int AmountHours, string Citation);

/// <summary>The period begins on the first day that counts after another one has ended, if it was ordered before that end.</summary>
/// <param name="Obligation">Whose period it follows.</param>
/// <param name="Again">Each further event starts a round after the round before it.</param>
public sealed record Follows(string Obligation, bool Again, string Citation);

/// <summary>Which obligations hang together by following one another.</summary>
internal static class Chain
{
    /// <summary>The obligation, what it follows and what follows it.</summary>
    public static IEnumerable<Obligation> Of(Obligation obligation, IReadOnlyList<Obligation> all)
    {
        var chain = new List<Obligation> { obligation };
        for (var i = 0; i < chain.Count; i++)
        {
            var link = chain[i];
            chain.AddRange(all.Where(o => (o.Id == link.Follows?.Obligation || o.Follows?.Obligation == link.Id) && !chain.Contains(o)));
        }

        return chain;
    }

    public static int IndexOf(string id, IReadOnlyList<Obligation> all)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}

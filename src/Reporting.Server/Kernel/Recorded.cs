using JasperFx.Events;

namespace Reporting.Server.Kernel;

/// <summary>Who stands behind an event: the party and the registered member (a person, or else a client). Ids only.</summary>
/// <param name="Party"><c>firm:…</c>, <c>authority:…</c> or <c>platform</c>.</param>
/// <param name="Member">The registered member's id.</param>
/// <param name="Mandate">The mandate a representative acts under; null where the party acts itself.</param>
public sealed record By(string Party, string Member, Guid? Mandate = null)
{
    public static readonly By TheClock = new("platform", "clock");

    private const string OfAuthority = "authority:";
    private const string Under = "/mandate:";

    /// <summary>The authority's id, of somebody who acts for one.</summary>
    public string Authority => Party[OfAuthority.Length..];

    public override string ToString() => Mandate is { } mandate ? $"{Party}/{Member}{Under}{mandate:N}" : $"{Party}/{Member}";

    /// <summary>The mandate in a stored name; null where the party acted itself.</summary>
    public static Guid? MandateIn(string? stored) =>
        stored?.IndexOf(Under, StringComparison.Ordinal) is >= 0 and var at ? Guid.ParseExact(stored[(at + Under.Length)..], "N") : null;

    /// <summary>A stored name as a firm is shown it: its own people by member, its representatives with their mandate, an authority as one.</summary>
    public static string AsSeenByFirm(string? stored) =>
        stored is null ? "" : stored.StartsWith(OfAuthority, StringComparison.Ordinal) ? stored.Split('/')[0] : stored;
}

/// <summary>Stamps the events of one command with the command's legal time and its actor, so that a receipt's <c>recordedAt</c> is the stored event's, to the millisecond.</summary>
public static class Recorded
{
    public static IEvent Event(object fact, Now now, By by)
    {
        var recorded = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(fact.GetType()), fact)!;
        recorded.Timestamp = now.Value;
        recorded.UserName = by.ToString();
        return recorded;
    }
}

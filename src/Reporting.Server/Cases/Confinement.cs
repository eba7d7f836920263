using JasperFx.Events;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>The case was closed to named persons, or to others than before. The thief may be a colleague, and may read the firm's mail.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
/// <param name="Members">Registered members, by id.</param>
/// <param name="Contacts">Who is told of the case in place of the firm's contacts.</param>
public sealed record CaseConfined(Guid Statement, IReadOnlyList<Guid> Members, IReadOnlyList<ConfinedContact> Contacts, Sealed<string> Reason, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => $"The case was closed to {Members.Count} named members.";
}

/// <summary>Somebody who is told of a confined case.</summary>
public sealed record ConfinedContact(Guid Id, Sealed<string> Name, OutOfBandChannel Channel, Sealed<string>? Email, Sealed<string>? Telephone);

/// <summary>The case is the whole firm's again.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
public sealed record ConfinementLifted(Guid Statement, Sealed<string> Reason, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The case was opened to the firm again.";
}

/// <summary>
/// To whom a case is closed, folded from its stream. Apart from the case itself: it knows no case type, and who may see a
/// case changes nothing of what the case says, so the case's revision stays.
/// </summary>
/// <param name="Current">What holds now, whole: its values are sealed as part of it. Null when the case is closed to nobody.</param>
/// <param name="Since">When it was recorded.</param>
public sealed partial record Confinement(Guid Id, CaseConfined? Current, DateTimeOffset Since)
{
    /// <summary>Folded from a case's events, whatever else is among them; null where it was never closed.</summary>
    public static Confinement? Of(IEnumerable<IEvent> events) => events.Aggregate(
        (Confinement?)null,
        (before, e) => e switch
        {
            IEvent<CaseConfined> confined => before?.Apply(confined) ?? Create(confined),
            IEvent<ConfinementLifted> lifted => before?.Apply(lifted),
            _ => before,
        });

    public static Confinement Create(IEvent<CaseConfined> e) => new(e.StreamId, e.Data, e.Timestamp);

    public Confinement Apply(IEvent<CaseConfined> e) => this with { Current = e.Data, Since = e.Timestamp };

    public Confinement Apply(IEvent<ConfinementLifted> e) => this with { Current = null, Since = e.Timestamp };
}

using System.Text.Json.Serialization;

namespace Reporting.Contracts.Cases;

/// <summary>PUT /v1/cases/{caseId}/confinement: from now on the case is there for the persons named and for nobody else of the firm. Said again, it replaces what was said before.</summary>
public sealed record ConfineCase
{
    /// <summary>Registered members of the firm who stand for a person, by the id in the answer to their registration; whoever asks is among them.</summary>
    [Items(20)]
    public required IReadOnlyList<Guid> Members { get; init; }

    /// <summary>Who is told of the case's deadlines, and how: outside the firm's own mail and telephones where the thief may read those. The firm's contacts are not told any more.</summary>
    [Items(20)]
    public required IReadOnlyList<OutOfBandContact> Contacts { get; init; }

    /// <summary>Why the case is closed to others. May name persons: it is kept as their data are.</summary>
    [Prose]
    public required Sealed<string> Reason { get; init; }
}

/// <summary>How somebody is reached. The system itself writes by <c>email</c>; the other channels are for people.</summary>
[JsonConverter(typeof(KebabCase<OutOfBandChannel>))]
public enum OutOfBandChannel
{
    Email,
    Telephone,
    Messenger,
    InPerson,
}

/// <summary>Somebody who is reached outside the firm's own systems.</summary>
public sealed record OutOfBandContact
{
    [Line]
    public required Sealed<string> Name { get; init; }

    /// <summary>The channel to use; what it needs (an address, a number) is given with it.</summary>
    public required OutOfBandChannel Channel { get; init; }

    [MailAddress]
    public Sealed<string>? Email { get; init; }

    [Telephone]
    public Sealed<string>? Telephone { get; init; }
}

/// <summary>200 of PUT …/confinement.</summary>
/// <param name="Members">Who sees the case from now on.</param>
/// <param name="Contacts">How many are told of it.</param>
public sealed record CaseConfined(Guid Case, IReadOnlyList<Guid> Members, int Contacts, DateTimeOffset RecordedAt);

/// <summary>POST …/confinement/lifting: the case is the whole firm's again.</summary>
public sealed record LiftConfinement
{
    /// <summary>Why. May name persons: it is kept as their data are.</summary>
    [Prose]
    public required Sealed<string> Reason { get; init; }
}

/// <summary>200 of POST …/confinement/lifting.</summary>
public sealed record ConfinementLifted(Guid Case, DateTimeOffset RecordedAt);

/// <summary>200 of GET …/confinement, for the persons named.</summary>
/// <param name="Since">When this set of names was recorded, UTC.</param>
public sealed record ConfinementView(Guid Case, DateTimeOffset Since, IReadOnlyList<Guid> Members, IReadOnlyList<OutOfBandContact> Contacts, Sealed<string> Reason);

/// <summary>POST /v1/firms/{firmId}/confined-cases/recovery: the platform gives back to a firm the cases that are closed to persons of whom none is left.</summary>
public sealed record RecoverConfinedCases
{
    /// <summary>Active members of the firm who stand for a person: from now on those cases are there for them.</summary>
    [Items(20)]
    public required IReadOnlyList<Guid> Members { get; init; }

    /// <summary>Who of the firm asked for it, and how that was ascertained. Recorded on each case; names no person.</summary>
    [Prose]
    public required string Reason { get; init; }
}

/// <summary>200 of a recovery.</summary>
/// <param name="Cases">How many cases of the firm had nobody left. The platform learns no more of them.</param>
public sealed record ConfinedCasesRecovered(Guid Firm, int Cases, DateTimeOffset RecordedAt);

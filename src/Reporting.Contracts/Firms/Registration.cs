using System.Text.Json.Serialization;

namespace Reporting.Contracts.Firms;

/// <summary>POST /v1/firms: registers a reporting group, which is a tenant from then on.</summary>
public sealed record RegisterFirm
{
    [Line(300)]
    public required string Name { get; init; }

    /// <summary>Who is told of deadlines.</summary>
    [Items(20)]
    public IReadOnlyList<FirmContact>? Contacts { get; init; }
}

public sealed record FirmContact : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Line]
    public Sealed<string>? Name { get; init; }

    [MailAddress]
    public required Sealed<string> Email { get; init; }

    [Telephone]
    public Sealed<string>? Telephone { get; init; }

    /// <summary>When this contact is told; first when absent.</summary>
    public ContactRank? Rank { get; init; }
}

/// <summary>Who is told first, and who when nobody has acknowledged within the time set for it.</summary>
[JsonConverter(typeof(KebabCase<ContactRank>))]
public enum ContactRank
{
    First,
    Deputy,
    Administrator,
}

public sealed record FirmRegistered(string Id, string Name, DateTimeOffset RecordedAt);

/// <summary>POST /v1/firms/{id}/entities: a legal entity of a firm. Its name is a company's, never a person's.</summary>
public sealed record RegisterEntity
{
    [Line(300)]
    public required string Name { get; init; }

    [Country]
    public required string Country { get; init; }

    [Reference]
    public string? RegistrationNumber { get; init; }

    [Lei]
    public string? Lei { get; init; }

    public RegulatoryProfile? Profile { get; init; }
}

public sealed record EntityRegistered(Guid Id, string Firm, string Name, DateTimeOffset RecordedAt);

/// <summary>PUT /v1/entities/{id}/profile: the facts of an entity from a day on.</summary>
public sealed record StateProfile
{
    public required RegulatoryProfile Profile { get; init; }
}

/// <summary>POST /v1/authorities: whom something is owed to, with or without an account here.</summary>
public sealed record RegisterAuthority
{
    /// <summary>The id that regimes and reports name it by, such as <c>gb-isu</c>.</summary>
    [Code]
    public required string Id { get; init; }

    [Line(300)]
    public required string Name { get; init; }

    /// <summary>ISO 3166-1 alpha-2, or <c>EU</c>.</summary>
    [Country]
    public required string Jurisdiction { get; init; }

    public Door? Door { get; init; }

    /// <summary>True: what is filed here is received by it. False: the firm files by its door and records that here.</summary>
    public required bool WorksHere { get; init; }
}

/// <summary>How an authority takes filings. Of an office, never of a person.</summary>
public sealed record Door
{
    [WebAddress]
    public string? Url { get; init; }

    /// <summary>Name of its form.</summary>
    [Line]
    public string? Form { get; init; }

    [MailAddress]
    public string? Email { get; init; }
}

public sealed record AuthorityView(string Id, string Name, string Jurisdiction, Door? Door, bool WorksHere);

[JsonConverter(typeof(KebabCase<PartyType>))]
public enum PartyType
{
    Firm,
    Authority,
    Platform,
}

/// <summary>A firm, an authority or the platform, by id.</summary>
public sealed record PartyRef
{
    public required PartyType Kind { get; init; }

    /// <summary>Absent for the platform.</summary>
    [ItemId]
    public string? Id { get; init; }
}

/// <summary>What somebody may do; of a firm the first three, of an authority the next four.</summary>
[JsonConverter(typeof(KebabCase<Role>))]
public enum Role
{
    Filer,
    Officer,
    FirmAdmin,
    Caseworker,
    Analyst,
    DecisionMaker,
    AuthorityAdmin,
    PlatformAdmin,
}

/// <summary>POST /v1/members: a person whom an outside issuer vouches for, in a party.</summary>
public sealed record RegisterMember
{
    public required PartyRef Party { get; init; }

    [Items(8)]
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>The issuer's URL, as in the token's <c>iss</c>.</summary>
    [WebAddress]
    public required string Issuer { get; init; }

    /// <summary>As in the token's <c>sub</c>.</summary>
    [Line(255)]
    public required string Subject { get; init; }

    public MemberPerson? Person { get; init; }
}

public sealed record MemberPerson
{
    [Line]
    public required Sealed<string> Name { get; init; }

    /// <summary>By which the party's people are told apart: who is registered again with the same address is the same person.</summary>
    [MailAddress]
    public Sealed<string>? Email { get; init; }
}

public sealed record MemberRegistered(Guid Id, PartyRef Party, IReadOnlyList<Role> Roles, DateTimeOffset RecordedAt);

/// <summary>POST /v1/clients: a machine, which may stand for one person.</summary>
public sealed record RegisterClient
{
    public required PartyRef Party { get; init; }

    [Items(8)]
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>Name of the software.</summary>
    [Line]
    public required string Name { get; init; }

    /// <summary>The person it stands for.</summary>
    public MemberPerson? Person { get; init; }
}

/// <param name="ClientSecret">Shown this once.</param>
public sealed record ClientRegistered(Guid Id, string ClientId, string ClientSecret, DateTimeOffset RecordedAt);

/// <summary>POST /v1/members/{memberId}/suspension: also of a client, by the member's id in the answer to its registration.</summary>
public sealed record SuspendMember
{
    /// <summary>Why, for whoever asks later. Names no person.</summary>
    [Prose]
    public required string Reason { get; init; }
}

public sealed record MemberSuspended(Guid Member, DateTimeOffset SuspendedAt);

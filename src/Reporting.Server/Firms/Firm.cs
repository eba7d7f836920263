using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Firms;

namespace Reporting.Server.Firms;

public sealed record FirmRegistered(Guid Firm, string Name);

/// <summary>A legal entity of the firm, with what regimes ask of it. Party names stand in the open here: a legal entity is no natural person.</summary>
public sealed record EntityRegistered(Guid Entity, string Name, string Country, string? RegistrationNumber, string? Lei);

/// <summary>What is true of an entity from a day on (local day of its country): which regimes bind it follows from this.</summary>
public sealed record ProfileStated(Guid Entity, RegulatoryProfile Profile);

/// <summary>Somebody to be told of deadlines.</summary>
/// <param name="Statement">Names the sealing of the values of this event.</param>
/// <param name="Rank">Told first, or when nobody has acknowledged; first when absent.</param>
public sealed record ContactAdded(Guid Contact, Guid Statement, Sealed<string>? Name, Sealed<string> Email, Sealed<string>? Telephone, ContactRank? Rank = null);

/// <summary>Somebody acts for the firm until an instant, in its name and under this mandate.</summary>
/// <param name="Statement">Names the sealing of the values of this event.</param>
/// <param name="Member">The member that the representative acts as.</param>
public sealed record MandateGiven(
    Guid Mandate,
    Guid Statement,
    Guid Member,
    Representative Representative,
    MandateScope Scope,
    DateTimeOffset Until,
    bool MayAcceptService,
    DateTimeOffset GivenAt);

/// <summary>The firm took a mandate back before its end.</summary>
public sealed record MandateRevoked(Guid Mandate, string Reason, DateTimeOffset RevokedAt);

/// <summary>A registered reporting group: the tenant. Its legal entities, their dated profiles and the people who are told.</summary>
public sealed partial record Firm(Guid Id, string Name)
{
    public IReadOnlyList<LegalEntity> Entities { get; init; } = [];

    public IReadOnlyList<Contact> Contacts { get; init; } = [];

    public IReadOnlyList<Mandate> Mandates { get; init; } = [];

    public static Firm Create(FirmRegistered e) => new(e.Firm, e.Name);

    public Firm Apply(EntityRegistered e) => this with
    {
        Entities = [.. Entities, new LegalEntity(e.Entity, e.Name, e.Country, e.RegistrationNumber, e.Lei, [])],
    };

    public Firm Apply(ProfileStated e) => this with
    {
        Entities = [.. Entities.Select(x => x.Id == e.Entity ? x with { Profiles = [.. x.Profiles, e.Profile] } : x)],
    };

    public Firm Apply(ContactAdded e) => this with { Contacts = [.. Contacts, new Contact(e.Contact, e.Statement, e.Name, e.Email, e.Rank)] };

    public Firm Apply(MandateGiven e) => this with
    {
        Mandates = [.. Mandates, new Mandate(e.Mandate, e.Statement, e.Member, e.Representative, e.Scope, e.Until, e.MayAcceptService, e.GivenAt)],
    };

    public Firm Apply(MandateRevoked e) => this with
    {
        Mandates = [.. Mandates.Select(m => m.Id == e.Mandate ? m with { RevokedAt = e.RevokedAt } : m)],
    };

    /// <summary>The firm whose tenant the session is of.</summary>
    public static Task<Firm?> LoadAsync(IQuerySession session, CancellationToken cancellation) => session.LoadAsync<Firm>(IdOf(session), cancellation);

    /// <summary>Which firm's tenant the session is of; empty in an authority's own, where there is no firm.</summary>
    public static Guid IdOf(IQuerySession session) => Guid.TryParseExact(session.TenantId, "N", out var id) ? id : Guid.Empty;

    /// <summary>In whose place there is nobody: of a case that an authority keeps for itself.</summary>
    public static readonly Firm None = new(Guid.Empty, "");

    /// <summary>What was found in a session's tenant: its firm; nobody in an authority's own; null where the firm is missing.</summary>
    public static Firm? In(IQuerySession session, Firm? found) => found ?? (IdOf(session) == Guid.Empty ? None : null);

    public LegalEntity? Entity(Guid? id) => Entities.FirstOrDefault(e => e.Id == id);
}

public sealed record LegalEntity(Guid Id, string Name, string Country, string? RegistrationNumber, string? Lei, IReadOnlyList<RegulatoryProfile> Profiles)
{
    /// <summary>The profile in force on a day: the one stated last among those that had begun.</summary>
    public RegulatoryProfile? ProfileOn(DateOnly day) =>
        Profiles.Where(p => p.From <= day).OrderBy(p => p.From).LastOrDefault();
}

public sealed record Contact(Guid Id, Guid Statement, Sealed<string>? Name, Sealed<string> Email, ContactRank? Rank = null);

/// <param name="Statement">Names the sealing of the representative's name and contact, which lie here as in the event.</param>
public sealed record Mandate(
    Guid Id,
    Guid Statement,
    Guid Member,
    Representative Representative,
    MandateScope Scope,
    DateTimeOffset Until,
    bool MayAcceptService,
    DateTimeOffset GivenAt,
    DateTimeOffset? RevokedAt = null)
{
    /// <summary><c>holds</c>, <c>ended</c> or <c>revoked</c>.</summary>
    public string State(DateTimeOffset at) => RevokedAt <= at ? "revoked" : at < Until ? "holds" : "ended";
}

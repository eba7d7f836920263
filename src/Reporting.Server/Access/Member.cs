using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Access;

/// <summary>
/// Somebody who may act for a party: whoever an issuer vouches for under a subject. The one place where a token's bearer
/// becomes a firm's officer or an authority's caseworker. Single-tenanted: it says which tenant.
/// </summary>
/// <param name="Issuer">The issuer's URL, or <see cref="Member.Embedded"/>.</param>
/// <param name="PartyId">A firm's id or an authority's; empty for the platform.</param>
/// <param name="Person">Whom a client stands for; the name is sealed under a key of the person's own.</param>
/// <param name="Mandate">What a representative may do, in place of roles.</param>
public sealed record Member(string Id, string Issuer, string Subject, PartyType Party, string PartyId, IReadOnlyList<Role> Roles, MemberOf? Person = null, bool Suspended = false, MandateHeld? Mandate = null)
{
    /// <summary>The embedded issuer, whatever its address is today.</summary>
    public const string Embedded = "embedded";

    /// <summary>As whom a case can be closed to this member: a person is named, or who represents the firm.</summary>
    public Guid? Named => Person is null && Mandate is null ? null : Guid.ParseExact(Id, "N");

    /// <summary>As whom its acts are recorded: the person it stands for, or else itself.</summary>
    public string ActsAs => Person?.Person.ToString("N") ?? Id;

    public static string IdOf(string issuer, string subject) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")))[..32];
}

/// <summary>A person, as little as is needed to name one.</summary>
public sealed record MemberOf(Guid Person, Guid Statement, Sealed<string> Name, Sealed<string>? Email);

/// <summary>A mandate as far as each request asks of it: what it says is given once and never changed.</summary>
public sealed record MandateHeld(Guid Id, IReadOnlyList<Guid>? Cases, bool MayFile, bool MayRead, DateTimeOffset Until);

/// <summary>Who is calling: resolved from the token for each request, so that what was revoked stops within seconds.</summary>
public sealed record Actor(PartyType Party, string PartyId, IReadOnlyList<Role> Roles, By By)
{
    /// <summary>What of the firm's cases it may see, beside its role.</summary>
    public Sight Sight { get; init; } = new(Named: null);

    /// <summary>Set where a representative calls: it may do what its mandate says and nothing else.</summary>
    public MandateHeld? Mandate { get; init; }

    /// <summary>The tenant of the caller's own: nothing in the request can name another.</summary>
    public string Tenant => Party switch
    {
        PartyType.Firm => PartyId,
        PartyType.Authority => Tenants.OfAuthority(PartyId),
        PartyType.Platform => Tenants.Platform,
    };
}

/// <summary>Finds who a token's bearer is. Kept for five seconds: that is how long a revoked client's last token works on another node than the one that revoked it. A mandate ends at its instant, by the law's clock, on all of them.</summary>
public sealed class Members(IDocumentStore store, TimeProvider machine, LegalClock law)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, (DateTimeOffset ReadAt, Actor? Actor)> _known = new(StringComparer.Ordinal);

    // Raised whenever somebody is forgotten, so that what was read just before is not kept just after.
    private int _forgotten;

    public async ValueTask<Actor?> FindAsync(string issuer, string subject, CancellationToken cancellation)
    {
        var actor = await KnownAsync(issuer, subject, cancellation);
        return actor?.Mandate is { } mandate && mandate.Until <= law.Read().Value ? null : actor;
    }

    private async ValueTask<Actor?> KnownAsync(string issuer, string subject, CancellationToken cancellation)
    {
        var id = Member.IdOf(issuer, subject);
        var now = machine.GetUtcNow();
        if (_known.TryGetValue(id, out var known) && now - known.ReadAt < Fresh)
        {
            return known.Actor;
        }

        var before = Volatile.Read(ref _forgotten);
        await using var session = store.QuerySession(Tenants.Index);
        var member = await session.LoadAsync<Member>(id, cancellation);
        var client = issuer == Member.Embedded ? await session.LoadAsync<Client>(subject, cancellation) : null;
        var stopped = member is null or { Suspended: true } || (issuer == Member.Embedded && client is null or { Revoked: true });
        var actor = stopped ? null : ActorOf(member!);
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[id] = (now, actor);
        if (before != Volatile.Read(ref _forgotten))
        {
            _known.TryRemove(id, out _);
        }

        return actor;
    }

    /// <summary>On this node at once; the others forget by themselves.</summary>
    public void Forget(string id)
    {
        Interlocked.Increment(ref _forgotten);
        _known.TryRemove(id, out _);
    }

    private static Actor ActorOf(Member member)
    {
        var party = member.Party switch
        {
            PartyType.Firm => "firm:" + member.PartyId,
            PartyType.Authority => "authority:" + member.PartyId,
            PartyType.Platform => "platform",
        };
        return new Actor(member.Party, member.PartyId, member.Roles, new By(party, member.ActsAs, member.Mandate?.Id))
        {
            Sight = new Sight(member.Named, member.Mandate?.Cases) { Member = member.ActsAs },
            Mandate = member.Mandate,
        };
    }
}

public static class CallerOf
{
    /// <summary>Who is calling; null where the endpoint is public and no token was shown.</summary>
    public static Actor? Actor(this HttpContext http) => http.Features.Get<Actor>();
}

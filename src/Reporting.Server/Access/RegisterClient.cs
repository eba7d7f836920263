using System.Security.Cryptography;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Firms;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Access;

/// <summary><c>POST /v1/clients</c>: software that acts for a party, and possibly stands for one person of it. Its secret is in this answer and nowhere else.</summary>
public static class RegisterClientEndpoint
{
    public static async Task<ProblemDetails> ValidateAsync(Received<RegisterClient> received, IDocumentStore store, Authorities authorities, CancellationToken cancellation) =>
        Rules.Check(await Parties.FaultsAsync(received.Body.Party, received.Body.Roles, store, authorities, cancellation));

    [WolverinePost("/v1/clients")]
    [AnswerIsNotKept("It holds a secret; a client whose answer was lost is registered again.")]
    public static async Task<(ClientRegistered, RegisterTheMember)> Post(Received<RegisterClient> received, IServiceScopeFactory scopes, IDocumentStore store, Vault vault, CancellationToken cancellation)
    {
        var request = received.Body;
        var known = await KnownPersons.FindAsync(request.Party, request.Person, store, vault, cancellation);
        var clientId = $"{Words.Of(request.Party.Kind)}-{References.Next().Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()}";
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await PrepareAccess.CreateClientAsync(scopes, clientId, secret, request.Name, cancellation);
        var member = RegisterTheMember.From(Member.Embedded, clientId, request.Party, request.Roles, request.Person, known, vault);
        return (new ClientRegistered(Guid.ParseExact(member.Member.Id, "N"), clientId, secret, received.Now.Value), member);
    }
}

/// <summary><c>POST /v1/members</c>: a person whom an outside issuer vouches for.</summary>
public static class RegisterMemberEndpoint
{
    public static async Task<ProblemDetails> ValidateAsync(Received<RegisterMember> received, IDocumentStore store, Authorities authorities, CancellationToken cancellation) =>
        Rules.Check(await Parties.FaultsAsync(received.Body.Party, received.Body.Roles, store, authorities, cancellation));

    [WolverinePost("/v1/members")]
    public static async Task<(MemberRegistered, RegisterTheMember)> Post(Received<RegisterMember> received, IDocumentStore store, Vault vault, CancellationToken cancellation)
    {
        var request = received.Body;
        var known = await KnownPersons.FindAsync(request.Party, request.Person, store, vault, cancellation);
        var member = RegisterTheMember.From(request.Issuer, request.Subject, request.Party, request.Roles, request.Person, known, vault);
        return (new MemberRegistered(Guid.ParseExact(member.Member.Id, "N"), request.Party, request.Roles, received.Now.Value), member);
    }
}

/// <summary>Stores a member and, of a person who is new, the key its name is sealed with.</summary>
public sealed record RegisterTheMember(Member Member, CaseKey? Key) : IMartenOp
{
    public void Execute(IDocumentSession session)
    {
        session.Insert(Member);
        if (Key is not null)
        {
            session.Insert(Key);
        }
    }

    /// <param name="known">The same person, where the party has it already: it keeps the name it was first registered by.</param>
    internal static RegisterTheMember From(string issuer, string subject, PartyRef party, IReadOnlyList<Role> roles, MemberPerson? person, MemberOf? known, Vault vault)
    {
        var member = new Member(Member.IdOf(issuer, subject), issuer, subject, party.Kind, Parties.IdOf(party), roles);
        if (person is null || known is not null)
        {
            return new RegisterTheMember(member with { Person = known }, null);
        }

        var (key, seal) = vault.Create(Tenants.Platform, Ids.Next());
        var statement = Ids.Next();
        var named = seal.Sealed(new MemberOf(key.Id, statement, person.Name, person.Email), statement);
        return new RegisterTheMember(member with { Person = named }, key);
    }
}

/// <summary>Parties as registrations name them.</summary>
public static class Parties
{
    public static string IdOf(PartyRef party) => party.Kind switch
    {
        PartyType.Firm => Guid.Parse(party.Id!).ToString("N"),
        PartyType.Authority => party.Id!,
        PartyType.Platform => "",
    };

    /// <summary>The party is registered, and the roles are of its kind.</summary>
    public static async Task<IReadOnlyList<ProblemError>> FaultsAsync(PartyRef party, IReadOnlyList<Role> roles, IDocumentStore store, Authorities authorities, CancellationToken cancellation)
    {
        var faults = new List<ProblemError>();
        if (!await IsRegisteredAsync(party, store, authorities, cancellation))
        {
            faults.Add(new ProblemError("/party/id", "unknown-party", "Nothing is registered under this id."));
        }

        if (roles.Count == 0)
        {
            faults.Add(new ProblemError("/roles", "empty", "At least one role."));
        }

        for (var i = 0; i < roles.Count; i++)
        {
            if (KindOf(roles[i]) != party.Kind)
            {
                faults.Add(new ProblemError($"/roles/{i}", "role-of-another-party", $"{Words.Of(roles[i])} is a role at a {Words.Of(KindOf(roles[i]))}."));
            }
        }

        return faults;
    }

    private static PartyType KindOf(Role role) => role switch
    {
        Role.Filer or Role.Officer or Role.FirmAdmin => PartyType.Firm,
        Role.Caseworker or Role.Analyst or Role.DecisionMaker or Role.AuthorityAdmin => PartyType.Authority,
        Role.PlatformAdmin => PartyType.Platform,
    };

    private static async Task<bool> IsRegisteredAsync(PartyRef party, IDocumentStore store, Authorities authorities, CancellationToken cancellation)
    {
        switch (party.Kind)
        {
            case PartyType.Firm when Guid.TryParse(party.Id, out var firm):
                await using (var session = store.QuerySession(Tenants.OfFirm(firm)))
                {
                    return await session.LoadAsync<Firm>(firm, cancellation) is not null;
                }

            case PartyType.Authority when party.Id is { } id:
                return (await authorities.AllAsync(cancellation)).TryGetValue(id, out var authority) && authority.WorksHere;
            default:
                return party.Kind == PartyType.Platform;
        }
    }
}

using Marten;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Firms;

/// <summary><c>POST /v1/authorities</c>: the platform registers an authority and its door.</summary>
public static class RegisterAuthorityEndpoint
{
    [WolverinePost("/v1/authorities")]
    public static (AuthorityView, RegisterTheAuthority) Post(Received<RegisterAuthority> received, Authorities register)
    {
        var a = received.Body;
        return (
            new AuthorityView(a.Id, a.Name, a.Jurisdiction, a.Door, a.WorksHere),
            new RegisterTheAuthority(new Authority(a.Id, a.Name, a.Jurisdiction, new Door(a.Door?.Url, a.Door?.Form, a.Door?.Email), a.WorksHere), register));
    }
}

/// <summary>Adds an authority to the register; this node knows it once it is committed.</summary>
public sealed record RegisterTheAuthority(Authority Authority, Authorities Known) : IMartenOp
{
    public void Execute(IDocumentSession session)
    {
        session.Insert(Authority);
        session.Listeners.Add(new OnceCommitted(Known.Forget));
    }
}

/// <summary><c>GET /v1/authorities</c>: whom something can be owed to, and through which door.</summary>
public static class ListAuthoritiesEndpoint
{
    public sealed record AuthorityList(IReadOnlyList<AuthorityView> Items);

    [WolverineGet("/v1/authorities")]
    public static async Task<AuthorityList> Get(Authorities register, CancellationToken cancellation)
    {
        var all = await register.AllAsync(cancellation);
        return new AuthorityList([.. all.Values.OrderBy(a => a.Id, StringComparer.Ordinal)
            .Select(a => new AuthorityView(a.Id, a.Name, a.Jurisdiction, new() { Url = a.Door.Url, Form = a.Door.Form, Email = a.Door.Email }, a.WorksHere))]);
    }
}

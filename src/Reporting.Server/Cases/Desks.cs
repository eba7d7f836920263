using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;

namespace Reporting.Server.Cases;

/// <summary>A case as an authority's command finds it that does not ask of which kind it is.</summary>
public interface IDeskWork
{
    CaseSeal Seal { get; }

    FreshIds Fresh { get; }

    /// <summary>The authority has seen its own cut as it is, and the case is in a state that allows the act.</summary>
    ProblemDetails Permits(string? ifMatch, CaseAddress address, CommonAct act);

    (Created<ActRecorded>, CaseWrites, OutgoingMessages) Record<TBody>(IAuthorityAct act, Received<TBody> received, ActiveRulebook rulebook, By by);
}

/// <summary>One kind of case, as desks find it.</summary>
public interface IDesk
{
    CaseType Type { get; }

    Task<IDeskWork> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation);
}

/// <inheritdoc cref="IDesk"/>
public sealed class Desk<T> : IDesk
    where T : class, ICase<T>
{
    public CaseType Type => T.Type;

    public async Task<IDeskWork> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        new DeskWork<T>(await CaseWork<T>.LoadAsync(address.Case, session, vault, cancellation));
}

/// <inheritdoc cref="IDeskWork"/>
public sealed record DeskWork<T>(CaseWork<T> Found) : IDeskWork
    where T : class, ICase<T>
{
    public CaseSeal Seal => Found.Seal;

    public FreshIds Fresh => Found.Fresh;

    public ProblemDetails Permits(string? ifMatch, CaseAddress address, CommonAct act) => Rules.First(
        () => Revisions.Match(ifMatch, Found.Case.CutRevisions.GetValueOrDefault(address.Authority)),
        () => Found.Case.Permits(act, address.Authority));

    public (Created<ActRecorded>, CaseWrites, OutgoingMessages) Record<TBody>(IAuthorityAct act, Received<TBody> received, ActiveRulebook rulebook, By by) =>
        CaseChange.OfAuthority(Found, act, Found.Fresh.Id, received, rulebook, by);
}

/// <summary>The desks of all kinds of case.</summary>
public sealed class Desks(IEnumerable<IDesk> kinds)
{
    public Task<IDeskWork> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        kinds.Single(k => k.Type == address.Type).LoadAsync(address, session, vault, cancellation);

    /// <summary>The case, where an act is of one kind only.</summary>
    /// <exception cref="ProblemException">409: it is of the other.</exception>
    public static Task<CaseWork<T>> LoadAsync<T>(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation)
        where T : class, ICase<T> =>
        address.Type == T.Type
            ? CaseWork<T>.LoadAsync(address.Case, session, vault, cancellation)
            : throw new ProblemException(Problem.Of("not-in-this-state", $"There is no such act on a case of the kind '{Contracts.Words.Of(address.Type)}'."));
}

using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary>A time in which the service was not there. Single-tenanted: it was so for all.</summary>
/// <param name="Reference">What a firm cites where it was late because of it.</param>
/// <param name="To">Null: it lasts.</param>
public sealed record Outage(Guid Id, string Reference, DateTimeOffset From, DateTimeOffset? To, IReadOnlyList<string> Services, string What, DateTimeOffset RecordedAt, string RecordedBy);

/// <summary><c>GET /v1/outages</c>: the public register of service outages, the latest first, each with a reference to cite.</summary>
public static class ListOutagesEndpoint
{
    private const int Most = 500;

    public sealed record OutageList(IReadOnlyList<OutageView> Items);

    /// <param name="RecordedAt">When it was written down, which may be later.</param>
    public sealed record OutageView(Guid Id, string Reference, DateTimeOffset From, DateTimeOffset? To, IReadOnlyList<string> Services, string What, DateTimeOffset RecordedAt);

    [NotTenanted]
    [WolverineGet("/v1/outages")]
    public static async Task<OutageList> Get(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(Tenants.Index);
        var all = await session.Query<Outage>().OrderByDescending(o => o.From).Take(Most).ToListAsync(cancellation);
        return new OutageList([.. all.Select(View)]);
    }

    internal static OutageView View(Outage o) => new(o.Id, o.Reference, o.From, o.To, o.Services, o.What, o.RecordedAt);
}

/// <summary><c>POST /v1/outages</c>: the platform records an outage.</summary>
public static class RecordOutageEndpoint
{
    public static ProblemDetails Validate(Received<RecordOutage> received) => Rules.Check(
        received.Body.From > received.Now.Value ? [new ProblemError("/from", "in-the-future", "An outage is recorded when it has begun.")] : [],
        received.Body.To is { } to && (to < received.Body.From || to > received.Now.Value) ? [new ProblemError("/to", "out-of-order", "It ended after it began, and before now.")] : []);

    [WolverinePost("/v1/outages")]
    public static (Created<ListOutagesEndpoint.OutageView>, OutageWrites) Post(Received<RecordOutage> received, By by)
    {
        var body = received.Body;
        var outage = new Outage(Ids.Next(), References.Next(), body.From.ToUniversalTime(), body.To?.ToUniversalTime(), body.Services, body.What, received.Now.Value, by.ToString());
        return (new Created<ListOutagesEndpoint.OutageView>(ListOutagesEndpoint.View(outage), "/v1/outages"), new OutageWrites(outage));
    }
}

/// <summary><c>POST /v1/outages/{outageId}/end</c>: the platform records that an outage is over.</summary>
public static class EndOutageEndpoint
{
    public static async Task<Outage> LoadAsync(Guid outageId, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<Outage>(outageId, cancellation) ?? throw ProblemException.NotFound();

    public static ProblemDetails Validate(Received<EndOutage> received, Outage outage) => Rules.First(
        () => outage.To is null ? WolverineContinue.NoProblems : Problem.Of("not-in-this-state", "The outage is over already."),
        () => Rules.Check(received.Body.To < outage.From || received.Body.To > received.Now.Value ? [new ProblemError("/to", "out-of-order", "It ended after it began, and before now.")] : []));

    [AnswersWith("not-in-this-state")]
    [WolverinePost("/v1/outages/{outageId}/end")]
    public static (ListOutagesEndpoint.OutageView, OutageWrites) Post(Received<EndOutage> received, Outage outage)
    {
        var ended = outage with { To = received.Body.To.ToUniversalTime() };
        return (ListOutagesEndpoint.View(ended), new OutageWrites(ended));
    }
}

/// <summary>The outage as it is now, in the command's commit.</summary>
public sealed record OutageWrites(Outage Outage) : Wolverine.Marten.IMartenOp
{
    public void Execute(IDocumentSession session) => session.Store(Outage);
}

using Marten;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Firms;

/// <summary><c>POST /v1/entities</c>: a legal entity of the firm, and what is known of it for the regimes.</summary>
public static class RegisterEntityEndpoint
{
    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    [WolverinePost("/v1/entities")]
    public static (Reporting.Contracts.Firms.EntityRegistered, Events) Post(
        Received<RegisterEntity> received, [WriteAggregate(FromMethod = nameof(FirmId))] Firm firm, By by)
    {
        var now = received.Now;
        var entity = received.Body;
        var id = Ids.Next();
        Events events = [Recorded.Event(new EntityRegistered(id, entity.Name, entity.Country, entity.RegistrationNumber, entity.Lei), now, by)];
        if (entity.Profile is not null)
        {
            events.Add(Recorded.Event(new ProfileStated(id, entity.Profile), now, by));
        }

        return (new(id, firm.Id.ToString(), entity.Name, now.Value), events);
    }
}

/// <summary><c>PUT /v1/entities/{entityId}/profile</c>: what is true of an entity from a day on. Earlier days keep what was stated of them.</summary>
public static class StateProfileEndpoint
{
    public sealed record ProfileRecorded(Guid Entity, DateOnly From, DateTimeOffset RecordedAt);

    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    public static Microsoft.AspNetCore.Mvc.ProblemDetails Validate(Guid entityId, Firm firm) =>
        firm.Entity(entityId) is null ? Problem.Of("not-found") : WolverineContinue.NoProblems;

    [WolverinePut("/v1/entities/{entityId}/profile")]
    public static (ProfileRecorded, Events, OutgoingMessages) Put(
        Guid entityId, Received<StateProfile> received, [WriteAggregate(FromMethod = nameof(FirmId))] Firm firm, By by) =>
        (new(entityId, received.Body.Profile.From, received.Now.Value),
         [Recorded.Event(new ProfileStated(entityId, received.Body.Profile), received.Now, by)],
         [new LookAgain("profile-stated", Rulebook: 0, After: null)]);
}

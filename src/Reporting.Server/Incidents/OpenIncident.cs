using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;

namespace Reporting.Server.Incidents;

/// <summary><c>POST /v1/incidents</c>: a firm opens a private case at the first suspicion. Every clock runs from its first recorded trigger; no authority can tell that the case exists.</summary>
public static class OpenIncidentEndpoint
{
    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    public static NewCase Load(IDocumentSession session, Vault vault) => NewCase.Make(vault, session.TenantId);

    public static ProblemDetails Validate(Received<IncidentStatement> received, Firm? firm) =>
        Rules.Check(
            IncidentRules.ToOpen(received.Body, received.Now),
            EntitiesAreRegistered("", received.Body, firm));

    [WolverinePost("/v1/incidents")]
    public static (Created<CaseOpened>, IStartStream, CaseWrites, OutgoingMessages) Post(
        Received<IncidentStatement> received, [Entity(FromMethod = nameof(FirmId), Required = false)] Firm? firm, NewCase fresh, ActiveRulebook rulebook, By by)
    {
        var now = received.Now;
        var opened = Recorded.Event(
            fresh.Seal.Sealed(new IncidentOpened(fresh.Id, fresh.Reference, fresh.Statement, received.Body, received.At.Value), fresh.Statement), now, by);
        var incident = Incident.Create((JasperFx.Events.IEvent<IncidentOpened>)opened);
        var owed = Recomputed.After(fresh.Id, rulebook.Current, IncidentCase.Known(incident, firm!, now), "incident-opened", now, before: null);
        var journal = new JournalEntry(Ids.Next(), fresh.Id, 2, ["incident-opened", "deadlines-computed"], [], ContentCommitment.To(received.Bytes), received.At.Value, now.Value);
        var entry = new CaseEntry(fresh.Id, fresh.Reference, received.Body.ExternalReference!, CaseType.Incident, received.Body.Title, now.Value);
        return (
            CaseAnswers.Opened(CaseType.Incident, incident.Id, incident.Reference, incident.Revision, owed, rulebook.Current, incident.Stated, received.At, now),
            MartenOps.StartStream<Incident>(fresh.Id, opened, Recorded.Event(owed.Computed, now, by)),
            new CaseWrites(journal, owed.Next) { Documents = [entry, fresh.Key] },
            owed.Wake);
    }

    /// <summary>An entity that the statement names by the firm's own id is one of the firm's.</summary>
    internal static IEnumerable<ProblemError> EntitiesAreRegistered(string root, IncidentStatement stated, Firm? firm) =>
        ((IEnumerable<(string At, Guid? Id)>)
        [
            (root + "/reportingEntity", stated.ReportingEntity?.EntityId),
            .. (stated.AffectedEntities ?? []).Select((e, i) => (StatementRules.Item(root + "/affectedEntities", i), e.EntityId)),
        ])
        .Where(e => e.Id is not null && firm?.Entity(e.Id) is null)
        .Select(e => new ProblemError(e.At + "/entityId", "unknown-entity", "The firm has no registered entity with this id."));
}

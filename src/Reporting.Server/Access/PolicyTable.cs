using Reporting.Contracts.Firms;

namespace Reporting.Server.Access;

/// <summary>What somebody may do.</summary>
public enum Capability
{
    /// <summary>Needs no token: health, the law itself, the API's description.</summary>
    Anyone,
    AnyMember,
    RunPlatform,
    AdministerFirm,
    ReadFirm,
    OpenCases,
    FileCases,
    ReadOwnCases,

    /// <summary>Closing a case to named persons, and opening it again.</summary>
    ConfineCases,
    ReadSubmittedCases,
    WorkCases,
    AssessCases,
    DecideOnNotices,

    /// <summary>Saying who of an authority works on what, and who may not.</summary>
    RunDesk,

    /// <summary>Letting what an authority knows go to others, and taking it back.</summary>
    ShareCases,

    /// <summary>Standing for what another has drafted.</summary>
    ApproveDecisions,
    BringEvidence,
    ReadOwnEvidence,
    ReadChanges,
}

/// <summary>To what the caller must stand how; checked when the thing has been found, and answered with 404.</summary>
public enum Relation
{
    None,

    /// <summary>The caller's own tenant: another firm's case is not found in it, nor one that is closed to others (<see cref="HiddenCases"/>).</summary>
    OwnFirm,

    /// <summary>The caller's authority was sent the case, and knows it by this reference.</summary>
    Addressee,

    /// <summary>The caller's own authority.</summary>
    OwnAuthority,
}

/// <summary>One line: an endpoint, what it takes to call it, and how the caller must stand to what it names.</summary>
public sealed record PolicyEntry(string Method, string Route, Capability Needs, Relation Relation);

/// <summary>Who may do what, whole, on one page. An endpoint without a line does not start; a line without an endpoint fails a test.</summary>
public static class PolicyTable
{
    private static readonly Dictionary<Capability, Role[]> Roles = new()
    {
        [Capability.RunPlatform] = [Role.PlatformAdmin],
        [Capability.AdministerFirm] = [Role.FirmAdmin],
        [Capability.ReadFirm] = [Role.FirmAdmin, Role.Officer, Role.Filer],
        [Capability.OpenCases] = [Role.Filer, Role.Officer],
        [Capability.FileCases] = [Role.Filer, Role.Officer],
        [Capability.ReadOwnCases] = [Role.Filer, Role.Officer, Role.FirmAdmin],
        [Capability.ConfineCases] = [Role.Filer, Role.Officer],
        [Capability.ReadSubmittedCases] = [Role.Caseworker, Role.Analyst, Role.DecisionMaker, Role.AuthorityAdmin],
        [Capability.WorkCases] = [Role.Caseworker, Role.DecisionMaker],
        [Capability.AssessCases] = [Role.Caseworker, Role.Analyst, Role.DecisionMaker],
        [Capability.ShareCases] = [Role.DecisionMaker, Role.AuthorityAdmin],
        [Capability.DecideOnNotices] = [Role.Caseworker, Role.DecisionMaker],
        [Capability.RunDesk] = [Role.DecisionMaker, Role.AuthorityAdmin],
        [Capability.ApproveDecisions] = [Role.DecisionMaker],
        [Capability.BringEvidence] = [Role.Filer, Role.Officer],
        [Capability.ReadOwnEvidence] = [Role.Filer, Role.Officer],
        [Capability.ReadChanges] = [Role.Filer, Role.Officer, Role.FirmAdmin, Role.Caseworker, Role.Analyst, Role.DecisionMaker, Role.AuthorityAdmin],
        [Capability.AnyMember] = Enum.GetValues<Role>(),
    };

    // A representative has no role: what is not here it may not do, whatever its mandate says.
    private static readonly Dictionary<Capability, Func<MandateHeld, bool>> Mandated = new()
    {
        [Capability.OpenCases] = m => m.MayFile && m.Cases is null,
        [Capability.FileCases] = m => m.MayFile,
        [Capability.ReadOwnCases] = m => m.MayRead,
        [Capability.ReadChanges] = m => m.MayRead,
        [Capability.ReadFirm] = m => m.MayRead,
        [Capability.AnyMember] = _ => true,
    };

    public static IReadOnlyList<PolicyEntry> Entries { get; } =
    [
        new("GET", "/health/live", Capability.Anyone, Relation.None),
        new("GET", "/health/ready", Capability.Anyone, Relation.None),
        new("GET", "/openapi/{documentName}.json", Capability.Anyone, Relation.None),
        new("GET", "/docs/{documentName?}", Capability.Anyone, Relation.None),
        new("GET", "/docs/scalar.js", Capability.Anyone, Relation.None),
        new("GET", "/docs/scalar.aspnetcore.js", Capability.Anyone, Relation.None),
        new("GET", "/docs/favicon.svg", Capability.Anyone, Relation.None),
        new("GET", "/problems/{type}", Capability.Anyone, Relation.None),
        new("GET", "/links/{purpose}/{token}", Capability.Anyone, Relation.None),
        new("POST", "/links/{purpose}/{token}", Capability.Anyone, Relation.None),
        new("GET", "/notices/{token}", Capability.Anyone, Relation.None),
        new("POST", "/notices/{token}", Capability.Anyone, Relation.None),
        new("GET", "/v1/calendar.ics", Capability.Anyone, Relation.None),
        new("GET", "/v1/webhook-types", Capability.Anyone, Relation.None),
        new("GET", "/v1/webhook-types/{type}", Capability.Anyone, Relation.None),
        new("GET", "/v1/regimes", Capability.Anyone, Relation.None),
        new("GET", "/v1/regimes/{id}", Capability.Anyone, Relation.None),
        new("GET", "/v1/regimes/{id}/forms/{stage}", Capability.Anyone, Relation.None),
        new("GET", "/v1/calendars/{id}", Capability.Anyone, Relation.None),
        new("GET", "/v1/ledger/keys", Capability.Anyone, Relation.None),
        new("GET", "/v1/statistics/{year}", Capability.Anyone, Relation.None),
        new("GET", "/v1/outages", Capability.Anyone, Relation.None),
        new("POST", "/v1/outages", Capability.RunPlatform, Relation.None),
        new("POST", "/v1/outages/{outageId}/end", Capability.RunPlatform, Relation.None),

        new("GET", "/v1/ledger/checkpoint", Capability.AnyMember, Relation.None),
        new("GET", "/v1/ledger/tile/{**path}", Capability.AnyMember, Relation.None),
        new("GET", "/v1/ledger/proof/inclusion/{index}", Capability.AnyMember, Relation.None),
        new("GET", "/v1/ledger/proof/consistency/{from}/{to}", Capability.AnyMember, Relation.None),
        new("GET", "/v1/changes", Capability.ReadChanges, Relation.None),
        new("GET", "/v1/changes/stream", Capability.ReadChanges, Relation.None),
        new("GET", "/v1/receipts/{receiptId}", Capability.AnyMember, Relation.None),
        new("POST", "/v1/ledger/keys", Capability.RunPlatform, Relation.None),

        new("POST", "/v1/firms", Capability.RunPlatform, Relation.None),
        new("POST", "/v1/authorities", Capability.RunPlatform, Relation.None),
        new("POST", "/v1/clients", Capability.RunPlatform, Relation.None),
        new("POST", "/v1/members", Capability.RunPlatform, Relation.None),
        new("POST", "/v1/members/{memberId}/suspension", Capability.RunPlatform, Relation.None),
        new("POST", "/v1/firms/{firmId}/confined-cases/recovery", Capability.RunPlatform, Relation.None),
        new("POST", "/v1/views/live", Capability.RunPlatform, Relation.None),
        new("POST", "/v1/rulebook/activations", Capability.RunPlatform, Relation.None),
        new("GET", "/v1/authorities", Capability.AnyMember, Relation.None),
        new("POST", "/v1/reference/editions", Capability.RunPlatform, Relation.None),
        new("GET", "/v1/reference/actors", Capability.AnyMember, Relation.None),
        new("GET", "/v1/reference/techniques", Capability.AnyMember, Relation.None),

        new("GET", "/v1/firm", Capability.ReadFirm, Relation.OwnFirm),
        new("POST", "/v1/entities", Capability.AdministerFirm, Relation.OwnFirm),
        new("PUT", "/v1/entities/{entityId}/profile", Capability.AdministerFirm, Relation.OwnFirm),
        new("POST", "/v1/contacts", Capability.AdministerFirm, Relation.OwnFirm),
        new("GET", "/v1/subscriptions", Capability.ReadFirm, Relation.OwnFirm),
        new("POST", "/v1/subscriptions", Capability.AdministerFirm, Relation.OwnFirm),
        new("POST", "/v1/subscriptions/{subscriptionId}/verification", Capability.AdministerFirm, Relation.OwnFirm),
        new("POST", "/v1/subscriptions/{subscriptionId}/secret", Capability.AdministerFirm, Relation.OwnFirm),
        new("POST", "/v1/subscriptions/{subscriptionId}/replay", Capability.AdministerFirm, Relation.OwnFirm),
        new("GET", "/v1/subscriptions/{subscriptionId}/deliveries", Capability.ReadFirm, Relation.OwnFirm),
        new("DELETE", "/v1/subscriptions/{subscriptionId}", Capability.AdministerFirm, Relation.OwnFirm),

        new("GET", "/v1/mandates", Capability.AdministerFirm, Relation.OwnFirm),
        new("POST", "/v1/mandates", Capability.AdministerFirm, Relation.OwnFirm),
        new("POST", "/v1/mandates/{mandateId}/revocation", Capability.AdministerFirm, Relation.OwnFirm),

        new("POST", "/v1/incidents", Capability.OpenCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/reports", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/reports:validate", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/determinations", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/amendments", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/submissions", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/reports/{reportId}/withdrawal", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/withdrawal", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/closure", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/reopening", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/links", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/incidents/{caseId}/information-requests/{requestId}/answer", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices", Capability.OpenCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/amendments", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/reports", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/reports:validate", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/commitments", Capability.OpenCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/withdrawal", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/documents/{documentId}/answer", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/representations", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/completion", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/orders/{documentId}/requests", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/orders/{documentId}/duties", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/screening-notices/{caseId}/steps", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/obligations/preview", Capability.FileCases, Relation.OwnFirm),
        new("POST", "/v1/ownership/preview", Capability.FileCases, Relation.OwnFirm),
        new("GET", "/v1/cases", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/deadlines", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/deadlines", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/deadlines/{regime}/{obligation}/certificate", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/reads", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/print", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/timeline", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/notifications", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/notifications/{notificationId}", Capability.ReadOwnCases, Relation.OwnFirm),
        new("POST", "/v1/cases/{caseId}/acknowledgements", Capability.ReadOwnCases, Relation.OwnFirm),
        new("PUT", "/v1/cases/{caseId}/assignment", Capability.FileCases, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/confinement", Capability.ReadOwnCases, Relation.OwnFirm),
        new("PUT", "/v1/cases/{caseId}/confinement", Capability.ConfineCases, Relation.OwnFirm),
        new("POST", "/v1/cases/{caseId}/confinement/lifting", Capability.ConfineCases, Relation.OwnFirm),
        new("GET", "/v1/incidents/{caseId}", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/incidents/{caseId}/deadlines", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/incidents/{caseId}/reports", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/incidents/{caseId}/formats/{format}", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/incidents/{caseId}/timeline", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/screening-notices/{caseId}", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/screening-notices/{caseId}/deadlines", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/screening-notices/{caseId}/timeline", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/screening-notices/{caseId}/ownership", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/screening-notices/{caseId}/ownership/bods", Capability.ReadOwnCases, Relation.OwnFirm),
        new("GET", "/v1/screening-notices/{caseId}/earliest-closing", Capability.ReadOwnCases, Relation.OwnFirm),

        new("POST", "/v1/cases/{caseId}/evidence", Capability.BringEvidence, Relation.OwnFirm),
        new("POST", "/v1/cases/{caseId}/evidence/similarity", Capability.BringEvidence, Relation.OwnFirm),
        new("GET", "/v1/cases/{caseId}/evidence", Capability.ReadOwnEvidence, Relation.OwnFirm),
        new("GET", "/v1/evidence/{evidenceId}", Capability.ReadOwnEvidence, Relation.OwnFirm),
        new("GET", "/v1/evidence/{evidenceId}/content", Capability.ReadOwnEvidence, Relation.OwnFirm),
        new("PUT", "/v1/evidence/{evidenceId}/content", Capability.BringEvidence, Relation.OwnFirm),
        new("POST", "/v1/evidence/{evidenceId}/seal", Capability.BringEvidence, Relation.OwnFirm),
        new("OPTIONS", "/v1/evidence/{evidenceId}/uploads", Capability.Anyone, Relation.None),
        new("POST", "/v1/evidence/{evidenceId}/uploads", Capability.BringEvidence, Relation.OwnFirm),
        new("GET", "/v1/evidence/{evidenceId}/uploads/{uploadId}", Capability.BringEvidence, Relation.OwnFirm),
        new("PATCH", "/v1/evidence/{evidenceId}/uploads/{uploadId}", Capability.BringEvidence, Relation.OwnFirm),
        new("DELETE", "/v1/evidence/{evidenceId}/uploads/{uploadId}", Capability.BringEvidence, Relation.OwnFirm),

        new("GET", "/v1/regulator/cases", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/cases/counts", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/deadlines", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/statistics", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/firms/{firmId}", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/cases/{reference}/parties", Capability.ReadSubmittedCases, Relation.Addressee),
        new("GET", "/v1/regulator/reads", Capability.RunDesk, Relation.OwnAuthority),
        new("POST", "/v1/regulator/cases/{reference}/reads-release", Capability.ApproveDecisions, Relation.Addressee),
        new("POST", "/v1/regulator/handovers", Capability.RunDesk, Relation.OwnAuthority),
        new("PUT", "/v1/regulator/cases/{reference}/assignee", Capability.AssessCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/notes", Capability.AssessCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/tags", Capability.AssessCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/conflicts", Capability.RunDesk, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/conflicts/{memberId}/lifting", Capability.RunDesk, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/closure-proposals", Capability.WorkCases, Relation.Addressee),
        new("GET", "/v1/regulator/cases/{reference}/casework", Capability.ReadSubmittedCases, Relation.Addressee),
        new("GET", "/v1/regulator/cases/{reference}", Capability.ReadSubmittedCases, Relation.Addressee),
        new("GET", "/v1/regulator/cases/{reference}/ownership", Capability.ReadSubmittedCases, Relation.Addressee),
        new("GET", "/v1/regulator/cases/{reference}/stix", Capability.ReadSubmittedCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/referrals", Capability.ShareCases, Relation.Addressee),
        new("GET", "/v1/regulator/referrals", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/referrals/{referralId}/stix", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("POST", "/v1/regulator/referrals/{referralId}/revocation", Capability.ShareCases, Relation.OwnAuthority),
        new("POST", "/v1/regulator/collections", Capability.ShareCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/collections", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("POST", "/v1/regulator/cases/{reference}/publications", Capability.ShareCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/publications/withdrawal", Capability.ShareCases, Relation.Addressee),
        new("GET", "/taxii2", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/taxii2/{authority}", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/taxii2/{authority}/collections", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/taxii2/{authority}/collections/{collectionId}", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/taxii2/{authority}/collections/{collectionId}/manifest", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/taxii2/{authority}/collections/{collectionId}/objects", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/taxii2/{authority}/collections/{collectionId}/objects/{objectId}", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/taxii2/{authority}/collections/{collectionId}/objects/{objectId}/versions", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/cases/{reference}/formats/{format}", Capability.ReadSubmittedCases, Relation.Addressee),
        new("GET", "/v1/regulator/exports/cases", Capability.ReadSubmittedCases, Relation.OwnAuthority),
        new("GET", "/v1/regulator/cases/{reference}/evidence", Capability.ReadSubmittedCases, Relation.Addressee),
        new("GET", "/v1/regulator/cases/{reference}/evidence/{evidenceId}", Capability.ReadSubmittedCases, Relation.Addressee),
        new("GET", "/v1/regulator/cases/{reference}/evidence/{evidenceId}/content", Capability.ReadSubmittedCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/acknowledgement", Capability.WorkCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/receipt-corrections", Capability.WorkCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/reviews", Capability.WorkCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/information-requests", Capability.WorkCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/information-requests/{requestId}/withdrawal", Capability.WorkCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/representations", Capability.WorkCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/closure", Capability.WorkCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/reopening", Capability.WorkCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/severity", Capability.AssessCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/assessments", Capability.AssessCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/links", Capability.AssessCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/acceptance", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/screening-cases", Capability.DecideOnNotices, Relation.OwnAuthority),
        new("POST", "/v1/regulator/cases/{reference}/drafts", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/drafts/{documentId}/approval", Capability.ApproveDecisions, Relation.Addressee),
        new("GET", "/v1/regulator/cases/{reference}/documents", Capability.ReadSubmittedCases, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/documents", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/documents/{documentId}/services", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/documents/{documentId}/service-corrections", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/documents/{documentId}/publication", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/documents/{documentId}/addressees/{addressee}/link", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/false-information", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/completion", Capability.DecideOnNotices, Relation.Addressee),
        new("POST", "/v1/regulator/cases/{reference}/steps", Capability.DecideOnNotices, Relation.Addressee),
    ];

    private static readonly Dictionary<(string Method, string Route), PolicyEntry> ByEndpoint = Entries.ToDictionary(e => (e.Method, e.Route));

    public static PolicyEntry? Find(string method, RouteEndpoint endpoint) =>
        ByEndpoint.GetValueOrDefault((HttpMethods.IsHead(method) ? "GET" : method, RouteOf(endpoint)));

    /// <summary>Whether the caller's role and party fit. How it stands to what the request names is found out when that is looked up, and answered with 404.</summary>
    public static bool Allows(PolicyEntry entry, Actor actor) =>
        entry.Needs == Capability.Anyone
        || (May(entry.Needs, actor) && entry.Relation switch
        {
            Relation.None => true,
            Relation.OwnFirm => actor.Party == PartyType.Firm,
            Relation.Addressee or Relation.OwnAuthority => actor.Party == PartyType.Authority,
        });

    private static bool May(Capability needs, Actor actor) =>
        actor.Mandate is { } mandate ? Mandated.TryGetValue(needs, out var may) && may(mandate) : Roles[needs].Any(actor.Roles.Contains);

    /// <summary>Refuses to start with an endpoint that nobody decided about.</summary>
    /// <exception cref="InvalidOperationException">Names every such endpoint.</exception>
    public static void Check(IEnumerable<EndpointDataSource> sources)
    {
        var undecided = Endpoints(sources).Where(e => !ByEndpoint.ContainsKey(e)).ToList();
        if (undecided.Count > 0)
        {
            throw new InvalidOperationException("No line in the policy table for: " + string.Join(", ", undecided.Select(e => $"{e.Method} {e.Route}")));
        }
    }

    /// <summary>Every endpoint that runs, as the table names it.</summary>
    public static IEnumerable<(string Method, string Route)> Endpoints(IEnumerable<EndpointDataSource> sources) =>
        sources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            // An endpoint that says no method takes every method; "*" has no line, so such a one does not start.
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]).Where(m => !HttpMethods.IsHead(m)).Select(m => (m, RouteOf(e))))
            .Distinct();

    private static string RouteOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.Trim('/');
}

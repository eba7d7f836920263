using System.Text.Json;
using System.Text.Json.Nodes;
using Marten;
using Reporting.Contracts;
using Reporting.Exchange.Reports;
using Reporting.Server.Cases;
using Reporting.Server.Incidents;
using Reporting.Server.Kernel;
using Reporting.Server.Oversight;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>GET /v1/incidents/{caseId}/formats/{format}</c>: the firm's own incident in another's order of fields: dora or fire. What could be answered and is not, is listed.</summary>
public static class ReadOwnFormatEndpoint
{
    [WolverineGet("/v1/incidents/{caseId}/formats/{format}")]
    public static async Task<Tagged<JsonObject>> Get(Guid caseId, string format, IQuerySession session, Vault vault, KnownAt known, CancellationToken cancellation)
    {
        var fields = Formats.Named(format);
        var (_, events) = await CaseHistory.LoadAsync(session, caseId, CaseType.Incident, known, cancellation);
        var (incident, _) = ReadIncidentEndpoint.Fold(events, await vault.LoadAsync(session, caseId, cancellation));
        return new Tagged<JsonObject>(Formats.Of(fields, JsonSerializer.SerializeToNode(incident.Stated, WireJson.Options)!.AsObject()), Revisions.Tag(incident.Revision));
    }
}

/// <summary><c>GET /v1/regulator/cases/{reference}/formats/{format}</c>: what this authority was sent, in another's order of fields: dora or fire.</summary>
public static class ReadReceivedFormatEndpoint
{
    [WolverineGet("/v1/regulator/cases/{reference}/formats/{format}")]
    public static async Task<Tagged<JsonObject>> Get(
        CaseAddress address, string format, IQuerySession session, Vault vault, ActiveRulebook rulebook, InternalTargets targets, KnownAt known, Now now, CancellationToken cancellation)
    {
        var fields = Formats.Named(format);
        if (address.Type != CaseType.Incident)
        {
            throw ProblemException.NotFound();
        }

        var cut = await ReadRegulatorCaseEndpoint.Get(address, session, vault, rulebook, targets, known, now, cancellation);
        return new Tagged<JsonObject>(Formats.Of(fields, cut.Answer.Statement), cut.ETag);
    }
}

internal static class Formats
{
    public static (string Format, IReadOnlyList<MappedField> Fields) Named(string format) => format switch
    {
        "dora" => (DoraReport.Format, DoraReport.Fields),
        "fire" => (FireReport.Format, FireReport.Fields),
        _ => throw ProblemException.NotFound(),
    };

    public static JsonObject Of((string Format, IReadOnlyList<MappedField> Fields) named, JsonObject stated) => MappedReport.Of(named.Format, named.Fields, stated);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Exchange.Stix;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Oversight;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>GET /v1/regulator/cases/{reference}/stix</c>: an incident as a STIX 2.1 bundle: what this authority was sent, what it assesses in objects of its own, and what suspected parties replied.</summary>
public static class ReadIncidentBundleEndpoint
{
    [WolverineGet("/v1/regulator/cases/{reference}/stix")]
    public static async Task<Tagged<JsonObject>> Get(
        CaseAddress address,
        IQuerySession session,
        IDocumentStore store,
        Vault vault,
        ActiveRulebook rulebook,
        InternalTargets targets,
        Authorities authorities,
        KnownAt known,
        Now now,
        CancellationToken cancellation)
    {
        if (address.Type != CaseType.Incident)
        {
            throw ProblemException.NotFound();
        }

        // Of its own cut and its own file, and of nothing beside them: made from what it reads.
        var cut = await ReadRegulatorCaseEndpoint.Get(address, session, vault, rulebook, targets, known, now, cancellation);
        var file = await ReadCaseFileEndpoint.Get(address, session, store, vault, known, cancellation);
        var name = (await authorities.AllAsync(cancellation)).GetValueOrDefault(address.Authority)?.Name ?? address.Authority;
        var bundle = IncidentBundle.Of(Seen.Of(address, name, cut.Answer, file.Answer));
        return new Tagged<JsonObject>(bundle, $"\"{cut.ETag.Trim('"')}.{file.ETag.Trim('"')}\"");
    }
}

/// <summary>An authority's cut and file as the bundle takes them.</summary>
internal static class Seen
{
    // What a bundle can say. Single members of a cut need not make a whole statement; these do.
    private static readonly string[] Members = ["title", "summary", "theftKinds", "reportingEntity", "techniques", "indicators", "suspectedActors"];

    public static IncidentAsSeen Of(CaseAddress address, string authority, ReadRegulatorCaseEndpoint.RegulatorCaseView cut, ReadCaseFileEndpoint.CaseFileView file) =>
        new(
            // Nothing says since when an authority has been one; its object never changes.
            new StixAuthor(address.Authority, authority, DateTimeOffset.UnixEpoch),
            address.Id,
            Statement(cut.Statement),
            // Where nothing was said: no further.
            cut.Marking?.Tlp ?? Tlp.Red,
            cut.Filings[0].ReceivedAt,
            cut.Filings[^1].ReceivedAt)
        {
            Assessments = [.. file.Assessments.Where(a => a is { Text.IsErased: false, Source.IsErased: false }).Select(a => new Assessed(a.Id, a.About, a.Text.Value, a.Source.Value, a.Reliability, a.Confidence, a.At))],
            Representations = [.. cut.Representations.Where(r => !r.Text.IsErased).Select(r => new Replied(r.Party.IsErased ? "The party concerned" : r.Party.Value, r.Text.Value, r.ReceivedAt))],
        };

    private static IncidentStatement Statement(JsonObject cut) =>
        new JsonObject(Members.Where(m => cut[m] is not null).Select(m => KeyValuePair.Create(m, cut[m]?.DeepClone()))).Deserialize<IncidentStatement>(WireJson.Options)!;
}

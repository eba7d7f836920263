using System.Text.Json.Nodes;
using Marten;
using Reporting.Contracts.Screening;
using Reporting.Ownership.Bods;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Screening.Ownership;

/// <summary><c>GET /v1/screening-notices/{caseId}/ownership/bods</c>: the statements of a case as records of the Beneficial Ownership Data Standard 0.4, which knows no deal: as they stand after it.</summary>
public static class WriteOwnershipEndpoint
{
    /// <param name="Statements">A list as the standard has it, whole.</param>
    public sealed record OwnershipRecords(IReadOnlyList<JsonObject> Statements);

    [WolverineGet("/v1/screening-notices/{caseId}/ownership/bods")]
    public static async Task<Tagged<OwnershipRecords>> Get(
        Guid caseId, IQuerySession session, Vault vault, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
    {
        var notice = await ReadNoticeEndpoint.Get(caseId, session, vault, rulebook, known, now, cancellation);
        var statements = (notice.Answer.Notice?.Ownership ?? []).Where(s => s.Deal != DealSide.Before).ToList();
        return new Tagged<OwnershipRecords>(new OwnershipRecords(BodsWriter.Write(statements, DateOnly.FromDateTime(known.Or(now).Value.UtcDateTime))), notice.ETag);
    }
}

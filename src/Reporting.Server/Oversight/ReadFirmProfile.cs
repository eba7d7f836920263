using Npgsql;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary><c>GET /v1/regulator/firms/{firmId}</c>: what the caller's authority has had to do with a firm, of its own cases and as far as it was told. Made from the queue, and as fresh.</summary>
public static class ReadFirmProfileEndpoint
{
    [ConditionalRead]
    [WolverineGet("/v1/regulator/firms/{firmId}")]
    public static async Task<FirmProfile> Get(Guid firmId, By by, KnownAt known, Now now, NpgsqlDataSource database, Cursors cursors, NameHashes hashes, HttpContext http, CancellationToken cancellation)
    {
        var filter = CaseFilter.OfFirm(firmId, by);
        var counts = await CountRegulatorCasesEndpoint.Get(filter, known, now, database, hashes, cancellation);
        if (counts.Total == 0)
        {
            // Of a firm that never filed here, not even that it is registered.
            throw ProblemException.NotFound();
        }

        var cases = await ListRegulatorCasesEndpoint.Get(filter, known, now, database, cursors, hashes, http, cancellation);
        var oldest = await ListRegulatorCasesEndpoint.Get(filter with { Limit = 1, Sort = CaseFilter.Oldest }, known, now, database, cursors, hashes, http, cancellation);
        return new FirmProfile
        {
            Firm = firmId,
            Name = cases.Items[0].FirmName,
            FirstReceivedAt = oldest.Items[0].ReceivedAt,
            LastReceivedAt = cases.Items[0].ReceivedAt,
            Counts = counts,
            Cases = cases.Items,
        };
    }
}

using Marten;
using Reporting.Contracts.Cases;
using Reporting.Ledger;
using Reporting.Server.Casework;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Changes;

/// <summary><c>GET /v1/receipts/{receiptId}</c>: a receipt again, and the proof of its place in the ledger once it has one. An authority to which the entry was addressed gets the proof alone.</summary>
public static class ReadReceiptEndpoint
{
    [WolverineGet("/v1/receipts/{receiptId}")]
    public static async Task<ReceiptProof> Get(Guid receiptId, IQuerySession session, Sight sight, Bars bars, LedgerReader ledger, Receipts receipts, CancellationToken cancellation)
    {
        var row = await ledger.FindAsync(receiptId, cancellation);
        var own = row?.Tenant == session.TenantId && (await JournalSight.OfFirmAsync(session, sight, [(row.Case, row.Kind)], cancellation)).ContainsKey(row.Case);
        if (row is null || !(own || row.Readers.Any(r => Tenants.OfAuthority(r) == session.TenantId)))
        {
            throw ProblemException.NotFound();
        }

        // A member who is kept from a case can tell nothing of it, not even that a receipt was given.
        if (session.TenantId.StartsWith("authority-", StringComparison.Ordinal) && (await bars.CasesAsync(session.TenantId["authority-".Length..], sight.Member, cancellation)).Contains(row.Case))
        {
            throw ProblemException.NotFound();
        }

        var proof = await ledger.ProofAsync(row, salt: own, cancellation);
        var includedBy = row.RecordedAt + JournalEntry.IncludedWithin;
        return new ReceiptProof
        {
            Id = row.Entry,
            Origin = receipts.Origin,
            State = proof is null ? "promised" : "included",
            Commitment = Convert.ToBase64String(row.Commitment),
            ReceivedAt = row.ReceivedAt,
            RecordedAt = row.RecordedAt,
            IncludedBy = includedBy,
            Proof = proof?.ToString(),
            // The case's id tells when it was opened: the firm's own affair, and so the signed note that names it.
            Case = own ? row.Case : null,
            Note = own ? receipts.Sign(new ReceiptNote(receipts.Origin, row.Entry, row.Case, row.Commitment, row.ReceivedAt, row.RecordedAt, includedBy)) : null,
            Salt = own && row.Salt is { } salt ? Convert.ToBase64String(salt) : null,
        };
    }
}

using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Screening.Desk;

/// <summary><c>GET /v1/regulator/cases/{reference}/documents</c>: what the authority has drafted, approved, issued and served in a case, and what was answered by link. With asOf: as it stood then.</summary>
public static class ReadDocumentsEndpoint
{
    public sealed record DocumentFile(string Reference, IReadOnlyList<FiledDocument> Documents);

    /// <param name="Stage"><c>drafted</c>, <c>approved</c>, <c>issued</c>, <c>served</c> (on everybody it is addressed to).</param>
    public sealed record FiledDocument(
        Guid Id, string Stage, DraftDocument Document, string DraftedBy, string? ApprovedBy, DateTimeOffset? IssuedAt, IReadOnlyList<FiledService> Services, IReadOnlyList<FiledAnswer> Answers);

    public sealed record FiledService(string Addressee, DateTimeOffset SentAt, string Method, string? Proof, string? Reason, DateTimeOffset RecordedAt);

    public sealed record FiledAnswer(string Addressee, Sealed<string> Text, DateTimeOffset ReceivedAt);

    [WolverineGet("/v1/regulator/cases/{reference}/documents")]
    public static async Task<Tagged<DocumentFile>> Get(CaseAddress address, IQuerySession firm, IDocumentStore store, Vault vault, KnownAt known, CancellationToken cancellation)
    {
        await CaseHistory.ToldAsync(firm, address, known, cancellation);
        var file = await AuthorityFile.LoadAsync(address, store, vault, opened: true, cancellation, known.At);
        return new Tagged<DocumentFile>(new DocumentFile(address.Id, [.. file.Documents.Select(View)]), Revisions.Tag(file.Notes));
    }

    private static FiledDocument View(FileDocument d) => new(
        d.Id,
        d.IssuedAt is null ? d.ApprovedBy is null ? "drafted" : "approved"
            : d.Draft.Addressees is { Count: > 0 } to && to.All(a => d.Services.ContainsKey(a.Id)) ? "served" : "issued",
        d.Draft,
        d.DraftedBy,
        d.ApprovedBy,
        d.IssuedAt,
        [.. d.Services.Values.Select(s => new FiledService(s.Addressee, s.Served.SentAt, Words.Of(s.Served.Method), s.Proof, s.Reason, s.At))],
        [.. d.Answers.Values.Select(a => new FiledAnswer(a.Addressee, a.Text, a.ReceivedAt))]);
}

using JasperFx.Events;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Screening;

// What an authority drafts, approves and issues, and how everything went to everybody, stands on the file in its own
// tenant: no firm's session can reach it. What of it reaches the case is written to the case beside it.

/// <summary>A document was drafted.</summary>
/// <param name="Statement">Names the sealing of the draft.</param>
public sealed record DocumentDrafted(string Reference, Guid Document, Guid Statement, DraftDocument Draft, DateTimeOffset At) : IOwnCaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"Drafted: {Words.Of(Draft.Kind).Replace('-', ' ')}.";
}

/// <summary>Another person than who drafted it stands for a document.</summary>
public sealed record DraftApproved(string Reference, Guid Document, string? Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => "A draft was approved.";
}

/// <summary>A document was issued: it is what it says, and may be served.</summary>
public sealed record DocumentIssued(string Reference, Guid Document, StatutoryDocument Kind, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"Issued: {Words.Of(Kind).Replace('-', ' ')}.";
}

/// <summary>How a document went to one addressee; recorded again with a reason, otherwise than before.</summary>
public sealed record ServiceRecorded(string Reference, Guid Document, string Addressee, Service Served, string? Proof, string? Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => Served.SentAt;

    string ICaseFact.InWords => Reason is null ? $"Served by {Words.Of(Served.Method)}." : "A service was corrected.";
}

/// <summary>One who has no account here answered by the link that was made for it.</summary>
/// <param name="Statement">Names the sealing of the answer.</param>
public sealed record AnswerReceived(string Reference, Guid Document, string Addressee, Guid Statement, Sealed<string> Text, DateTimeOffset ReceivedAt) : IOwnCaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "An answer was received by link.";
}

/// <summary>A document on the file.</summary>
/// <param name="DraftedBy">Party and member.</param>
public sealed record FileDocument(Guid Id, Guid Statement, DraftDocument Draft, string DraftedBy, DateTimeOffset DraftedAt)
{
    public string? ApprovedBy { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    public IReadOnlyDictionary<string, ServiceRecorded> Services { get; init; } = new Dictionary<string, ServiceRecorded>();

    public IReadOnlyDictionary<string, AnswerReceived> Answers { get; init; } = new Dictionary<string, AnswerReceived>();

    public DocumentRule Rule => Statutes.Of(Draft.Kind);

    public DocumentAddressee? Addressee(string id) => Draft.Addressees?.FirstOrDefault(a => a.Id == id);
}

/// <summary>An authority's file of a case, as decisions see it.</summary>
/// <param name="Notes">How many facts stand on it.</param>
public sealed record AuthorityFile(CaseAddress Address, IReadOnlyList<FileDocument> Documents, int Notes, FileSeal Seal)
{
    /// <param name="opened">With the persons in it opened: to be shown, or to be copied for an addressee.</param>
    public static async Task<AuthorityFile> LoadAsync(CaseAddress address, IDocumentStore store, Vault vault, bool opened, CancellationToken cancellation, DateTimeOffset? asOf = null)
    {
        var seal = await FileSeal.LoadAsync(address, store, vault, cancellation);
        await using var session = store.QuerySession(Tenants.OfAuthority(address.Authority));
        var events = await session.Events.FetchStreamAsync(CaseFile.IdOf(address.Authority, address.Id), timestamp: asOf, token: cancellation);
        foreach (var e in events.Where(e => opened && e.Data is DocumentDrafted or AnswerReceived))
        {
            seal.Seal.Open(e.Data, ((INamesPersons)e.Data).Statement);
        }

        return Of(address, events, seal);
    }

    public static AuthorityFile Of(CaseAddress address, IReadOnlyList<IEvent> events, FileSeal seal)
    {
        var documents = new Dictionary<Guid, FileDocument>();
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case DocumentDrafted d:
                    documents[d.Document] = new FileDocument(d.Document, d.Statement, d.Draft, e.UserName ?? "", d.At);
                    break;
                case DraftApproved d:
                    documents[d.Document] = documents[d.Document] with { ApprovedBy = e.UserName };
                    break;
                case DocumentIssued d:
                    documents[d.Document] = documents[d.Document] with { IssuedAt = documents[d.Document].IssuedAt ?? d.At };
                    break;
                case ServiceRecorded d:
                    documents[d.Document] = documents[d.Document] with { Services = new Dictionary<string, ServiceRecorded>(documents[d.Document].Services) { [d.Addressee] = d } };
                    break;
                case AnswerReceived d:
                    documents[d.Document] = documents[d.Document] with { Answers = new Dictionary<string, AnswerReceived>(documents[d.Document].Answers) { [d.Addressee] = d } };
                    break;
            }
        }

        return new AuthorityFile(address, [.. documents.Values], events.Count, seal);
    }

    public FileDocument? Find(Guid document) => Documents.FirstOrDefault(d => d.Id == document);

    /// <summary>Facts to be appended to the file.</summary>
    public CaseFileWrites Writes(Now now, By by, params IReadOnlyList<IOwnCaseFact> facts) =>
        new(Address.Authority, [.. facts.Select(f => (Address.Id, Recorded.Event(f, now, by)))]) { NewKey = facts.Any(f => f is INamesPersons) ? Seal.NewKey : null };
}

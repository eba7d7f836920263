using System.Text.Json;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Screening.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/documents/{documentId}/services</c>: a document went to one addressee. Clocks go by the day on which it counts as given, which may be before it is recorded.</summary>
public static class ServeDocumentEndpoint
{
    public static Task<ServingWork> LoadAsync(Received<ServeDocument> received, CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, Guid documentId, CancellationToken cancellation) =>
        ServingWork.LoadAsync(documentId, received.Body.Addressee, address, session, store, vault, cancellation);

    public static ProblemDetails Validate(
        Received<ServeDocument> received, [FromHeader(Name = "If-Match")] string? ifMatch, ServingWork serving, ActiveRulebook rulebook, By by, Guid documentId)
    {
        var work = serving.Work;
        var document = work.File.Find(documentId);
        var body = received.Body;
        return Rules.First(
            () => work.Seen(ifMatch),
            () => document is null ? Problem.Of("not-found") : WolverineContinue.NoProblems,
            () => document!.IssuedAt is null ? Problem.Of("not-in-this-state", "A document is issued before it is served.") : WolverineContinue.NoProblems,
            () => Rules.Check(
                Serving.Check(document!, body.Addressee, body.SentAt, received.Now),
                document!.Addressee(body.Addressee)?.Firm is not null && serving.Reached is null ? [new ProblemError("/addressee", "unknown-firm", "The document names a firm that is not registered here.")] : []),
            () => document!.Services.ContainsKey(body.Addressee) ? Problem.Of("not-in-this-state", "It has been served on this addressee already; how it went is corrected with a reason.") : WolverineContinue.NoProblems,
            () => Serving.Allowed(document!, Serving.Fact(document!, body.Addressee, new Service(body.SentAt.ToUniversalTime(), body.Method), body.Proof, null, work, rulebook.Current, received.Now), work, rulebook.Current, received.Now, by));
    }

    [WolverinePost("/v1/regulator/cases/{reference}/documents/{documentId}/services")]
    public static (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Post(Received<ServeDocument> received, ServingWork serving, ActiveRulebook rulebook, By by, Guid documentId) =>
        Serving.Record(
            serving.Work.File.Find(documentId)!, received.Body.Addressee, new Service(received.Body.SentAt.ToUniversalTime(), received.Body.Method), received.Body.Proof, null, serving, received, rulebook, by);
}

/// <summary><c>POST /v1/regulator/cases/{reference}/documents/{documentId}/service-corrections</c>: a document went otherwise than recorded. Clocks follow, and say from what to what.</summary>
public static class CorrectServiceEndpoint
{
    public static Task<ServingWork> LoadAsync(Received<CorrectService> received, CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, Guid documentId, CancellationToken cancellation) =>
        ServingWork.LoadAsync(documentId, received.Body.Addressee, address, session, store, vault, cancellation);

    public static ProblemDetails Validate(Received<CorrectService> received, [FromHeader(Name = "If-Match")] string? ifMatch, ServingWork serving, Guid documentId)
    {
        var work = serving.Work;
        var document = work.File.Find(documentId);
        var acceptance = work.Notice.Documents.FirstOrDefault(d => d.Id == documentId && d.Kind == StatutoryDocument.Acceptance && d.Authority == work.Authority);
        return Rules.First(
            () => work.Seen(ifMatch),
            () => document is null && acceptance is null ? Problem.Of("not-found") : WolverineContinue.NoProblems,
            () => Rules.Check(
                document is null ? [] : Serving.Check(document, received.Body.Addressee, received.Body.SentAt, received.Now),
                acceptance is not null && received.Body.Addressee != CaseDocument.NotifyingParty ? [new ProblemError("/addressee", "unknown-addressee", "An acceptance is addressed to the notifying-party.")] : [],
                StatementRules.Past("/sentAt", received.Body.SentAt, received.Now)),
            () => acceptance is not null || document!.Services.ContainsKey(received.Body.Addressee) ? WolverineContinue.NoProblems : Problem.Of("not-in-this-state", "It has not been served on this addressee."));
    }

    [WolverinePost("/v1/regulator/cases/{reference}/documents/{documentId}/service-corrections")]
    public static (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Post(Received<CorrectService> received, ServingWork serving, ActiveRulebook rulebook, By by, Guid documentId)
    {
        var work = serving.Work;
        var body = received.Body;
        var served = new Service(body.SentAt.ToUniversalTime(), body.Method);
        if (work.File.Find(documentId) is { } document)
        {
            return Serving.Record(document, body.Addressee, served, body.Proof, body.Reason, serving, received, rulebook, by);
        }

        var accepted = work.Notice.Documents.First(d => d.Id == documentId);
        return work.Record(
            [new DocumentServed(work.Authority, work.Address.Id, documentId, accepted.Kind, accepted.Regimes, null, body.Addressee, AddresseeRole.Acquirer, served, body.Proof, body.Reason, Ids.Next(), null, null, received.Now.Value)],
            [],
            documentId,
            received,
            rulebook,
            by,
            "service-corrected");
    }
}

/// <summary>A service as it is found: the case and, where the addressee is a firm that has not notified it, that firm's side.</summary>
public sealed record ServingWork(StatuteWork Work, OtherSide? Reached)
{
    public static async Task<ServingWork> LoadAsync(Guid documentId, string addressee, CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation)
    {
        var work = await StatuteWork.LoadAsync(address, session, store, vault, opened: true, cancellation);
        return new ServingWork(
            work, work.Notice.Own is not null && work.File.Find(documentId)?.Addressee(addressee)?.Firm is { } firm ? await ReachedFirm.LoadAsync(address, firm, store, vault, cancellation) : null);
    }
}

/// <summary>What serving a document and correcting its service have in common.</summary>
internal static class Serving
{
    public static IEnumerable<ProblemError> Check(FileDocument document, string addressee, DateTimeOffset sentAt, Now now) =>
    [
        .. document.Addressee(addressee) is null ? [new ProblemError("/addressee", "unknown-addressee", "The document is not addressed to anybody under this id.")] : Array.Empty<ProblemError>(),
        .. StatementRules.Past("/sentAt", sentAt, now),
        .. sentAt < document.IssuedAt ? [new ProblemError("/sentAt", "before-issue", $"The document was issued at {document.IssuedAt:O}.")] : Array.Empty<ProblemError>(),
    ];

    /// <summary>By the first service that counts a document becomes effective: then it has to be possible; and whenever it counts, in time.</summary>
    public static ProblemDetails Allowed(FileDocument document, DocumentServed fact, StatuteWork work, RegimeSet rulebook, Now now, By by)
    {
        var rule = document.Rule;
        var given = work.Notice.Documents.FirstOrDefault(d => d.Id == document.Id)?.IsGiven == true;
        return rule.Effective != Effective.Given ? WolverineContinue.NoProblems : Rules.First(
            () => given ? WolverineContinue.NoProblems : work.Permits(rule.Command),
            () => Reaches(document, fact.Addressee, work) ? Issuing.InTime(fact, rule, work, rulebook, now, by) : WolverineContinue.NoProblems);
    }

    public static DocumentServed Fact(FileDocument document, string addressee, Service served, string? proof, string? reason, StatuteWork work, RegimeSet rulebook, Now now)
    {
        var draft = document.Draft;
        var to = document.Addressee(addressee)!;
        return new DocumentServed(
            work.Authority,
            work.Address.Id,
            document.Id,
            draft.Kind,
            work.Regimes(rulebook),
            draft.Concerns,
            addressee,
            to.Role,
            served,
            proof,
            reason,
            Ids.Next(),
            reason is null && work.IsTheFirm(draft, to) ? Copy(draft, to) : null,
            draft.EndsAt?.ToUniversalTime(),
            now.Value);
    }

    public static (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Record<TBody>(
        FileDocument document, string addressee, Service served, string? proof, string? reason, ServingWork serving, Received<TBody> received, ActiveRulebook rulebook, By by)
    {
        var work = serving.Work;
        var fact = Fact(document, addressee, served, proof, reason, work, rulebook.Current, received.Now);
        var reaches = Reaches(document, addressee, work);
        var (answer, writes, messages) = work.Record(
            reaches ? [work.Work.Seal.Sealed(fact, fact.Statement)] : [],
            [new ServiceRecorded(work.Address.Id, document.Id, addressee, served, proof, reason, received.Now.Value)],
            document.Id,
            received,
            rulebook,
            by,
            fact.Copy is null ? null : Words.Of(document.Draft.Kind) + "-served");
        if (serving.Reached is not { } firm)
        {
            return (answer, writes, messages);
        }

        // What was effective before it was served is known to the firm only now.
        var made = work.Notice.Documents.FirstOrDefault(d => d.Id == document.Id && d.MadeAt is not null);
        var (reached, told) = ReachedFirm.Record(
            firm,
            [
                .. made is not null && firm.Case?.Documents.Any(d => d.Id == document.Id) != true
                    ? [new DocumentMade(work.Authority, work.Address.Id, made.Id, made.Kind, made.Regimes, made.Concerns, made.WorkingDays, document.Draft.Blocks, made.MadeAt!.Value, received.Now.Value)]
                    : Array.Empty<object>(),
                fact with { Copy = reason is null ? Copy(document.Draft, document.Addressee(addressee)!) : null },
            ],
            work.Address,
            Words.Of(document.Draft.Kind) + "-served",
            received,
            rulebook,
            by);
        return (answer, writes with { Reached = reached }, [.. messages, .. told]);
    }

    // What is asked of a bank is between it and the authority; everything else that is served makes or holds the case.
    private static bool Reaches(FileDocument document, string addressee, StatuteWork work) =>
        !document.Rule.Asks || work.IsTheFirm(document.Draft, document.Addressee(addressee)!);

    /// <summary>The addressee's copy, in values of its own: it is sealed under another key than the file's.</summary>
    internal static DocumentCopy Copy(DraftDocument draft, DocumentAddressee to)
    {
        var fresh = JsonSerializer.Deserialize<DraftDocument>(JsonSerializer.SerializeToUtf8Bytes(draft, WireJson.Options), WireJson.Options)!;
        var kept = fresh.Parts.Where(p => to.LeftOut?.Contains(p.Id) != true).ToList();
        return new DocumentCopy(
            kept,
            fresh.Parts.Count - kept.Count,
            draft.Ground,
            draft.Paragraphs,
            draft.Purpose,
            draft.Consequences,
            draft.Due?.ToUniversalTime(),
            draft.Zone ?? "Europe/London",
            draft.Because,
            draft.Blocks,
            draft.Conditions);
    }
}

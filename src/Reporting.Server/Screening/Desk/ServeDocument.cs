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
    public static Task<ServingWork> LoadAsync(
        Received<ServeDocument> received, CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, ActiveRulebook rulebook, Guid documentId, CancellationToken cancellation) =>
        ServingWork.LoadAsync(
            documentId,
            new ServiceStated(received.Body.Addressee, new Service(received.Body.SentAt.ToUniversalTime(), received.Body.Method), received.Body.Proof, null),
            received.Now, rulebook.Current, address, session, store, vault, cancellation);

    public static ProblemDetails Validate(Received<ServeDocument> received, [FromHeader(Name = "If-Match")] string? ifMatch, ServingWork serving, ActiveRulebook rulebook, By by) =>
        Rules.First(
            () => serving.IsThere(ifMatch),
            () => serving.Document is { IssuedAt: null } ? Problem.Of("not-in-this-state", "A document is issued before it is served.") : WolverineContinue.NoProblems,
            () => Rules.Check(
                serving.Faults(received.Now),
                serving.Document?.Addressee(received.Body.Addressee)?.Firm is not null && serving.Reached is null ? [new ProblemError("/addressee", "unknown-firm", "The document names a firm that is not registered here.")] : []),
            () => serving.IsServed ? Problem.Of("not-in-this-state", "It has been served on this addressee already; how it went is corrected with a reason.") : WolverineContinue.NoProblems,
            () => serving.Allowed(rulebook.Current, received.Now, by));

    [WolverinePost("/v1/regulator/cases/{reference}/documents/{documentId}/services")]
    public static (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Post(Received<ServeDocument> received, ServingWork serving, ActiveRulebook rulebook, By by) =>
        serving.Record(received, rulebook, by);
}

/// <summary><c>POST /v1/regulator/cases/{reference}/documents/{documentId}/service-corrections</c>: a document went otherwise than recorded. Clocks follow, and say from what to what; what comes to have been too late by it is named.</summary>
public static class CorrectServiceEndpoint
{
    public static Task<ServingWork> LoadAsync(
        Received<CorrectService> received, CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, ActiveRulebook rulebook, Guid documentId, CancellationToken cancellation) =>
        ServingWork.LoadAsync(
            documentId,
            new ServiceStated(received.Body.Addressee, new Service(received.Body.SentAt.ToUniversalTime(), received.Body.Method), received.Body.Proof, received.Body.Reason),
            received.Now, rulebook.Current, address, session, store, vault, cancellation);

    public static ProblemDetails Validate(Received<CorrectService> received, [FromHeader(Name = "If-Match")] string? ifMatch, ServingWork serving, ActiveRulebook rulebook, By by) =>
        Rules.First(
            () => serving.IsThere(ifMatch),
            () => Rules.Check(serving.Faults(received.Now)),
            () => serving.IsServed ? WolverineContinue.NoProblems : Problem.Of("not-in-this-state", "It has not been served on this addressee."),
            () => Rules.Check(Unnamed(received.Body, serving.MakesLate(rulebook.Current, received.Now, by))));

    [WolverinePost("/v1/regulator/cases/{reference}/documents/{documentId}/service-corrections")]
    public static (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Post(Received<CorrectService> received, ServingWork serving, ActiveRulebook rulebook, By by) =>
        serving.Record(received, rulebook, by);

    // A day is a fact and is recorded as it was; what it undoes nobody undoes unseen.
    private static IEnumerable<ProblemError> Unnamed(CorrectService body, IReadOnlyList<Issuing.TooLate> late) =>
    [
        .. late.Where(l => body.MakesLate?.Contains(l.Document) != true)
            .Select(l => new ProblemError("/makesLate", "makes-late", $"By this the document {l.Document} ('{Words.Of(l.Kind)}') was given after the end of the period, which would have been {l.End}. Name it here to correct the service all the same.")),
        .. StatementRules.Indexed("/makesLate", body.MakesLate).Where(m => late.All(l => l.Document != m.Item)).Select(m => new ProblemError(m.At, "not-late", "By this no document of this id comes to have been too late.")),
    ];
}

/// <summary>A service as it is stated.</summary>
/// <param name="Reason">Why it is stated otherwise than before; null the first time.</param>
public sealed record ServiceStated(string Addressee, Service Served, string? Proof, string? Reason);

/// <summary>
/// A service as it is found: the case, what is served (a document of the authority's file, or an acceptance, which stands
/// on the case) and, where the addressee is a firm that has not notified it, that firm's side.
/// </summary>
/// <param name="Fact">What it is on the case; null where nothing of this id is addressed to anybody so called.</param>
public sealed record ServingWork(StatuteWork Work, OtherSide? Reached, FileDocument? Document, CaseDocument? Acceptance, ServiceStated Stated, DocumentServed? Fact)
{
    public static async Task<ServingWork> LoadAsync(
        Guid documentId, ServiceStated stated, Now now, RegimeSet rulebook, CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation)
    {
        var work = await StatuteWork.LoadAsync(address, session, store, vault, opened: true, cancellation);
        var reached = work.Notice.Own is not null && work.File.Find(documentId)?.Addressee(stated.Addressee)?.Firm is { } firm ? await ReachedFirm.LoadAsync(address, firm, store, vault, cancellation) : null;
        return Of(work, reached, documentId, stated, rulebook, now);
    }

    public static ServingWork Of(StatuteWork work, OtherSide? reached, Guid documentId, ServiceStated stated, RegimeSet rulebook, Now now)
    {
        var document = work.File.Find(documentId);
        var acceptance = work.Notice.Documents.FirstOrDefault(d => d.Id == documentId && d.Kind == StatutoryDocument.Acceptance && d.Authority == work.Authority);
        var fact = document?.Addressee(stated.Addressee) is { } to ? Serving.Fact(document, to, stated, work, rulebook, now)
            : acceptance?.AcceptedTo(stated.Addressee) is { } role ? Serving.Fact(acceptance, role, stated, work, now)
            : null;
        return new ServingWork(work, reached, document, acceptance, stated, fact);
    }

    public bool IsServed => Document?.Services.ContainsKey(Stated.Addressee) ?? Acceptance!.Services.Any(s => s.Addressee == Stated.Addressee);

    public ProblemDetails IsThere(string? ifMatch) =>
        Rules.First(() => Work.Seen(ifMatch), () => Document is null && Acceptance is null ? Problem.Of("not-found") : WolverineContinue.NoProblems);

    public IEnumerable<ProblemError> Faults(Now now)
    {
        var (since, why) = Document is { } document
            ? (document.IssuedAt, $"The document was issued at {document.IssuedAt:O}.")
            : (Work.Notice.FirstReceivedBy.TryGetValue(Work.Authority, out var received) ? received : (DateTimeOffset?)null, "The notice had not been received by then.");
        return
        [
            .. Fact is null ? [new ProblemError("/addressee", "unknown-addressee", "The document is not addressed to anybody under this id.")] : Array.Empty<ProblemError>(),
            .. StatementRules.Past("/sentAt", Stated.Served.SentAt, now),
            .. Stated.Served.SentAt < since ? [new ProblemError("/sentAt", Document is null ? "before-submission" : "before-issue", why)] : Array.Empty<ProblemError>(),
        ];
    }

    /// <summary>By the first service that counts a document becomes effective: then it has to be possible; and whenever it counts, in time.</summary>
    public ProblemDetails Allowed(RegimeSet rulebook, Now now, By by)
    {
        if (Document is not { Rule: { Effective: Effective.Given } rule } document)
        {
            return WolverineContinue.NoProblems;
        }

        var given = Work.Notice.Documents.FirstOrDefault(d => d.Id == document.Id)?.IsGiven == true;
        return Rules.First(
            () => given ? WolverineContinue.NoProblems : Work.Permits(rule.Command),
            () => Reaches ? Issuing.InTime(Fact!, rule, Work, rulebook, now, by) : WolverineContinue.NoProblems);
    }

    /// <summary>What had been in time and is not, by this.</summary>
    public IReadOnlyList<Issuing.TooLate> MakesLate(RegimeSet rulebook, Now now, By by) => Reaches ? Issuing.MadeLate(Fact!, Work, rulebook, now, by) : [];

    public (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Record<TBody>(Received<TBody> received, ActiveRulebook rulebook, By by)
    {
        var kind = Words.Of(Fact!.Kind);
        var first = Stated.Reason is null;
        var (answer, writes, messages) = Work.Record(
            Reaches ? [Work.Work.Seal.Sealed(Fact, Fact.Statement)] : [],
            Document is null ? [] : [new ServiceRecorded(Work.Address.Id, Document.Id, Stated.Addressee, Stated.Served, Stated.Proof, Stated.Reason, received.Now.Value)],
            Fact.Document,
            received,
            rulebook,
            by,
            Document is null ? (first ? null : "service-corrected") : Fact.Copy is null ? null : kind + "-served");
        if (Reached is not { } firm || Document is not { } document)
        {
            return (answer, writes, messages);
        }

        // What was effective before it was served is known to the firm only now.
        var made = Work.Notice.Documents.FirstOrDefault(d => d.Id == document.Id && d.MadeAt is not null);
        var (reached, told) = ReachedFirm.Record(
            firm,
            [
                .. made is not null && firm.Case?.Documents.Any(d => d.Id == document.Id) != true
                    ? [new DocumentMade(Work.Authority, Work.Address.Id, made.Id, made.Kind, made.Regimes, made.Concerns, made.WorkingDays, document.Draft.Blocks, made.MadeAt!.Value, received.Now.Value)]
                    : Array.Empty<object>(),
                Fact with { Copy = first ? Serving.Copy(document.Draft, document.Addressee(Stated.Addressee)!) : null },
            ],
            Work.Address,
            kind + "-served",
            received,
            rulebook,
            by);
        return (answer, writes with { Reached = reached }, [.. messages, .. told]);
    }

    // What is asked of a bank is between it and the authority; everything else that is served makes or holds the case.
    private bool Reaches => Document is not { Rule.Asks: true } document || Work.IsTheFirm(document.Draft, document.Addressee(Stated.Addressee)!);
}

/// <summary>What a service is, as a fact on the case.</summary>
internal static class Serving
{
    public static DocumentServed Fact(FileDocument document, DocumentAddressee to, ServiceStated stated, StatuteWork work, RegimeSet rulebook, Now now)
    {
        var draft = document.Draft;
        return new DocumentServed(
            work.Authority,
            work.Address.Id,
            document.Id,
            draft.Kind,
            work.Regimes(rulebook),
            draft.Concerns,
            to.Id,
            to.Role,
            stated.Served,
            stated.Proof,
            stated.Reason,
            Ids.Next(),
            stated.Reason is null && work.IsTheFirm(draft, to) ? Copy(draft, to) : null,
            draft.EndsAt?.ToUniversalTime(),
            now.Value);
    }

    public static DocumentServed Fact(CaseDocument acceptance, AddresseeRole role, ServiceStated stated, StatuteWork work, Now now) => new(
        work.Authority, work.Address.Id, acceptance.Id, acceptance.Kind, acceptance.Regimes, null, stated.Addressee, role, stated.Served, stated.Proof, stated.Reason, Ids.Next(), null, null, now.Value);

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

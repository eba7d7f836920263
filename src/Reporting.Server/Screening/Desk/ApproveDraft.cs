using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Screening.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/drafts/{documentId}/approval</c>: another person than who drafted it stands for a document.</summary>
public static class ApproveDraftEndpoint
{
    public static Task<StatuteWork> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        StatuteWork.LoadAsync(address, session, store, vault, opened: false, cancellation);

    public static ProblemDetails Validate(StatuteWork work, By by, Guid documentId) => work.File.Find(documentId) switch
    {
        null => Problem.Of("not-found"),
        { IssuedAt: not null } => Problem.Of("not-in-this-state", "This document has been issued already."),
        { ApprovedBy: not null } => Problem.Of("not-in-this-state", "This draft has been approved already."),
        { } draft when draft.DraftedBy == by.ToString() => Problem.Of("forbidden", "Whoever drafted a document cannot approve it."),
        _ => WolverineContinue.NoProblems,
    };

    [RevisionDoesNotMatter("An approval on the authority's own file changes nothing of the case.")]
    [WolverinePost("/v1/regulator/cases/{reference}/drafts/{documentId}/approval")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<ApproveDraft> received, CaseAddress address, StatuteWork work, By by, Guid documentId) =>
        (
            ReadCaseFileEndpoint.Noted(documentId, address, received.Now),
            work.File.Writes(received.Now, by, new DraftApproved(address.Id, documentId, received.Body.Reason, received.Now.Value)));
}

using Marten;
using Reporting.Contracts.Evidence;
using Reporting.Server.Cases;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;

namespace Reporting.Server.Evidence;

/// <summary><c>POST /v1/cases/{caseId}/evidence</c>: names a piece of evidence of a case. A filing may name it from now on; its content may follow at once or later.</summary>
public static class AnnounceEvidenceEndpoint
{
    public static Microsoft.AspNetCore.Mvc.ProblemDetails Validate(Received<AnnounceEvidence> received, CaseKey? key) =>
        Rules.First(
            () => key?.Erased == true ? Problem.Of("not-in-this-state", "What the case holds was erased: nothing can be added to it.") : WolverineContinue.NoProblems,
            () => Rules.Check(received.Body.Kind == EvidenceKind.OutputSimilarity
                ? [new ProblemError("/kind", "computed-here", "A comparison of outputs is asked for at …/evidence/similarity.")]
                : []));

    [RevisionDoesNotMatter("Evidence is added to a case and changes nothing that it says.")]
    [WolverinePost("/v1/cases/{caseId}/evidence")]
    public static (Created<EvidenceNamed>, IStartStream, JournalEntry) Post(
        Received<AnnounceEvidence> received,
        [Entity("caseId")] CaseEntry entry,
        [Entity("caseId", Required = false)] CaseKey? key,
        IDocumentSession session,
        Vault vault,
        By by)
    {
        var statement = Ids.Next();
        var announced = vault.SealOf(session.TenantId, entry.Id, key).Sealed(
            new EvidenceAnnounced(Ids.Random(), entry.Id, received.Body.Kind, statement, received.Body.Description, received.Body.PromisedFor?.ToUniversalTime()), statement);
        return (
            EvidenceViews.Named(announced, "announced", received.Now),
            MartenOps.StartStream<EvidenceItem>(announced.Evidence, Recorded.Event(announced, received.Now, by)),
            Custody.Row(announced.Evidence, 1, [], received.Now, announced));
    }
}

using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Evidence;
using Reporting.Server.Evidence.Storage;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Evidence;

/// <summary><c>POST /v1/evidence/{evidenceId}/seal</c>: the firm vouches for a content as it lies here. It is read and compared with its digest now, and the chain of custody says so.</summary>
public static class SealEvidenceEndpoint
{
    public sealed record Compared(bool IsIntact);

    public static async Task<Compared> LoadAsync(EvidenceItem item, IDocumentSession session, Contents contents, CancellationToken cancellation) =>
        new(item.Received is not null && item.State == "received" && await contents.IsIntactAsync(session, item, cancellation));

    public static ProblemDetails Validate(Received<SealEvidence> received, EvidenceItem item, Compared compared) => item.State switch
    {
        "received" when !compared.IsIntact => throw new EvidenceDamagedException($"The content of {item.Id} is not what was received."),
        "received" => WolverineContinue.NoProblems,
        _ => Problem.Of("not-in-this-state", $"Evidence is sealed once, when its content has been received; this is {item.State}."),
    };

    [AnswersWith("not-in-this-state")]
    [WolverinePost("/v1/evidence/{evidenceId}/seal")]
    public static (EvidenceContent, Events, JournalEntry) Post(Received<SealEvidence> received, [WriteAggregate("evidenceId")] EvidenceItem item, Compared compared, By by)
    {
        var fact = new EvidenceSealed(received.Body.Reason, item.Received!.Sha256);
        return (
            EvidenceViews.Content(item) with { State = "sealed" },
            [Recorded.Event(fact, received.Now, by)],
            Custody.Row(item.Id, item.Version + 1, item.ReleasedTo, received.Now, fact));
    }
}

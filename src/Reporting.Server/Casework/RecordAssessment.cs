using Marten;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Casework;

/// <summary><c>POST /v1/regulator/cases/{reference}/assessments</c>: what the authority itself holds true, with source, reliability and confidence. No firm and no other authority sees it.</summary>
public static class RecordAssessmentEndpoint
{
    public static Task<FileSeal> LoadAsync(CaseAddress address, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        FileSeal.LoadAsync(address, store, vault, cancellation);

    [RevisionDoesNotMatter("A note on the authority's own file changes nothing of the case.")]
    [WolverinePost("/v1/regulator/cases/{reference}/assessments")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<RecordAssessment> received, CaseAddress address, FileSeal file, By by)
    {
        var body = received.Body;
        var assessed = new AssessmentRecorded(
            address.Id, Ids.Next(), Ids.Next(), body.About, body.Text, body.Source, body.Reliability, body.Confidence, received.Now.Value);
        var fact = Recorded.Event(file.Seal.Sealed(assessed, assessed.Statement), received.Now, by);
        return (ReadCaseFileEndpoint.Noted(assessed.Assessment, address, received.Now), new CaseFileWrites(address.Authority, [(address.Id, fact)]) { NewKey = file.NewKey });
    }
}

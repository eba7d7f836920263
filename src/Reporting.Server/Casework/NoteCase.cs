using Marten;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Casework;

/// <summary><c>POST /v1/regulator/cases/{reference}/notes</c>: a note on the authority's own file. No firm and no other authority sees it.</summary>
public static class NoteCaseEndpoint
{
    public static Task<FileSeal> LoadAsync(CaseAddress address, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        FileSeal.LoadAsync(address, store, vault, cancellation);

    [RevisionDoesNotMatter("A note on the authority's own file changes nothing of the case.")]
    [WolverinePost("/v1/regulator/cases/{reference}/notes")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<NoteCase> received, CaseAddress address, FileSeal file, By by)
    {
        var noted = new CaseNoted(address.Id, Ids.Next(), Ids.Next(), received.Body.Text, received.Now.Value);
        var fact = Recorded.Event(file.Seal.Sealed(noted, noted.Statement), received.Now, by);
        return (ReadCaseFileEndpoint.Noted(noted.Note, address, received.Now), new CaseFileWrites(address.Authority, [(address.Id, fact)]) { NewKey = file.NewKey });
    }
}

using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Casework;

/// <summary><c>POST /v1/regulator/cases/{reference}/severity</c>: how grave the authority holds the case, by a documented scheme. No firm and no other authority sees it.</summary>
public static class ClassifySeverityEndpoint
{
    [RevisionDoesNotMatter("A note on the authority's own file changes nothing of the case.")]
    [WolverinePost("/v1/regulator/cases/{reference}/severity")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<ClassifySeverity> received, CaseAddress address, By by)
    {
        var body = received.Body;
        var fact = Recorded.Event(new SeverityClassified(address.Id, body.Scheme, body.Level, body.Reasons, received.Now.Value), received.Now, by);
        return (ReadCaseFileEndpoint.Noted(Ids.Next(), address, received.Now), new CaseFileWrites(address.Authority, [(address.Id, fact)]));
    }
}

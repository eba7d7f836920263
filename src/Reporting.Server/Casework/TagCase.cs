using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Casework;

/// <summary><c>POST /v1/regulator/cases/{reference}/tags</c>: words that the authority sorts its cases by, added or taken away. No firm and no other authority sees them.</summary>
public static class TagCaseEndpoint
{
    public static ProblemDetails Validate(Received<TagCase> received) =>
        Rules.Check((received.Body.Add?.Count ?? 0) + (received.Body.Remove?.Count ?? 0) == 0 ? [new ProblemError("", "empty", "Name a tag to add or to remove.")] : []);

    [RevisionDoesNotMatter("A tag on the authority's own file changes nothing of the case.")]
    [WolverinePost("/v1/regulator/cases/{reference}/tags")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<TagCase> received, CaseAddress address, By by)
    {
        var fact = Recorded.Event(new CaseTagged(address.Id, received.Body.Add ?? [], received.Body.Remove ?? [], received.Now.Value), received.Now, by);
        return (ReadCaseFileEndpoint.Noted(Ids.Next(), address, received.Now), new CaseFileWrites(address.Authority, [(address.Id, fact)]));
    }
}

using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Audit;

/// <summary><c>POST /v1/regulator/cases/{reference}/reads-release</c>: by decision, the firm is shown in which months the authority has read a screening case, from now on.</summary>
public static class ReleaseReadsEndpoint
{
    public static ProblemDetails Validate(CaseAddress address) =>
        address.Type == CaseType.ScreeningNotice ? WolverineContinue.NoProblems : Problem.Of("not-in-this-state", "Of an incident the firm is shown it without a decision.");

    [RevisionDoesNotMatter("What the firm is shown of the reading changes nothing of the case.")]
    [WolverinePost("/v1/regulator/cases/{reference}/reads-release")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<StateReason> received, CaseAddress address, By by) =>
        (
            ReadCaseFileEndpoint.Noted(Ids.Next(), address, received.Now),
            new CaseFileWrites(address.Authority, [(address.Id, Recorded.Event(new ReadsReleased(address.Id, received.Body.Reason, received.Now.Value), received.Now, by))]));
}

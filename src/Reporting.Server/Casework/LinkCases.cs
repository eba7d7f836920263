using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Casework;

/// <summary><c>POST /v1/regulator/cases/{reference}/links</c>: two cases of the authority speak of one event. It stands on both files; no reporter learns of another.</summary>
public static class LinkCasesEndpoint
{
    public static async Task<LinkedTo> LoadAsync(Received<LinkCases> received, CaseAddress address, CaseAddresses addresses, Bars bars, By by, CancellationToken cancellation)
    {
        var other = await addresses.FindAsync(received.Body.Other, cancellation);
        // What the caller is kept from is not there for them, here neither.
        return new LinkedTo(other?.Authority == address.Authority && !await bars.IsBarredAsync(other.Id, by.Member, cancellation) ? other : null);
    }

    /// <param name="Other">Null: this authority knows no case by that reference.</param>
    public sealed record LinkedTo(CaseAddress? Other);

    public static ProblemDetails Validate(CaseAddress address, LinkedTo linked) =>
        Rules.Check(
            linked.Other is null ? [new ProblemError("/other", "unknown-case", "This authority has no case by this reference.")] : [],
            linked.Other?.Id == address.Id ? [new ProblemError("/other", "itself", "This is the case itself.")] : []);

    [RevisionDoesNotMatter("A note on the authority's own file changes nothing of the case.")]
    [WolverinePost("/v1/regulator/cases/{reference}/links")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<LinkCases> received, CaseAddress address, LinkedTo linked, By by)
    {
        var body = received.Body;
        var other = linked.Other!.Id;
        return (
            ReadCaseFileEndpoint.Noted(Ids.Next(), address, received.Now),
            new CaseFileWrites(
                address.Authority,
                [
                    (address.Id, Recorded.Event(new CasesLinked(address.Id, other, body.Relation, body.Reason, received.Now.Value), received.Now, by)),
                    (other, Recorded.Event(new CasesLinked(other, address.Id, body.Relation, body.Reason, received.Now.Value), received.Now, by)),
                ]));
    }
}

using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Screening.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/false-information</c>: something that a decision rests on was false or misleading. Once that decision is revoked, six months to call in begin with the day of discovery.</summary>
public static class ReportFalseInformationEndpoint
{
    public static Task<StatuteWork> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        StatuteWork.LoadAsync(address, session, store, vault, opened: false, cancellation);

    public static ProblemDetails Validate(Received<ReportFalseInformation> received, [FromHeader(Name = "If-Match")] string? ifMatch, StatuteWork work, ActiveRulebook rulebook) =>
        Rules.First(
            () => work.Seen(ifMatch),
            () => work.HasPower(rulebook.Current),
            () => work.Permits(NoticeCommand.ReportFalseInformation),
            () => Rules.Check(StatementRules.Past("/discoveredAt", received.Body.DiscoveredAt, received.Now)));

    [WolverinePost("/v1/regulator/cases/{reference}/false-information")]
    public static (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Post(Received<ReportFalseInformation> received, CaseAddress address, StatuteWork work, ActiveRulebook rulebook, By by) =>
        work.Record(
            [
                work.Work.Seal.Sealed(
                    new FalseInformationFound(address.Authority, address.Id, work.Regimes(rulebook.Current), work.Work.Fresh.Statement, received.Body.Text, received.Body.DiscoveredAt.ToUniversalTime(), received.Now.Value),
                    work.Work.Fresh.Statement),
            ],
            [],
            work.Work.Fresh.Id,
            received,
            rulebook,
            by,
            told: null);
}

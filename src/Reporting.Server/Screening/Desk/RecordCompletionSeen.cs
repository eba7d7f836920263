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

/// <summary><c>POST /v1/regulator/cases/{reference}/completion</c>: the authority has learnt that an acquisition was completed, and when.</summary>
public static class RecordCompletionSeenEndpoint
{
    public static Task<StatuteWork> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        StatuteWork.LoadAsync(address, session, store, vault, opened: false, cancellation);

    public static ProblemDetails Validate(Received<RecordCompletion> received, [FromHeader(Name = "If-Match")] string? ifMatch, StatuteWork work, ActiveRulebook rulebook) =>
        Rules.First(
            () => work.Seen(ifMatch),
            () => work.HasPower(rulebook.Current),
            () => work.Permits(NoticeCommand.RecordCompletion),
            () => Rules.Check(StatementRules.Past("/completedAt", received.Body.CompletedAt, received.Now)));

    [WolverinePost("/v1/regulator/cases/{reference}/completion")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<RecordCompletion> received, CaseAddress address, StatuteWork work, ActiveRulebook rulebook, By by)
    {
        var fact = new CompletionRecorded(received.Body.CompletedAt.ToUniversalTime(), received.Body.Text, [address.Authority], received.At.Value);
        var (after, owed, writes) = CaseChange.Record(work.Work, [fact], received, rulebook, by, [address.Authority]);
        return (CaseChange.Answered(address.Authority, address.Id, after.CutRevisions[address.Authority], owed, work.Work.Fresh.Id, received.Now), writes, owed.Wake);
    }
}

using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Screening.Desk;

/// <summary>A notice as an authority's command under the statute finds it: the case, and the authority's own file of it.</summary>
public sealed record StatuteWork(CaseWork<ScreeningNotice> Work, AuthorityFile File, CaseAddress Address)
{
    public ScreeningNotice Notice => Work.Case;

    public string Authority => Address.Authority;

    public NoticeState State => Notice.StateBefore(Authority);

    /// <param name="opened">With the persons on the file opened, to be copied for an addressee.</param>
    public static async Task<StatuteWork> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, bool opened, CancellationToken cancellation) =>
        new(
            await Desks.LoadAsync<ScreeningNotice>(address, session, vault, cancellation),
            await AuthorityFile.LoadAsync(address, store, vault, opened, cancellation),
            address);

    /// <summary>The regimes by which this authority has the powers that the documents are of.</summary>
    public IReadOnlyList<string> Regimes(RegimeSet rulebook) => Powers(rulebook, Work.Book, Authority);

    public static IReadOnlyList<string> Powers(RegimeSet rulebook, DeadlineBook book, string authority) =>
        [.. book.Deadlines.Where(d => d.OwedTo == authority).Select(d => d.Regime).Distinct().Where(r => rulebook.Editions(r).Any(e => e.Hears(Statutes.CallInEvent)))];

    /// <summary>403 where no regime of the case gives this authority such powers.</summary>
    public ProblemDetails HasPower(RegimeSet rulebook) =>
        Regimes(rulebook).Count > 0 ? WolverineContinue.NoProblems : Problem.Of("forbidden", "No regime of this case gives this authority the power to do that.");

    public ProblemDetails Seen(string? ifMatch) => Revisions.Match(ifMatch, Notice.CutRevisions.GetValueOrDefault(Authority));

    public ProblemDetails Permits(NoticeCommand command) => NoticeLife.Table.Permits(State, command);

    /// <summary>Whether an addressee is the firm whose case it is: it has the part of who gave the notice, and is the first that has.</summary>
    public bool IsTheFirm(DraftDocument draft, DocumentAddressee addressee) =>
        Notice.Own is null
        && addressee.Role == RoleOf(Notice.Stated.NotifyingParty?.Role)
        && draft.Addressees!.First(a => a.Role == addressee.Role).Id == addressee.Id;

    private static AddresseeRole? RoleOf(NotifyingRole? role) => role switch
    {
        NotifyingRole.Acquirer => AddresseeRole.Acquirer,
        NotifyingRole.Seller => AddresseeRole.Seller,
        NotifyingRole.QualifyingEntity => AddresseeRole.QualifyingEntity,
        NotifyingRole.MateriallyAffected => AddresseeRole.MateriallyAffected,
        null => null,
    };

    /// <summary>What a fact would do to the clocks that bind this authority, nothing of it recorded.</summary>
    public IReadOnlyList<DeadlineRecord> Tried(object fact, RegimeSet rulebook, Now now, By by) =>
        [.. Clocks.Compute(rulebook, NoticeCase.Known(Notice.After(Recorded.Event(fact, now, by)), Work.Firm, now), "tried", now, Work.Book).Deadlines.Where(d => d.OwedTo == Authority)];

    /// <summary>
    /// Facts on the case and on the file, in one transaction. Where nothing reaches the case, its clocks are shown as they
    /// stand.
    /// </summary>
    /// <param name="told">What the firm is told that the authority did; null where it is told nothing.</param>
    public (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Record<TBody>(
        IReadOnlyList<IAuthorityAct> reaching, IReadOnlyList<IOwnCaseFact> own, Guid id, Received<TBody> received, ActiveRulebook rulebook, By by, string? told)
    {
        var file = own.Count == 0 ? null : File.Writes(received.Now, by, own);
        // In a case of its own the authority tells itself nothing.
        told = Notice.Own is null ? told : null;
        if (reaching.Count == 0)
        {
            var current = Clocks.AsOf(rulebook.Current, NoticeCase.Type, Work.Book, received.Now);
            var revision = Notice.CutRevisions.GetValueOrDefault(Authority);
            return (
                new Created<ActRecorded>(
                    new ActRecorded
                    {
                        Id = id,
                        Reference = Address.Id,
                        Revision = revision,
                        RecordedAt = received.Now.Value,
                        Deadlines = [.. DeadlineViews.Of(current).Where(d => d.OwedTo == Authority)],
                    },
                    "/v1/regulator/cases/" + Address.Id,
                    Revisions.Tag(revision)),
                new StatuteWrites(null, file),
                []);
        }

        var (after, owed, writes) = CaseChange.Record(Work, reaching, received, rulebook, by, [Authority]);
        return (
            CaseChange.Answered(Authority, Address.Id, after.CutRevisions[Authority], owed, id, received.Now),
            new StatuteWrites(writes, file),
            told is null ? owed.Wake : [.. owed.Wake, new TellOfAct(Work.Fresh.Id, Notice.Id, told, Authority)]);
    }
}

/// <summary>What a command under the statute writes: to the case, in the request's tenant, and to the authority's file, in its own.</summary>
public sealed record StatuteWrites(CaseWrites? Case, CaseFileWrites? File) : IMartenOp
{
    /// <summary>What reaches a firm that has not notified the case, in its own tenant.</summary>
    public OtherWrites? Reached { get; init; }

    public void Execute(IDocumentSession session)
    {
        Case?.Execute(session);
        File?.Execute(session);
        Reached?.Execute(session);
    }
}

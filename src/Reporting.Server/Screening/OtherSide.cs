using JasperFx.Events;
using Marten;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Marten;

namespace Reporting.Server.Screening;

/// <summary>
/// A case of a deal that nobody notified stands twice: as the authority's own, whole, in its tenant; and in the tenant of a
/// firm that was served, as far as it was. What one of them does that concerns the other is written to both, in one
/// transaction: this is the side that the request is not in.
/// </summary>
/// <param name="Case">As that side has it; null where this is the first that reaches it.</param>
/// <param name="Version">How many events its stream has.</param>
public sealed record OtherSide(string Tenant, Firm Firm, Guid Id, string Reference, ScreeningNotice? Case, DeadlineBook? Book, CaseSeal Seal, CaseKey? NewKey, long Version)
{
    /// <summary>The authority's side of a case that reached a firm; null where the firm's case is its own.</summary>
    public static async Task<OtherSide?> OfAuthorityAsync(ScreeningNotice firms, CaseAddresses addresses, IDocumentStore store, Vault vault, CancellationToken cancellation)
    {
        if (firms.ReachedFrom is not { } from || await addresses.FindAsync(from.Reference, cancellation) is not { } address)
        {
            return null;
        }

        await using var session = store.QuerySession(address.Tenant);
        return await ReadAsync(session, Firm.None, address.Case, address.Id, vault, cancellation);
    }

    /// <summary>What stands there by now; null where nothing does.</summary>
    public static async Task<OtherSide?> ReadAsync(IQuerySession session, Firm firm, Guid id, string reference, Vault vault, CancellationToken cancellation)
    {
        var events = await session.Events.FetchStreamAsync(id, token: cancellation);
        if (events.Count == 0)
        {
            return null;
        }

        ScreeningNotice? notice = null;
        foreach (var e in events)
        {
            notice = notice is null ? ScreeningNotice.From(e) : notice.After(e);
        }

        return new OtherSide(
            session.TenantId, firm, id, reference, notice, DeadlineBook.Of(id, events.Select(e => e.Data).OfType<DeadlinesComputed>()), await vault.LoadAsync(session, id, cancellation), null, events.Count);
    }

    /// <summary>Facts on that side, with the evaluation that they make necessary there.</summary>
    /// <param name="begins">The event that begins the case there; null where there is one.</param>
    /// <param name="readers">Authorities that are shown their clocks by it.</param>
    public (OtherWrites Writes, TellOfDeadlines? Told) Record<TBody>(
        object? begins, IReadOnlyList<object> facts, IReadOnlyList<object> documents, IReadOnlyList<string> readers, Received<TBody> received, ActiveRulebook rulebook, By by)
    {
        var now = received.Now;
        var first = begins is null ? null : Recorded.Event(begins, now, by);
        var events = facts.Select(f => Recorded.Event(f, now, by)).ToList();
        var after = events.Aggregate(Case ?? ScreeningNotice.From(first!)!, (notice, e) => notice.After(e));
        var known = NoticeCase.Known(after, Firm, now);
        var cause = EventName.Of(events[^1].EventType);
        // There every reader knows the whole of the case.
        var owed = Recomputed.After(Id, rulebook.Current, known, cause, now, Book, readers);
        List<IEvent> all = [.. first is null ? Array.Empty<IEvent>() : [first], .. events, Recorded.Event(owed.Computed, now, by)];
        var journal = new JournalEntry(
            Ids.Next(), Id, Version + all.Count, [.. all.Select(e => EventName.Of(e.EventType))], readers, ContentCommitment.To(received.Bytes), received.At.Value, now.Value);

        // An alarm is left to the sweep: what the request sets off is in its own tenant.
        return (
            new OtherWrites(Tenant, Id, Version, all, new CaseWrites(journal, owed.Next with { Armed = false }) { Documents = documents }),
            owed.Wake.OfType<TellOfDeadlines>().FirstOrDefault());
    }

    /// <summary>A message of that side's tenant.</summary>
    public object In(object message) => message.WithDeliveryOptions(new DeliveryOptions { TenantId = Tenant });
}

/// <summary>Appends to a stream in another tenant than the request's, in its one transaction.</summary>
/// <param name="Version">How many events the stream had when it was read; 0: it begins with these. What came in between refuses the whole.</param>
public sealed record OtherWrites(string Tenant, Guid Id, long Version, IReadOnlyList<IEvent> Events, CaseWrites Case) : IMartenOp
{
    public void Execute(IDocumentSession session)
    {
        var other = session.ForTenant(Tenant);
        if (Version == 0)
        {
            other.Events.StartStream<ScreeningNotice>(Id, Events);
        }
        else
        {
#pragma warning disable RS0030 // What fails on a new stream is not asked of one here.
            other.Events.Append(Id, Version + Events.Count, Events);
#pragma warning restore RS0030
        }

        Case.Write(other);
    }
}

using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;

namespace Reporting.Server.Notifications;

/// <summary>Writes what a notification says from the events of its case: as of now, or as of the moment at which it was said. Nothing that was sent is stored.</summary>
public sealed class Letters(Authorities authorities, ActiveRulebook rulebook, Links links)
{
    /// <summary>What a notification of a case is about, as the case stood at a moment; null where it knew nothing of it then.</summary>
    public async Task<Letter.About?> AboutAsync(Notification notification, IQuerySession session, Now at, CancellationToken cancellation) =>
        await session.LoadAsync<CaseEntry>(notification.Case, cancellation) is { } entry
        && await session.Events.AggregateStreamAsync<DeadlineBook>(notification.Case, timestamp: at.Value, token: cancellation) is { } book
            ? new Letter.About(
                notification,
                book,
                entry,
                await authorities.AllAsync(cancellation),
                key => Remaining(key, book, entry, at),
                (await session.LoadAsync<Recipient>(notification.Contact, cancellation))?.Zone,
                session.TenantId,
                links,
                at)
            : null;

    /// <summary>What is left of a deadline in the unit of the law. Hours are the difference of two instants; days of the law have to be counted.</summary>
    public RemainingTime? Remaining(string key, DeadlineBook book, CaseEntry entry, Now now) =>
        book.Find(key)?.Remaining?.Unit is "hours" or null
            ? null
            : Clocks.AsOf(rulebook.Current, Contracts.Words.Of(entry.Type), book, now).Deadlines.FirstOrDefault(d => d.Key == key)?.Remaining;
}

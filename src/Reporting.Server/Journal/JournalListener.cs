using System.Collections.Concurrent;
using System.Text.Json;
using JasperFx.Events;
using Marten;
using Reporting.Ledger;
using Reporting.Server.Kernel;

namespace Reporting.Server.Journal;

/// <summary>
/// Leaves a row for the journal beside every append that no command has left one for: registrations, notifications, the
/// law put in force. So nothing is stored that has no place in the order, whoever writes it and whatever they forget.
/// </summary>
public sealed class JournalListener(LegalClock clock) : DocumentSessionListenerBase
{
    private readonly ConcurrentDictionary<Type, string> _names = new();

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        foreach (var stream in session.PendingChanges.Streams().Where(s => s.Events.Count > 0 && !JournalEntry.IsWritten(session, s.TenantId ?? session.TenantId, s.Id)))
        {
            Leave(session, stream);
        }

        return Task.CompletedTask;
    }

    private void Leave(IDocumentSession session, StreamAction stream)
    {
        foreach (var fact in stream.Events.Where(e => e.Id == Guid.Empty))
        {
            fact.Id = Ids.Next();
        }

        var kinds = stream.Events.Select(e => NameOf(session, e.EventType)).ToArray();
        // No request of a party stands behind it, or none that is kept: the entry commits to the events' names alone.
        var commitment = ContentCommitment.To(JsonSerializer.SerializeToUtf8Bytes(new { kinds }));
        var now = clock.Read().Value;
        session.QueueSqlCommand(
            $"insert into {JournalTables.Pending} (entry, tenant_id, case_id, case_version, kinds, readers, commitment, salt, received_at, recorded_at, events) values (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
            Ids.Next(),
            stream.TenantId ?? session.TenantId,
            stream.Id,
            kinds,
            Array.Empty<string>(),
            commitment.Digest,
            commitment.Salt,
            now,
            now,
            stream.Events.Select(e => e.Id).ToArray());
    }

    private string NameOf(IDocumentSession session, Type type) =>
        _names.GetOrAdd(type, static (t, s) => s.DocumentStore.Options.Events.AllKnownEventTypes().Single(e => e.EventType == t).EventTypeName, session);
}

using Marten;
using Npgsql;
using Reporting.Server.Evidence.Storage;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Reporting.Server.Evidence;

/// <summary>Remove what lies in a place and belongs to no content.</summary>
/// <param name="Place">The id of the upload that filled it.</param>
[MessageIdentity("tidy-content")]
public sealed record TidyContent(Guid Place);

/// <summary>State decides: of an upload that goes on everything stays, of a content what it is made of, otherwise nothing.</summary>
public static class TidyContentHandler
{
    public static void Configure(HandlerChain chain) =>
        chain.OnAnyException().ScheduleRetry(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(6));

    public static async Task Handle(TidyContent tidy, IQuerySession session, IEvidenceStore store, CancellationToken cancellation)
    {
        if (await session.LoadAsync<EvidenceUpload>(tidy.Place, cancellation) is not null)
        {
            return;
        }

        var blob = await session.Query<EvidenceBlob>().FirstOrDefaultAsync(b => b.Place == tidy.Place, cancellation);
        var kept = (blob?.Segments ?? []).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in await store.NamesAsync(EvidenceUpload.PlaceOf(session.TenantId, tidy.Place), cancellation))
        {
            if (!kept.Contains(name))
            {
                await store.DeleteAsync(name, cancellation);
            }
        }
    }
}

/// <summary>Look for uploads that nobody goes on with.</summary>
[MessageIdentity("sweep-uploads")]
public sealed record SweepUploads;

/// <summary>Ends uploads that have expired, of every firm. Two nodes sweeping at once take different rows.</summary>
public static class SweepUploadsHandler
{
    private const int Page = 500;

    public static async Task<OutgoingMessages> HandleAsync(SweepUploads sweep, IDocumentSession session, TimeProvider machine, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            delete from {EventStoreSchemas.Own}.mt_doc_evidenceupload u
            using (select tenant_id, id from {EventStoreSchemas.Own}.mt_doc_evidenceupload
                   where (data ->> 'expires')::timestamptz < @now limit {Page} for update skip locked) expired
            where u.tenant_id = expired.tenant_id and u.id = expired.id
            returning u.tenant_id, u.id
            """);
        command.Parameters.AddWithValue("now", machine.GetUtcNow());
        var messages = new OutgoingMessages();
        await session.BeginTransactionAsync(cancellation);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            messages.Add(new TidyContent(reader.GetGuid(1)).WithDeliveryOptions(new DeliveryOptions { TenantId = reader.GetString(0) }));
        }

        return messages;
    }
}

using Marten;
using Npgsql;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Reporting.Server.Evidence;

/// <summary>Have one piece of evidence looked at by the scanner.</summary>
[MessageIdentity("scan-evidence")]
public sealed record ScanEvidence(Guid Evidence);

/// <summary>Scans after receipt, in the background: what it finds closes the content and changes nothing that was filed.</summary>
public static class ScanEvidenceHandler
{
    /// <summary>A scanner that is away is normal: minutes, then hours, then a dead letter, and the sweep begins anew. The evidence is unscanned until then.</summary>
    public static void Configure(HandlerChain chain)
    {
        chain.ExecutionTimeoutInSeconds = 600;
        chain.OnAnyException().ScheduleRetry(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2));
    }

    public static async Task Handle(ScanEvidence scan, IDocumentSession session, Contents contents, Clamd scanner, LegalClock law, CancellationToken cancellation)
    {
        var item = await session.LoadAsync<EvidenceItem>(scan.Evidence, cancellation);
        if (item is not { Received: not null, Scan: "unscanned" } || !scanner.IsOn)
        {
            return;
        }

        Verdict verdict;
        await using (var content = await contents.OpenAsync(session, item, onFirstRead: null, cancellation))
        {
            verdict = await scanner.ScanAsync(content, cancellation);
        }

        object fact = verdict switch
        {
            { Threat: { } threat } => new EvidenceQuarantined(threat),
            { Declined: { } why } => new EvidenceLeftUnscanned(why),
            _ => new EvidenceCleared(),
        };
        var stream = await session.Events.FetchForWriting<EvidenceItem>(scan.Evidence, cancellation);
        Custody.Append(session, stream, fact, law.Read(), By.TheClock);
    }
}

/// <summary>Look for evidence that waits for its scan for longer than every attempt together takes.</summary>
[MessageIdentity("rescan-evidence")]
public sealed record RescanEvidence;

/// <summary>What was received and never scanned, because every attempt failed or the scanner was switched on later.</summary>
public static class RescanEvidenceHandler
{
    /// <summary>Longer than all attempts of one message together, so that two never run beside each other.</summary>
    public static readonly TimeSpan GivenUp = TimeSpan.FromHours(4);

    private const int Page = 100;

    public static async Task<OutgoingMessages> HandleAsync(RescanEvidence rescan, IDocumentSession session, Clamd scanner, CancellationToken cancellation)
    {
        var messages = new OutgoingMessages();
        if (!scanner.IsOn)
        {
            return messages;
        }

        // Taken by the change of its time, which is the machine's: another node, or the next minute, does not take it again.
        await using var command = new NpgsqlCommand(
            $"""
            update {EventStoreSchemas.Own}.mt_doc_evidenceitem e set mt_last_modified = transaction_timestamp()
            from (select tenant_id, id from {EventStoreSchemas.Own}.mt_doc_evidenceitem
                  where data ->> 'scan' = 'unscanned' and data ->> 'scannerDeclined' = 'false' and data -> 'received' is not null
                    and mt_last_modified < transaction_timestamp() - make_interval(secs => @given_up)
                  limit {Page} for update skip locked) lost
            where e.tenant_id = lost.tenant_id and e.id = lost.id
            returning e.tenant_id, e.id
            """);
        command.Parameters.AddWithValue("given_up", GivenUp.TotalSeconds);
        await session.BeginTransactionAsync(cancellation);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            messages.Add(new ScanEvidence(reader.GetGuid(1)).WithDeliveryOptions(new DeliveryOptions { TenantId = reader.GetString(0) }));
        }

        return messages;
    }
}

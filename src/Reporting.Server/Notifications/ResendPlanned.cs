using Marten;
using Npgsql;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;

namespace Reporting.Server.Notifications;

/// <summary>Look for notifications that wait for longer than every attempt together takes.</summary>
[MessageIdentity("resend-planned")]
public sealed record ResendPlanned;

/// <summary>
/// Notifications that were planned and never came to an end, because every attempt failed or the message was lost: sent for
/// again by the sweep. Told late is better than never, and a message says what is true when it is sent.
/// </summary>
public static class ResendPlannedHandler
{
    /// <summary>Longer than all attempts of one message together, so that two never run beside each other.</summary>
    public static readonly TimeSpan GivenUp = TimeSpan.FromHours(4);

    private const int Page = 500;

    public static async Task<OutgoingMessages> HandleAsync(ResendPlanned resend, IDocumentSession session, ILogger<SendNotification> log, CancellationToken cancellation)
    {
        // Taken by the change of its time, which is the machine's: another node, or the next minute, does not take it again.
        await using var command = new NpgsqlCommand(
            $"""
            update {EventStoreSchemas.Own}.mt_doc_notification n set mt_last_modified = transaction_timestamp()
            from (select tenant_id, id from {EventStoreSchemas.Own}.mt_doc_notification
                  where data ->> 'state' = 'planned' and mt_last_modified < transaction_timestamp() - make_interval(secs => @given_up)
                  limit {Page} for update skip locked) lost
            where n.tenant_id = lost.tenant_id and n.id = lost.id
            returning n.tenant_id, n.id
            """);
        command.Parameters.AddWithValue("given_up", GivenUp.TotalSeconds);
        var messages = new OutgoingMessages();
        await session.BeginTransactionAsync(cancellation);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            messages.Add(new SendNotification(reader.GetGuid(1)).WithDeliveryOptions(new DeliveryOptions { TenantId = reader.GetString(0) }));
        }

        if (messages.Count > 0)
        {
            log.LogError("{Count} notifications were planned over {Hours} hours ago and not sent; they are tried again.", messages.Count, GivenUp.TotalHours);
        }

        return messages;
    }
}

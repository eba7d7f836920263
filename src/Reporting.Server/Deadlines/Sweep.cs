using Marten;
using Npgsql;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;

namespace Reporting.Server.Deadlines;

/// <summary>Look for cases whose next step is near and whose wake-up is missing.</summary>
[MessageIdentity("sweep-due-steps")]
public sealed record SweepDueSteps;

/// <summary>
/// Publishes the wake-up of every case whose next step has come within the horizon and has none, or whose wake-up should
/// have been handled and was not. So a wake-up lost with its node is repaired, and nothing missed while no node ran stays
/// missed. Two nodes sweeping at once take different rows.
/// </summary>
public static class SweepDueStepsHandler
{
    // A wake-up that is this much late is taken for lost. Longer than any queue should take, shorter than any lead.
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);
    private const int Page = 1_000;

    public static async Task<OutgoingMessages> Handle(SweepDueSteps sweep, IDocumentSession session, Now now, CancellationToken cancellation)
    {
        var messages = new OutgoingMessages();
        var near = await ArmAsync(session, now, cancellation);
        foreach (var (tenant, caseId, at) in near)
        {
            var distance = at - now.Value;
            messages.Add(new WakeCase(caseId, at).WithDeliveryOptions(
                new DeliveryOptions { TenantId = tenant, ScheduleDelay = distance > TimeSpan.Zero ? distance : null }));
        }

        if (near.Count == Page)
        {
            messages.Add(new SweepDueSteps());
        }

        return messages;
    }

    private static async Task<List<(string Tenant, Guid Case, DateTimeOffset At)>> ArmAsync(IDocumentSession session, Now now, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            $"""
            update {EventStoreSchemas.Own}.{DueStepTable.Name} d set armed_for = d.at
            from (select tenant_id, case_id from {EventStoreSchemas.Own}.{DueStepTable.Name}
                  where at <= @horizon and (armed_for is distinct from at or at <= @overdue)
                  order by at limit {Page} for update skip locked) n
            where d.tenant_id = n.tenant_id and d.case_id = n.case_id
            returning d.tenant_id, d.case_id, d.at
            """);
        command.Parameters.AddWithValue("horizon", now.Value + NextDueStep.Horizon);
        command.Parameters.AddWithValue("overdue", now.Value - Overdue);
        var near = new List<(string, Guid, DateTimeOffset)>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            near.Add((reader.GetString(0), reader.GetGuid(1), await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellation)));
        }

        return near;
    }
}

/// <summary>A message of the platform's that is published every minute, to repair what was lost.</summary>
public sealed record EveryMinute(object Message);

/// <summary>Asks for the sweeps every minute, by the machine's clock. What is due is then judged by the law's.</summary>
public sealed class SweepTimer(IEnumerable<EveryMinute> sweeps, IServiceScopeFactory scopes, TimeProvider machine, ILogger<SweepTimer> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, machine);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                foreach (var sweep in sweeps)
                {
                    await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(sweep.Message, new DeliveryOptions { TenantId = Tenants.Platform });
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was: a timer that gives up would take the whole server with it.
                log.LogWarning(e, "The sweep could not be asked for and will be again in {Period}.", Period);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

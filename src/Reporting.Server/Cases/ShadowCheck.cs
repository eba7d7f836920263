using System.Diagnostics.Metrics;
using Marten;
using Npgsql;
using Reporting.Contracts;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Attributes;

namespace Reporting.Server.Cases;

/// <summary>Evaluate every case again from its recorded inputs, as of its last evaluation.</summary>
[MessageIdentity("check-every-evaluation")]
public sealed record CheckEveryEvaluation;

/// <summary>The same for the cases of one tenant.</summary>
/// <param name="After">Cases up to this one have been checked; null at the beginning.</param>
[MessageIdentity("check-evaluations")]
public sealed record CheckEvaluations(Guid? After);

/// <summary>
/// What was recorded must come out again. A difference means that somebody changed an event, that the engine is no longer
/// the one that computed it, or that a change of the rulebook has not reached a case: an alarm, never a correction.
/// </summary>
public static class ShadowCheck
{
    private static readonly Meter Meter = new("Reporting");
    private static readonly Counter<long> Differences = Meter.CreateCounter<long>("reporting.evaluations.differences", description: "Recorded deadlines that do not come out again");

    /// <summary>The keys of the deadlines that come out otherwise than they were recorded.</summary>
    public static IReadOnlyList<string> Compare(RegimeSet rulebook, CaseType type, DeadlineBook book)
    {
        var again = Clocks.Compute(rulebook, book.Known(Words.Of(type)), "check", new Now(book.AsOf), before: null)
            .Deadlines.ToDictionary(d => d.Key, Answer);
        var recorded = book.Deadlines.ToDictionary(d => d.Key, Answer);
        return [.. recorded.Keys.Union(again.Keys).Where(k => recorded.GetValueOrDefault(k) != again.GetValueOrDefault(k)).Order(StringComparer.Ordinal)];
    }

    internal static void Alarm(ILogger log, Guid caseId, IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
        {
            Differences.Add(differences.Count);
            log.LogError("Of case {Case} these deadlines do not come out as they were recorded: {Deadlines}.", caseId, string.Join(", ", differences));
        }
    }

    private static (DateTimeOffset? Due, DateTimeOffset? Latest, string State)? Answer(DeadlineRecord d) => (d.Due, d.LatestLawful, d.State);
}

/// <summary>One message a tenant.</summary>
public static class CheckEveryEvaluationHandler
{
    public static Task<OutgoingMessages> Handle(CheckEveryEvaluation check, IDocumentSession session, CancellationToken cancellation) =>
        TenantsWithCases.ToEachAsync(session, new CheckEvaluations(After: null), cancellation);
}

/// <summary>A page of cases, and a message for the next.</summary>
public static class CheckEvaluationsHandler
{
    private const int Page = 100;

    public static async Task<OutgoingMessages> Handle(
        CheckEvaluations check, IDocumentSession session, ActiveRulebook rulebook, ILogger<CheckEvaluations> log, CancellationToken cancellation)
    {
        var page = await CaseEntry.PageAsync(session, check.After, Page, cancellation);
        foreach (var entry in page)
        {
            if (await session.Events.AggregateStreamAsync<DeadlineBook>(entry.Id, token: cancellation) is { } book)
            {
                ShadowCheck.Alarm(log, entry.Id, ShadowCheck.Compare(rulebook.Current, entry.Type, book));
            }
        }

        return page.Count == Page ? [new CheckEvaluations(page[^1].Id)] : [];
    }
}

/// <summary>Asks for the check once a night, two hours after midnight UTC, by the machine's clock.</summary>
public sealed class NightlyCheck(IServiceScopeFactory scopes, TimeProvider machine, ILogger<NightlyCheck> log) : BackgroundService
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = machine.GetUtcNow();
            var next = new DateTimeOffset(now.Date, TimeSpan.Zero) + Hour;
            await Task.Delay((next > now ? next : next.AddDays(1)) - now, machine, stoppingToken);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(new CheckEveryEvaluation(), new DeliveryOptions { TenantId = Tenants.Platform });
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "Tonight's check of evaluations could not be asked for.");
            }
        }
    }
}

/// <summary>Work that concerns every tenant that has a case.</summary>
internal static class TenantsWithCases
{
    public static async Task<OutgoingMessages> ToEachAsync(IDocumentSession session, object message, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select distinct tenant_id from {EventStoreSchemas.Own}.mt_doc_caseentry");
        var messages = new OutgoingMessages();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            messages.Add(message.WithDeliveryOptions(new DeliveryOptions { TenantId = reader.GetString(0) }));
        }

        return messages;
    }
}

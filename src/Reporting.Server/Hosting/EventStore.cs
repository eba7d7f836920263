using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Model;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Npgsql;
using Reporting.Contracts;
using Reporting.Server.Access;
using Reporting.Server.Audit;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Commitments;
using Reporting.Server.Deadlines;
using Reporting.Server.Evidence;
using Reporting.Server.Evidence.Similarity;
using Reporting.Server.Exchange;
using Reporting.Server.Firms;
using Reporting.Server.Hosting.Http;
using Reporting.Server.Incidents;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Notifications;
using Reporting.Server.Oversight;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;
using Weasel.Core;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;

namespace Reporting.Server.Hosting;

/// <summary>
/// Every option of Marten and Wolverine, each with its reason, also where it is the default: what would be costly to
/// change once events are stored is decided here and nowhere else.
/// </summary>
public static class EventStore
{
    public static void AddEventStore(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(_ => DataSource(builder.Configuration));
        builder.Services.AddMarten(options => Configure(options))
            .UseNpgsqlDataSource()
            // Marten's own sessions track nothing: an aggregate is immutable and a document is stored on purpose.
            .UseLightweightSessions()
            .IntegrateWithWolverine(wolverine =>
            {
                wolverine.MessageStorageSchemaName = EventStoreSchemas.Messages;
                // Several nodes share the projections; Marten's own HotCold daemon would leave one node idle (and breaks on the unpatched lock package).
                wolverine.UseWolverineManagedEventSubscriptionDistribution = true;
                // Views must not send: a rebuild would send again.
                wolverine.UseFastEventForwarding = false;
            });
        builder.Services.AddSingleton<IConfigureMarten, LegalTime>();
        builder.Host.UseWolverine(options => Configure(options, builder.Configuration));
    }

    private static void Configure(StoreOptions options)
    {
        options.DatabaseSchemaName = EventStoreSchemas.Own;
        options.Events.DatabaseSchemaName = EventStoreSchemas.Events;
        // The server's role may change no schema while it serves: `migrate` does, as a step of its own.
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, StoreJson.Configure);

        // Streams are named by GUIDs made at the edge; their names are shown to nobody but their owner.
        options.Events.StreamIdentity = StreamIdentity.AsGuid;
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Policies.AllDocumentsAreMultiTenanted();
        // A session without a tenant is a bug that must not write to a tenant called *DEFAULT*.
        options.Advanced.DefaultTenantUsageEnabled = false;
        // One sequence for all: the order of everything recorded has to be provable, which one sequence a tenant would not allow.
        options.Events.UseTenantPartitionedEvents = false;

        // One round trip an append, with the command's own time on each event (Recorded).
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        // Two writers of one case wait for each other instead of leaving gaps in the sequence that every view then waits for.
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        // Past two thousand million events a 32-bit sequence cannot be widened without stopping.
        options.Events.EnableBigIntEvents = true;
        // Discovery would add a table and a parameter for each typed id.
        options.Events.AutoDiscoverTagTypes = false;
        // Gaps that were skipped are recorded: a row there is an alarm.
        options.Events.EnableAdvancedAsyncTracking = true;
        // A shard that stopped shows as such.
        options.Events.EnableExtendedProgressionTracking = true;
        // Lost data in an earlier version; rebuilds are rare and right instead of fast.
        options.Events.UseOptimizedProjectionRebuilds = false;
        // Polling (below) is quick enough; NOTIFY costs a fifth of the writes.
        options.Events.UseListenNotifyForEventAppends = false;
        options.Events.UseArchivedStreamPartitioning = false;
        // Aggregates are immutable records, so that a decision cannot change what was loaded.
        options.Events.UseIdentityMapForAggregates = true;

        // Who, and what caused it: on from the first event, since they cannot be added to old ones.
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.MetadataConfig.HeadersEnabled = false;

        // An event a view cannot read stops that view for everybody, visibly. Skipping it would leave a case out of a queue, unseen.
        options.Projections.Errors.SkipApplyErrors = false;
        options.Projections.Errors.SkipSerializationErrors = false;
        options.Projections.Errors.SkipUnknownEvents = false;
        options.Projections.RebuildErrors.SkipApplyErrors = false;
        options.Projections.RebuildErrors.SkipSerializationErrors = false;
        options.Projections.RebuildErrors.SkipUnknownEvents = false;
        // 20 to 200 ms from append to view, at no cost in throughput.
        options.Projections.FastPollingTime = TimeSpan.FromMilliseconds(100);
        options.Projections.SlowPollingTime = TimeSpan.FromMilliseconds(100);

        options.CommandTimeout = 30;
        // A command is tried again whole, by its client under the same key or by Wolverine, never a statement of it: one policy, in one place.
        options.ConfigurePolly(_ => { });
        options.ConfigureWritePolly(_ => { });
        options.Logger(new QuietMartenLogger());

        options.Storage.ExtendedSchemaObjects.Add(new DueStepTable(EventStoreSchemas.Own));
        options.Storage.ExtendedSchemaObjects.Add(new DeliveryTable(EventStoreSchemas.Own));
        JournalModule.Map(options);
        options.Storage.ExtendedSchemaObjects.Add(new OpenDeadlineTable(EventStoreSchemas.Own));
        AccessModule.Map(options);
        PrivacyModule.Map(options);
        FirmsModule.Map(options);
        CasesModule.Map(options);
        RegimesModule.Map(options);
        DeadlinesModule.Map(options);
        IncidentsModule.Map(options);
        ScreeningModule.Map(options);
        CaseworkModule.Map(options);
        AuditModule.Map(options);
        NotificationsModule.Map(options);
        CommitmentsModule.Map(options);
        OversightModule.Map(options);
        EvidenceModule.Map(options);
        ExchangeModule.Map(options);
    }

    private static void Configure(WolverineOptions options, ConfigurationManager configuration)
    {
        options.ApplicationAssembly = typeof(EventStore).Assembly;
        options.ServiceName = "reporting";
        options.CodeGeneration.TypeLoadMode = CodeGenerationMode;
        if (configuration["Codegen:Output"] is { Length: > 0 } output)
        {
            options.CodeGeneration.GeneratedCodeOutputPath = output;
        }

        // First, since the first match wins: the law's time, not the machine's.
        options.CodeGeneration.Sources.Insert(0, new LegalNow());
        options.ServiceLocationPolicy = ServiceLocationPolicy.NotAllowed;

        // Should one message ever have two handlers: a queue, a transaction and retries for each.
        options.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
        options.Policies.AutoApplyTransactions();
        // A message lives in PostgreSQL from the commit that caused it until it was handled.
        options.Policies.UseDurableLocalQueues();
        // Each holds its inputs' signatures and keeps a core busy.
        options.LocalQueueFor<ComputeSimilarity>().MaximumParallelMessages(1);
        options.Durability.AlwaysMakeScheduledMessagesDurable = true;
        options.Durability.Mode = Enum.Parse<DurabilityMode>(configuration["Nodes:Mode"] ?? nameof(DurabilityMode.Solo));
        options.Durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(configuration.GetValue("Messages:ScheduledPollMilliseconds", 1_000));
        options.Durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(500);
        // The default page of 100 a poll is twenty a second; a morning on which a thousand clocks ring at once needs more.
        options.Durability.RecoveryBatchSize = 1_000;
        // A copy of a message that comes later than the default of five minutes would be handled again.
        options.Durability.KeepAfterMessageHandling = TimeSpan.FromDays(1);
        // Partitioning the inbox weakens the uniqueness that makes a message's second delivery harmless.
        options.Durability.EnableInboxPartitioning = false;
        // Nothing statutory expires unread.
        options.Durability.DeadLetterQueueExpirationEnabled = false;
        // Same key, same answer, for thirty days: the claim rides in the command's own commit.
        options.Durability.EnableDeduplicatedResponses = true;
        options.Durability.DeduplicationWindow = TimeSpan.FromDays(30);
        // Another node takes over within about 30 seconds.
        options.Durability.FirstHealthCheckExecution = TimeSpan.FromSeconds(1);
        options.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(2);
        options.Durability.StaleNodeTimeout = TimeSpan.FromSeconds(8);
        options.Durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(5);
        // Schema objects come with `migrate`, never at start.
        options.AutoBuildMessageStorageOnStartup = AutoCreate.None;
        options.DefaultExecutionTimeout = TimeSpan.FromSeconds(30);

        // A lost race or a database that is away for a moment is tried again; what still fails is kept as a dead letter and seen.
        options.OnException<ConcurrencyException>().RetryWithCooldown(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1));
        options.OnException<NpgsqlException>().RetryWithCooldown(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

#if DEBUG
    // Development compiles endpoints and handlers as they change.
    private const TypeLoadMode CodeGenerationMode = TypeLoadMode.Dynamic;
#else
    // Release runs on the code under Internal/Generated: no compiler in the process, and a missing endpoint stops the host.
    private const TypeLoadMode CodeGenerationMode = TypeLoadMode.Static;
#endif

    /// <summary>One pool for all. Statements are prepared once and stay so: the default discards every plan with each return to the pool, at a third of the throughput.</summary>
    private static NpgsqlDataSource DataSource(IConfiguration configuration)
    {
        var settings = new NpgsqlConnectionStringBuilder(
            configuration.GetConnectionString("reporting")
            ?? throw new InvalidOperationException("ConnectionStrings:reporting is not set: an Npgsql connection string of the server's role."))
        {
            MaxAutoPrepare = 200,
            NoResetOnClose = true,
            KeepAlive = 30,
            TcpKeepAlive = true,
            ApplicationName = "reporting",
        };
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Puts the legal clock under Marten's event timestamps.</summary>
    private sealed class LegalTime(LegalClock clock) : IConfigureMarten
    {
        public void Configure(IServiceProvider services, StoreOptions options) => options.Events.TimeProvider = clock;
    }
}

/// <summary>JSON as it lies in the store: like the wire's, but personal values only sealed.</summary>
public static class StoreJson
{
    public static readonly JsonSerializerOptions Options = Make();

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        // What is computed from what is stored is not stored beside it.
        options.IgnoreReadOnlyProperties = true;
        // The first that fits a type is taken: ours before those of the library, so that the store has the wire's words.
        foreach (var converter in WireJson.Options.Converters.Reverse())
        {
            options.Converters.Insert(0, converter);
        }

        options.Converters.Insert(0, new SealedStoreConverterFactory());
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        return options;
    }
}

using JasperFx.Events.Projections;
using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Evidence.Similarity;
using Reporting.Server.Evidence.Storage;

namespace Reporting.Server.Evidence;

public static class EvidenceModule
{
    public static void AddEvidence(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(EvidenceSettings.From(configuration));
        services.AddSingleton<Clamd>();
        services.AddSingleton<Contents>();
        services.AddSingleton<Downloads>();
        services.AddSingleton<Uploads>();
        services.AddSingleton<Comparisons>();
        services.AddSingleton<ITimelineSource, EvidenceTimeline>();
        services.AddSingleton(new EveryMinute(new SweepUploads()));
        services.AddSingleton(new EveryMinute(new RescanEvidence()));
        services.AddSingleton<IEvidenceStore>(configuration.GetSection("Evidence:S3") is { } s3 && s3["Bucket"] is not null
            ? S3Store.From(s3)
            : new FolderStore(Path.GetFullPath(configuration["Evidence:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "evidence"))));
    }

    public static void Map(StoreOptions options)
    {
        foreach (var (type, name) in EvidenceEvents.Names)
        {
            options.Events.MapEventType(type, name);
        }

        // Reader: lists and the filing that names an item, which must know at once what is there. Inline, never stale.
        options.Projections.Snapshot<EvidenceItem>(SnapshotLifecycle.Inline);
        options.Schema.For<EvidenceItem>()
            .DocumentAlias("evidenceitem")
            .Index(i => i.Case)
            // The few that still wait for the scanner.
            .Index(i => i.Scan, i => i.Predicate = "data ->> 'scan' = 'unscanned'");
        options.Schema.For<SimilarityProgress>().DocumentAlias("similarityprogress");
        options.Schema.For<EvidenceUpload>().DocumentAlias("evidenceupload").Index(u => u.Evidence);
        options.Schema.For<EvidenceBlob>().DocumentAlias("evidenceblob").Index(b => b.Place);
    }
}

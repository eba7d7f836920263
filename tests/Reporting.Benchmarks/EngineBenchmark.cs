using System.Diagnostics;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using NodaTime;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Hosting;
using Reporting.Server.Kernel;
using Reporting.Testing;

namespace Reporting.Benchmarks;

/// <summary>One incident held against every regime for incidents: what each filing pays before it is stored. Prose is not rendered.</summary>
public class EngineBenchmark
{
    private const int Cases = 10_000;
    private static readonly Instant Aware = Instant.FromUtc(2026, 9, 7, 8, 0);
    private static readonly RegimeSet Rulebook = Load();
    private static readonly Facts Known = Facts.Of(Values());
    private static readonly Timeline Timeline = new(
        [new TimelineEvent("became-aware", Aware, Aware), new TimelineEvent("discovered", Aware - Duration.FromHours(1), Aware), new TimelineEvent("early-warning-submitted", Aware + Duration.FromHours(3), Aware + Duration.FromHours(3)) { Regime = "eu-nis2" }]);

    [Benchmark]
    public Evaluation OneIncident() => Engine.Evaluate(Rulebook.For("incident"), Rulebook.Calendars, Known, Timeline, Aware + Duration.FromHours(4));

    public static void Run()
    {
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance));
        BenchmarkRunner.Run<EngineBenchmark>(config);

        Console.WriteLine(Timed("evaluated, in memory", i => Engine.Evaluate(Rulebook.For("incident"), Rulebook.Calendars, Known, Timeline, Aware + Duration.FromMinutes(i))));
        var known = CaseKnown.Of(
            "incident", Values(), [.. Timeline.Events.Select(e => new Happening(e.Kind, e.At.ToDateTimeOffset(), e.RecordedAt.ToDateTimeOffset(), Regime: e.Regime))], addressees: []);
        Console.WriteLine(Timed(
            "evaluated and written as the events that are stored",
            i => JsonSerializer.SerializeToUtf8Bytes(Server.Deadlines.Clocks.Compute(Rulebook, known, "incident-opened", new Now((Aware + Duration.FromMinutes(i)).ToDateTimeOffset()), before: null), StoreJson.Options)));
    }

    private static string Timed(string what, Func<int, object> one)
    {
        for (var i = 0; i < Cases / 10; i++)
        {
            one(i);
        }

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Cases; i++)
        {
            one(i);
        }

        return FormattableString.Invariant($"{Cases} cases {what}, on one core: {clock.Elapsed.TotalSeconds:0.00} s");
    }

    private static Dictionary<string, JsonElement?> Values() => new()
    {
        ["entityClass"] = JsonSerializer.SerializeToElement("essential"),
        ["entityType"] = JsonSerializer.SerializeToElement("cloud-computing"),
        ["memberState"] = JsonSerializer.SerializeToElement("BE"),
        ["tradeSecretsExfiltrated"] = JsonSerializer.SerializeToElement(true),
        ["personalDataAffected"] = JsonSerializer.SerializeToElement(true),
        ["theftKind"] = JsonSerializer.SerializeToElement("weight-exfiltration"),
        ["outcome"] = JsonSerializer.SerializeToElement((string[])["weight-exfiltration"]),
        ["gpaiSystemicRisk"] = JsonSerializer.SerializeToElement(true),
    };

    private static RegimeSet Load()
    {
        var (set, faults) = RegimeSet.Load(Documents("regimes"), Documents("calendars"));
        return set ?? throw new InvalidOperationException(string.Join('\n', faults));
    }

    private static IEnumerable<(string Name, string Json)> Documents(string kind) =>
        Directory.GetFiles(Repository.File("schemas", kind)).Select(f => (f, File.ReadAllText(f)));
}

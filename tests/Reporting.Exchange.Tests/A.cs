using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Exchange.Stix;

namespace Reporting.Exchange.Tests;

/// <summary>What tests begin with: an incident that names everything a bundle can say.</summary>
internal static class A
{
    public static readonly DateTimeOffset Received = new(2026, 9, 1, 10, 0, 0, TimeSpan.Zero);

    public static IncidentAsSeen Incident() =>
        new(new StixAuthor("uk-dsit", "Department of Examples", Received.AddYears(-1)), "R-7K2M-4", Statement(), Tlp.Amber, Received, Received.AddDays(2))
        {
            Assessments = [new Assessed(Guid.Parse("0198f0d2-0000-7000-8000-000000000001"), "/suspectedActors", "We hold this likely.", "Telemetry of our own", "usually-reliable", 60m, Received.AddDays(3))],
            Representations = [new Replied("Example Trading Ltd", "We deny it.", Received.AddDays(4))],
        };

    public static IncidentStatement Statement() => new()
    {
        Title = "Model copied through the API",
        Summary = "About 24,000 accounts asked in turns.",
        TheftKinds = [TheftKind.ModelDistillation],
        Handling = new IncidentHandling { Tlp = Tlp.Amber, NotAboveOfficial = true },
        ReportingEntity = new ReportingEntity { Name = "Example AI plc", Lei = "529900T8BM49AURSDO55" },
        Techniques = [new Technique { AtlasId = "AML.T0024.002" }, new Technique { AtlasId = "AML.T0024.002" }],
        Indicators =
        [
            new Indicator { Type = IndicatorType.IpAddress, Value = "203.0.113.9" },
            new Indicator { Type = IndicatorType.IpAddress, Value = "2001:db8::1", Tlp = Tlp.Red },
            new Indicator { Type = IndicatorType.Account, Value = @"o'neil\x" },
            new Indicator { Type = IndicatorType.FileHash, Value = new string('a', 64) },
            new Indicator { Type = IndicatorType.Payment, Value = "4111-1111" },
            new Indicator { Type = IndicatorType.Domain, Value = "proxy.example" },
            new Indicator { Type = IndicatorType.Url, Value = "https://proxy.example/x" },
            new Indicator { Type = IndicatorType.Email, Value = "a@proxy.example" },
            new Indicator { Type = IndicatorType.UserAgent, Value = "curl/8" },
            new Indicator { Type = IndicatorType.ApiKeyHash, Value = "sha256:00" },
            new Indicator { Type = IndicatorType.Other, Value = "?" },
        ],
        SuspectedActors = [new SuspectedActor { Id = "s1", Name = "Ocean Lotus", Aliases = ["海莲花"], Confidence = 40, Basis = "Same accounts as before." }],
    };
}

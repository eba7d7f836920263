using System.Text.Json;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>Turns what is stated of an incident into what the rulebook asks: facts and timeline. The only place that knows both words.</summary>
public static class IncidentFacts
{
    /// <summary>The facts of one entity in a case. What was never spoken of is absent; what was stated as unknown is there as unknown; nothing is guessed.</summary>
    /// <param name="entity">The other entity they are of; null: the reporting one.</param>
    /// <param name="profile">The entity's profile as of the trigger; what the case states itself goes before it.</param>
    public static IReadOnlyDictionary<string, JsonElement?> Of(IncidentStatement stated, AffectedEntity? entity, RegulatoryProfile? profile)
    {
        var facts = new FactMap();
        facts.Profile(profile);
        facts.Profile(entity is null ? stated.Profile : entity.Profile);
        facts.Set("entityType", entity is null ? stated.ReportingEntity?.EntityType : entity.EntityType);
        foreach (var determination in stated.Determinations ?? [])
        {
            if (determination.Entity is null || determination.Entity == (entity?.Id ?? EntityKnown.Reporting))
            {
                Determined(facts, determination);
            }
        }

        facts.Set("theftKind", stated.TheftKinds is [var primary, ..] ? Words.Of(primary) : null);
        facts.Set("tradeSecretsExfiltrated", TradeSecrets(stated));
        facts.Set("personalDataAffected", stated.PersonalData?.Affected);
        facts.Set("highRisk", stated.AiSystem?.HighRisk);
        facts.Set("imminentRisk", stated.Harm?.ImminentDanger);
        facts.Set("incidentOngoing", stated.HandledAt is not null ? false : stated.NotHandledYet);
        facts.Set("outcome", Outcomes(stated));
        return facts.Entries;
    }

    /// <summary>The times a statement gives that clocks listen to.</summary>
    public static IEnumerable<Happening> Times(IncidentStatement stated, DateTimeOffset recordedAt) =>
    [
        .. Stated(stated).Where(t => t.Time is not null).Select(t => At(t.Kind, t.Time!, recordedAt)),
        .. (stated.Determinations ?? []).SelectMany(d => Decided(stated, d, recordedAt)),
    ];

    private static IEnumerable<(string Kind, TimeStatement? Time)> Stated(IncidentStatement stated) =>
    [
        ("became-aware", stated.BecameAwareAt),
        ("discovered", (TimeStatement?)stated.DiscoveredAt ?? stated.DetectedAt),
        ("reasonable-belief", stated.ReasonableBeliefAt),
        ("classified-major", stated.ClassifiedMajorAt),
        ("materiality-determined", stated.MaterialityDeterminedAt),
        ("ransom-paid", stated.RansomPaidAt),
        ("corrective-measure-available", stated.CorrectiveMeasureAvailableAt),
        ("incident-handled", stated.HandledAt),
        ("incident-resolved", stated.ResolvedAt),
    ];

    /// <summary>What a decision starts or ends. One that is taken back takes back what it ended; what it started has begun.</summary>
    private static IEnumerable<Happening> Decided(IncidentStatement stated, Determination decided, DateTimeOffset recordedAt)
    {
        var at = decided.DecidedAt ?? new TimeStatement { At = recordedAt };
        var yes = decided.Outcome == Tri.Yes;
        switch (decided.Kind)
        {
            case DeterminationKind.Major:
                if (yes && stated.ClassifiedMajorAt is null)
                {
                    yield return Of("classified-major");
                }

                yield return Of("reclassified-not-major") with { Record = "major", Void = decided.Outcome != Tri.No };
                break;
            case DeterminationKind.Material when yes && stated.MaterialityDeterminedAt is null:
                yield return Of("materiality-determined");
                break;
            case DeterminationKind.HighRiskToPersons when yes:
                yield return Of("high-risk-determined");
                break;
            case DeterminationKind.NotReportable:
                yield return Of("reclassified-not-reportable") with { Record = "not-reportable", Void = !yes };
                break;
            default:
                // A fact, which decides whether a regime applies; no clock listens to when it was decided.
                break;
        }

        Happening Of(string kind) => At(kind, at, recordedAt) with { Regime = decided.Regime, Entity = decided.Entity };
    }

    private static Happening At(string kind, TimeStatement time, DateTimeOffset recordedAt)
    {
        var (first, last) = time.Range();
        return new Happening(kind, first, recordedAt, last == first ? null : last);
    }

    /// <summary>A filing received here is, for each obligation it answers, the event that meets it. One that says that the incident is not reportable ends what hung on it there.</summary>
    public static IEnumerable<Happening> Receipts(IncidentReportFiled filed, DateTimeOffset recordedAt) =>
        filed.Cuts
            .Where(c => !c.Prepared)
            .SelectMany(c => c.Receipts)
            .Distinct()
            .Select(r => Received(r, filed.ReceivedAt, recordedAt, filed.Report));

    /// <summary>A submission elsewhere meets what it answers by its arrival there.</summary>
    public static IEnumerable<Happening> Receipts(SubmittedElsewhere submitted, DateTimeOffset recordedAt) =>
        submitted.Receipts.Distinct().Select(r => At(r.Kind, submitted.SubmittedAt, recordedAt) with { Regime = r.Regime, Entity = r.Entity, Record = Of(submitted.Report ?? submitted.Submission, r.Entity) });

    /// <summary>An authority's answer meets what the law asks of the authority itself.</summary>
    public static IEnumerable<Happening> Answers(CaseAcknowledged acknowledged, DateTimeOffset recordedAt) =>
        acknowledged.Answers.Select(a => new Happening(a.Kind, acknowledged.At, recordedAt, Regime: a.Regime, Entity: a.Entity));

    /// <summary>What a report had met is taken back.</summary>
    public static IEnumerable<Happening> TakenBack(IReadOnlyList<Happening> timeline, Guid report, DateTimeOffset recordedAt) =>
        Standing(timeline, h => h.Record?.StartsWith(report.ToString("N"), StringComparison.Ordinal) == true)
            .Select(h => h with { RecordedAt = recordedAt, Void = true });

    /// <summary>What one authority had received of a report, it received at another time.</summary>
    public static IEnumerable<Happening> ReceivedOtherwise(IReadOnlyList<Happening> timeline, ToldReport report, ReceiptCorrected corrected, DateTimeOffset recordedAt)
    {
        var receipts = report.Cuts.Where(c => c.Authority == corrected.Authority).SelectMany(c => c.Receipts).ToHashSet();
        return Standing(timeline, h => h.Record == Of(report.Report, h.Entity) && receipts.Contains(new FilingReceived(h.Regime!, h.Kind, h.Entity)))
            .Select(h => h with { At = corrected.ReceivedAt, LatestAt = null, RecordedAt = recordedAt });
    }

    private static IEnumerable<Happening> Standing(IReadOnlyList<Happening> timeline, Func<Happening, bool> which) =>
        timeline.Where(which).GroupBy(h => (h.Kind, h.Regime, h.Record)).Select(g => g.Last()).Where(h => !h.Void);

    private static Happening Received(FilingReceived receipt, DateTimeOffset at, DateTimeOffset recordedAt, Guid report) =>
        new(receipt.Kind, at, recordedAt, Regime: receipt.Regime, Entity: receipt.Entity, Record: Of(report, receipt.Entity));

    private static string Of(Guid report, string? entity) => report.ToString("N") + "/" + entity;

    private static void Determined(FactMap facts, Determination determination)
    {
        if (Fact(determination.Kind) is not { } fact)
        {
            return;
        }

        // The exemption is of a risk that is unlikely: it counts only when the firm has said that there is none.
        facts.Set(fact, (determination.Kind, determination.Outcome) switch
        {
            (DeterminationKind.RiskToPersons, Tri.No) => Tri.Yes,
            (DeterminationKind.RiskToPersons, Tri.Yes) => Tri.No,
            var (_, outcome) => outcome,
        });
    }

    /// <summary>The fact that a kind of determination decides; null where clocks listen to when it was determined.</summary>
    public static string? Fact(DeterminationKind kind) => kind switch
    {
        DeterminationKind.Significant => "significant",
        DeterminationKind.CriticalSafety => "criticalSafetyIncident",
        DeterminationKind.Severe => "severeIncident",
        DeterminationKind.ActivelyExploitedVulnerability => "activelyExploitedVulnerability",
        DeterminationKind.RiskToPersons => "riskToPersonsUnlikely",
        DeterminationKind.HighRiskToPersons => "highRiskToPersons",
        DeterminationKind.Major or DeterminationKind.Material or DeterminationKind.NotReportable => null,
    };

    /// <summary>The event of the rulebook that a determination is.</summary>
    public static string? Trigger(DeterminationKind kind) => kind switch
    {
        DeterminationKind.Major => "classified-major",
        DeterminationKind.Material => "materiality-determined",
        DeterminationKind.HighRiskToPersons => "high-risk-determined",
        _ => null,
    };

    /// <summary>Secret things copied or published: yes. Touched, or not known how: unknown. None of them: no. Nothing said of assets: not spoken of.</summary>
    private static Tri? TradeSecrets(IncidentStatement stated)
    {
        if (stated.Assets is null)
        {
            return null;
        }

        var secret = stated.Assets.Where(a => a.Kind is AssetKind.Weights or AssetKind.Source or AssetKind.TrainingData or AssetKind.SystemPrompt).ToList();
        return secret.Count == 0 ? Tri.No
            : secret.Exists(a => a.Taken is Taken.Copied or Taken.Published) ? Tri.Yes
            : Tri.Unknown;
    }

    /// <summary>What the harm and the theft amount to, in the rulebook's words, all of it: each regime takes the gravest that it knows.</summary>
    private static IReadOnlyList<string> Outcomes(IncidentStatement stated)
    {
        var harm = stated.Harm;
        (string Outcome, bool Is)[] all =
        [
            ("death", harm?.Deaths?.Value > 0),
            ("critical-infrastructure", harm?.CriticalInfrastructure == Tri.Yes),
            ("widespread", harm?.Widespread == Tri.Yes),
            ("weight-exfiltration", stated.TheftKinds?.Contains(TheftKind.WeightExfiltration) == true),
            ("serious", harm?.Injuries?.Value > 0 || harm?.Property == Tri.Yes || harm?.FundamentalRights == Tri.Yes),
        ];
        return [.. all.Where(o => o.Is).Select(o => o.Outcome)];
    }
}

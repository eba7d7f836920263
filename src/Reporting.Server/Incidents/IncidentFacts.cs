using System.Text.Json;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>Turns what is stated of an incident into what the rulebook asks: facts and timeline. The only place that knows both words.</summary>
public static class IncidentFacts
{
    /// <summary>The facts of a case. What was never spoken of is absent; what was stated as unknown is there as unknown; nothing is guessed.</summary>
    /// <param name="profile">The entity's profile as of the trigger; what the case states itself goes before it.</param>
    public static IReadOnlyDictionary<string, JsonElement?> Of(IncidentStatement stated, RegulatoryProfile? profile)
    {
        var facts = new FactMap();
        facts.Profile(profile);
        facts.Profile(stated.Profile);
        facts.Set("entityType", stated.ReportingEntity?.EntityType);
        foreach (var determination in stated.Determinations ?? [])
        {
            Determined(facts, determination);
        }

        facts.Set("theftKind", stated.TheftKinds is [var primary, ..] ? Words.Of(primary) : null);
        facts.Set("tradeSecretsExfiltrated", TradeSecrets(stated));
        facts.Set("personalDataAffected", stated.PersonalData?.Affected);
        facts.Set("highRisk", stated.AiSystem?.HighRisk);
        facts.Set("imminentRisk", stated.Harm?.ImminentDanger);
        facts.Set("outcome", Outcomes(stated));
        return facts.Entries;
    }

    /// <summary>The times a statement gives that clocks listen to.</summary>
    public static IEnumerable<Happening> Times(IncidentStatement stated, DateTimeOffset recordedAt)
    {
        (string Kind, TimeStatement? Time)[] times =
        [
            ("became-aware", stated.BecameAwareAt),
            ("discovered", (TimeStatement?)stated.DiscoveredAt ?? stated.DetectedAt),
            ("reasonable-belief", stated.ReasonableBeliefAt),
            ("classified-major", stated.ClassifiedMajorAt),
            ("materiality-determined", stated.MaterialityDeterminedAt),
            ("ransom-paid", stated.RansomPaidAt),
            ("corrective-measure-available", stated.CorrectiveMeasureAvailableAt),
            ("incident-resolved", stated.ResolvedAt),
        ];
        foreach (var (kind, time) in times)
        {
            if (time is null)
            {
                continue;
            }

            var (first, last) = time.Range();
            yield return new Happening(kind, first, recordedAt, last == first ? null : last);
        }
    }

    /// <summary>A filing received here is, for each obligation it answers, the event that meets it.</summary>
    public static IEnumerable<Happening> Receipts(IncidentReportFiled filed, DateTimeOffset recordedAt) =>
        filed.Cuts
            .SelectMany(c => c.Receipts)
            .Distinct()
            .Select(r => new Happening(r.Kind, filed.ReceivedAt, recordedAt, Regime: r.Regime));

    private static void Determined(FactMap facts, Determination determination)
    {
        switch (determination.Kind)
        {
            case DeterminationKind.Significant:
                facts.Set("significant", determination.Outcome);
                break;
            case DeterminationKind.CriticalSafety:
                facts.Set("criticalSafetyIncident", determination.Outcome);
                break;
            case DeterminationKind.Severe:
                facts.Set("severeIncident", determination.Outcome);
                break;
            case DeterminationKind.ActivelyExploitedVulnerability:
                facts.Set("activelyExploitedVulnerability", determination.Outcome);
                break;
            case DeterminationKind.RiskToPersons:
                // The exemption is of a risk that is unlikely: it counts only when the firm has said that there is none.
                facts.Set("riskToPersonsUnlikely", determination.Outcome switch { Tri.No => Tri.Yes, Tri.Yes => Tri.No, Tri.Unknown => Tri.Unknown });
                break;
            case DeterminationKind.Major or DeterminationKind.Material or DeterminationKind.NotReportable:
                // Their clocks listen to when it was determined, which is a time and not a fact.
                break;
        }
    }

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

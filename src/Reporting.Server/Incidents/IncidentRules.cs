using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using static Reporting.Server.Kernel.StatementRules;

namespace Reporting.Server.Incidents;

/// <summary>What an incident and its reports cannot say. Partial is legal and comes back as gaps; only what cannot be true, or names nothing, is refused, all of it at once.</summary>
public static class IncidentRules
{
    /// <summary>Rules for opening a case.</summary>
    /// <param name="now">What is past is judged by it.</param>
    public static IEnumerable<ProblemError> ToOpen(IncidentStatement stated, Now now) => [.. StatementRules.ToOpen(stated), .. CanBeTrue(stated, "", now)];

    /// <summary>Rules for filing a stage. What the report states anew is judged together with what the case says already.</summary>
    public static IEnumerable<ProblemError> ToFile(FileReport report, IncidentStatement earlier, Now now) =>
    [
        .. Authorities(report.Authorities),
        .. Distinct("/obligations", report.Obligations),
        .. Distinct("/evidence", report.Evidence),
        .. StatementRules.Past("/submittedBy/at", report.SubmittedBy.At, now),
        .. Declared(report),
        .. StatementRules.Past("/declaration/at", report.Declaration?.At, now),
        .. UniqueIds("/recipients", report.Recipients),
        .. Indexed("/recipients", report.Recipients).SelectMany(r => StatementRules.Past(r.At + "/submittedAt", r.Item.SubmittedAt, now)),
        .. Indexed("/differences", report.Differences?.GroupBy(d => d.Pointer).Where(g => g.Count() > 1).ToList())
            .Select(g => new ProblemError("/differences", "duplicate", $"One reason for {g.Item.Key}.")),
        .. Indexed("/disclose", report.Disclose).Where(d => !report.Authorities.Contains(d.Item.Authority))
            .Select(d => new ProblemError(d.At + "/authority", "not-addressed", "The report does not go to this authority.")),
        .. report.Incident is null ? NotAboveOfficial("/incident", earlier.Handling?.NotAboveOfficial) : ChangedTo(report.Incident, report.Incident.Over(earlier), "/incident", now),
    ];

    /// <summary>Somebody stands for a formal report, by name and role. A warning in the first hours need not wait for one, nor news between the stages, nor what is told of the firm's own will.</summary>
    private static IEnumerable<ProblemError> Declared(FileReport report) =>
        report.Declaration is null && report.Stage is not (SubmissionKind.EarlyWarning or SubmissionKind.Update or SubmissionKind.Voluntary)
            ? [new ProblemError("/declaration", "required", $"A report of the stage '{Words.Of(report.Stage)}' carries the declaration of a named person.")]
            : [];

    /// <summary>Rules for a change of what the case states: what was sent for itself, and what the case would state by it.</summary>
    private static IEnumerable<ProblemError> ChangedTo(IncidentStatement sent, IncidentStatement after, string root, Now now)
    {
        // Of two items with one id the later would take the place of the earlier unseen.
        var twice = Lists(sent, root).ToList();
        return twice.Count > 0 ? twice : CanBeTrue(after, root, now);
    }

    /// <summary>Rules for deciding a question.</summary>
    public static IEnumerable<ProblemError> ToDetermine(Determination determination, IncidentStatement stated, Now now) =>
    [
        .. Decided(determination, ""),
        .. StatementRules.Past("/decidedAt", determination.DecidedAt, now),
        .. determination.Entity is { } entity && entity != Deadlines.EntityKnown.Reporting && stated.AffectedEntities?.Any(e => e.Id == entity) != true
            ? [new ProblemError("/entity", "unknown-entity", "The case states no entity under this id.")]
            : Array.Empty<ProblemError>(),
        .. determination.DecidedAt is { } decided && stated.OccurredFrom is { } from ? InOrder("occurredFrom", from, "/decidedAt", decided, "before-occurred").Select(e => e with { Pointer = "/decidedAt" }) : [],
    ];

    /// <summary>Rules for an amendment.</summary>
    public static IEnumerable<ProblemError> ToAmend(AmendIncident amendment, IncidentStatement earlier, Func<IncidentStatement> after, Now now)
    {
        List<ProblemError> errors =
        [
            .. Amendments.Check(amendment, earlier, s => s.ExternalReference),
            .. amendment.Put is null ? [] : Lists(amendment.Put, "/put"),
        ];
        return errors.Count > 0 ? errors : CanBeTrue(after(), "/set", now);
    }

    public static IEnumerable<ProblemError> CanBeTrue(IncidentStatement stated, string root, Now now) =>
    [
        .. NotAboveOfficial(root, stated.Handling?.NotAboveOfficial),
        .. Past(stated, root, now),
        .. Order(stated, root),
        .. Parties(stated, root),
        .. Lists(stated, root),
        .. Indexed(root + "/determinations", stated.Determinations).SelectMany(d => Decided(d.Item, d.At)),
        .. stated is { NotHandledYet: true, HandledAt: not null }
            ? [new ProblemError(root + "/notHandledYet", "contradiction", "The case says when the incident was handled.")]
            : Array.Empty<ProblemError>(),
    ];

    private static IEnumerable<(string Pointer, TimeStatement? Time)> Moments(IncidentStatement stated, string root) =>
    [
        (root + "/discoveredAt", stated.DiscoveredAt),
        (root + "/reasonableBeliefAt", stated.ReasonableBeliefAt),
        (root + "/classifiedMajorAt", stated.ClassifiedMajorAt),
        (root + "/materialityDeterminedAt", stated.MaterialityDeterminedAt),
        (root + "/ransomPaidAt", stated.RansomPaidAt),
        (root + "/correctiveMeasureAvailableAt", stated.CorrectiveMeasureAvailableAt),
        (root + "/handledAt", stated.HandledAt),
        (root + "/recoveredAt", stated.RecoveredAt),
        (root + "/rootCauseAddressedAt", stated.RootCauseAddressedAt),
        (root + "/resolvedAt", stated.ResolvedAt),
    ];

    private static IEnumerable<ProblemError> Past(IncidentStatement stated, string root, Now now)
    {
        IEnumerable<(string Pointer, TimeStatement? Time)> times =
        [
            (root + "/becameAwareAt", stated.BecameAwareAt),
            (root + "/detectedAt", stated.DetectedAt),
            (root + "/occurredFrom", stated.OccurredFrom),
            (root + "/occurredTo", stated.OccurredTo),
            .. Moments(stated, root),
            (root + "/extraction/from", stated.Extraction?.From),
            (root + "/extraction/to", stated.Extraction?.To),
            .. Indexed(root + "/determinations", stated.Determinations).Select(d => (d.At + "/decidedAt", d.Item.DecidedAt)),
            .. Indexed(root + "/indicators", stated.Indicators).SelectMany(i => new[] { (i.At + "/firstSeen", i.Item.FirstSeen), (i.At + "/lastSeen", i.Item.LastSeen) }),
            .. Indexed(root + "/measures", stated.Measures).Where(m => m.Item.State == MeasureState.Applied).Select(m => (m.At + "/at", m.Item.At)),
        ];
        return times.SelectMany(t => StatementRules.Past(t.Pointer, t.Time, now));
    }

    private static IEnumerable<ProblemError> Order(IncidentStatement stated, string root)
    {
        const string Occurred = "occurredFrom";
        var from = stated.OccurredFrom;
        return
        [
            .. InOrder(Occurred, from, root + "/becameAwareAt", stated.BecameAwareAt, "aware-before-occurred"),
            .. InOrder(Occurred, from, root + "/detectedAt", stated.DetectedAt, "detected-before-occurred"),
            .. InOrder("detectedAt, the first sign,", stated.DetectedAt, root + "/becameAwareAt", stated.BecameAwareAt, "aware-before-detected"),
            .. InOrder(Occurred, from, root + "/occurredTo", stated.OccurredTo, "ended-before-begun"),
            // A fix may have been there before anybody was harmed for want of it.
            .. Moments(stated, root).Where(m => !m.Pointer.EndsWith("/correctiveMeasureAvailableAt", StringComparison.Ordinal))
                .SelectMany(m => InOrder(Occurred, from, m.Pointer, m.Time, "before-occurred")),
            .. InOrder("from", stated.Extraction?.From, root + "/extraction/to", stated.Extraction?.To, "ended-before-begun"),
            .. Indexed(root + "/indicators", stated.Indicators)
                .SelectMany(i => InOrder("firstSeen", i.Item.FirstSeen, i.At + "/lastSeen", i.Item.LastSeen, "ended-before-begun")),
        ];
    }

    private static IEnumerable<ProblemError> Parties(IncidentStatement stated, string root) =>
    [
        .. Lei(root + "/reportingEntity", stated.ReportingEntity?.Lei),
        .. Indexed(root + "/affectedEntities", stated.AffectedEntities).SelectMany(e => Lei(e.At, e.Item.Lei)),
        .. Lei(root + "/ultimateParent", stated.UltimateParent?.Lei),
        .. Lei(root + "/originThirdParty/party", stated.OriginThirdParty?.Party?.Lei),
    ];

    private static IEnumerable<ProblemError> Lists(IncidentStatement stated, string root) =>
    [
        .. Distinct(root + "/theftKinds", stated.TheftKinds),
        .. UniqueIds(root + "/affectedEntities", stated.AffectedEntities),
        .. Indexed(root + "/affectedEntities", stated.AffectedEntities).Where(e => e.Item.Id == Deadlines.EntityKnown.Reporting)
            .Select(e => new ProblemError(e.At + "/id", "taken", "This is what the reporting entity is called.")),
        .. UniqueIds(root + "/contacts", stated.Contacts),
        .. Indexed(root + "/contacts", stated.Contacts).Where(c => c.Item.Role == ContactRole.Primary).Skip(1)
            .Select(c => new ProblemError(c.At + "/role", "second-primary", "One contact is the primary one.")),
        .. UniqueIds(root + "/determinations", stated.Determinations),
        .. UniqueIds(root + "/assets", stated.Assets),
        .. UniqueIds(root + "/suspectedActors", stated.SuspectedActors),
        .. UniqueIds(root + "/techniques", stated.Techniques),
        .. UniqueIds(root + "/indicators", stated.Indicators),
        .. UniqueIds(root + "/vulnerabilities", stated.Vulnerabilities),
        .. UniqueIds(root + "/measures", stated.Measures),
    ];

    // A decision starts, moves and ends clocks: it must be possible to ask who took it, when and why. "Unknown" decides nothing.
    private static IEnumerable<ProblemError> Decided(Determination determination, string at)
    {
        if (determination.Outcome == Tri.Unknown)
        {
            yield break;
        }

        (string Member, bool Stated)[] needed =
        [
            ("decidedBy", determination.DecidedBy is not null),
            ("decidedAt", determination.DecidedAt is not null),
            ("reasons", determination.Reasons is not null),
        ];
        foreach (var (member, _) in needed.Where(n => !n.Stated))
        {
            yield return new ProblemError($"{at}/{member}", "required", "A determination says who decided, when and why.");
        }
    }
}

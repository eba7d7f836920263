using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Kernel;
using static Reporting.Contracts.Screening.StatutoryDocument;

namespace Reporting.Server.Screening;

/// <summary>When a document becomes an event that clocks hear of.</summary>
public enum Effective
{
    /// <summary>With its service on those whom the rule names.</summary>
    Given,

    /// <summary>With its being made.</summary>
    Made,

    /// <summary>At an instant that it states itself.</summary>
    Stated,
}

/// <summary>What one kind of document is in the machine.</summary>
/// <param name="Command">What issuing it is in the life of the notice.</param>
/// <param name="FourEyes">Another person than who drafted it has to approve it.</param>
/// <param name="Event">The rulebook's word for it; null: no clock hears of it.</param>
/// <param name="CountsFor">The roles of the addressees whose service counts; empty: all.</param>
/// <param name="Needs">Members of the draft that it must have.</param>
/// <param name="Takes">Members that it may have.</param>
public sealed record DocumentRule(
    StatutoryDocument Kind,
    NoticeCommand Command,
    bool FourEyes,
    string? Event,
    Effective Effective,
    AddresseeRole[] CountsFor,
    string[] Needs,
    string[] Takes)
{
    /// <summary>Something is asked of whoever it is served on.</summary>
    public bool Asks => Kind is InformationNotice or AttendanceNotice;

    /// <summary>It holds parties by conditions.</summary>
    public bool Orders => Kind is InterimOrder or FinalOrder;

    /// <summary>It is served on somebody.</summary>
    public bool IsAddressed => Needs.Contains(Statutes.Addressees);
}

/// <summary>Every kind of document, on one page.</summary>
public static class Statutes
{
    internal const string Addressees = "addressees";

    /// <summary>The event by which a regime shows that it knows call-ins: an authority under it has these documents, and no other.</summary>
    public const string CallInEvent = "called-in";

    private static readonly DocumentRule[] All =
    [
        Rule(Rejection, NoticeCommand.Reject, "notice-rejected", needs: [Addressees, "ground"], takes: ["paragraphs"]),
        Rule(NoFurtherAction, NoticeCommand.TakeNoFurtherAction, "no-further-action-notified", needs: [Addressees]),
        // s.23(2): the initial period begins with the day on which the call-in notice is given to the acquirer.
        Rule(CallInNotice, NoticeCommand.CallIn, CallInEvent, needs: [Addressees], countsFor: [AddresseeRole.Acquirer]),
        Rule(InformationNotice, NoticeCommand.AskForInformation, null, fourEyes: false, needs: [Addressees, "purpose", "consequences"], takes: ["due", "zone"]),
        Rule(AttendanceNotice, NoticeCommand.AskForInformation, null, fourEyes: false, needs: [Addressees, "purpose", "consequences", "due"], takes: ["zone"]),
        Rule(ClockStopNotice, NoticeCommand.StopClock, "assessment-clock-stopped", fourEyes: false, needs: [Addressees, "concerns"]),
        Rule(ClockRestartNotice, NoticeCommand.RestartClock, "assessment-clock-restarted", fourEyes: false, needs: [Addressees, "concerns", "because"]),
        Rule(AdditionalPeriodNotice, NoticeCommand.GiveAdditionalPeriod, "additional-period-notified", needs: [Addressees]),
        Rule(VoluntaryPeriodAgreement, NoticeCommand.AgreeVoluntaryPeriod, "voluntary-period-agreed", effective: Effective.Stated, needs: ["workingDays", "agreedAt"]),
        Rule(InterimOrder, NoticeCommand.MakeInterimOrder, null, needs: [Addressees], takes: ["endsAt", "conditions", "blocks"]),
        Rule(FinalOrder, NoticeCommand.MakeFinalOrder, "final-order-made", effective: Effective.Made, needs: [Addressees, "blocks"], takes: ["conditions", "considered"]),
        Rule(FinalNotification, NoticeCommand.GiveFinalNotification, "final-notification-given", needs: [Addressees], takes: ["considered"]),
        Rule(ValidationNotice, NoticeCommand.Validate, "validation-notice-given", needs: [Addressees]),
        Rule(Variation, NoticeCommand.VaryOrder, null, effective: Effective.Made, needs: [Addressees, "concerns", "conditions"], takes: ["blocks", "endsAt"]),
        Rule(Revocation, NoticeCommand.RevokeOrder, null, effective: Effective.Made, needs: [Addressees, "concerns"]),
        Rule(RefusalToVary, NoticeCommand.RefuseVariation, null, needs: [Addressees, "concerns"]),
        Rule(DecisionRevocation, NoticeCommand.RevokeDecision, "decision-revoked", effective: Effective.Made, needs: [Addressees]),
        Rule(AwarenessCorrection, NoticeCommand.CorrectAwareness, "became-aware-of-trigger-event", effective: Effective.Stated, needs: ["awareAt"]),
    ];

    private static readonly Dictionary<StatutoryDocument, DocumentRule> ByKind = All.ToDictionary(r => r.Kind);

    public static IReadOnlyList<DocumentRule> Rules => All;

    public static DocumentRule Of(StatutoryDocument kind) => ByKind[kind];

    /// <summary>Whether documents of a kind are drafted at all; an acceptance has a command of its own.</summary>
    public static bool IsDrafted(StatutoryDocument kind) => ByKind.ContainsKey(kind);

    private static DocumentRule Rule(
        StatutoryDocument kind,
        NoticeCommand command,
        string? @event,
        bool fourEyes = true,
        Effective effective = Effective.Given,
        AddresseeRole[]? countsFor = null,
        string[]? needs = null,
        string[]? takes = null) => new(kind, command, fourEyes, @event, effective, countsFor ?? [], needs ?? [], takes ?? []);

    // ---- a draft by itself ----

    /// <summary>What a draft lacks for its kind, has too much, or cannot say.</summary>
    public static IEnumerable<ProblemError> Check(DraftDocument draft, Now now)
    {
        if (!IsDrafted(draft.Kind))
        {
            return [new ProblemError("/kind", "has-its-own-command", "An acceptance is given by POST …/acceptance.")];
        }

        var rule = Of(draft.Kind);
        var members = Members(draft);
        return
        [
            .. members.Where(m => rule.Needs.Contains(m.Name) && !m.Has).Select(m => new ProblemError("/" + m.Name, "required", $"A document of the kind '{Words.Of(draft.Kind)}' has it.")),
            .. members.Where(m => m.Has && !rule.Needs.Contains(m.Name) && !rule.Takes.Contains(m.Name)).Select(m => new ProblemError("/" + m.Name, "not-of-this-kind", $"A document of the kind '{Words.Of(draft.Kind)}' has no such member.")),
            .. draft.Parts.Count == 0 ? [new ProblemError("/parts", "required", "It says nothing.")] : Array.Empty<ProblemError>(),
            .. Twice("/parts", draft.Parts.Select(p => p.Id)),
            .. Twice("/addressees", (draft.Addressees ?? []).Select(a => a.Id)),
            .. Twice("/conditions", (draft.Conditions ?? []).Select(c => c.Id)),
            .. StatementRules.Indexed("/addressees", draft.Addressees).SelectMany(a => StatementRules.Indexed(a.At + "/leftOut", a.Item.LeftOut).Where(l => draft.Parts.All(p => p.Id != l.Item)).Select(l => new ProblemError(l.At, "unknown-part", "The document has no part with this id."))),
            .. rule.CountsFor.Length > 0 && draft.Addressees is { Count: > 0 } named && !named.Any(a => rule.CountsFor.Contains(a.Role))
                ? [new ProblemError("/addressees", "nobody-counts", $"It is given to {string.Join(" or ", rule.CountsFor.Select(Words.Of))}, and nobody of that part is named.")]
                : Array.Empty<ProblemError>(),
            .. StatementRules.Past("/agreedAt", draft.AgreedAt, now),
            .. StatementRules.Past("/awareAt", draft.AwareAt, now),
            .. draft.Due <= now.Value ? [new ProblemError("/due", "in-the-past", "Nobody can comply by then.")] : Array.Empty<ProblemError>(),
            .. draft.EndsAt <= now.Value ? [new ProblemError("/endsAt", "in-the-past", "It would have ended before it was made.")] : Array.Empty<ProblemError>(),
            .. draft.Zone is { } zone && NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null ? [new ProblemError("/zone", "unknown-zone", "No zone of the IANA database is called so.")] : Array.Empty<ProblemError>(),
            .. StatementRules.Indexed("/conditions", draft.Conditions).SelectMany(c => Duties(c.At + "/duties", c.Item.Duties)),
        ];
    }

    private static IEnumerable<ProblemError> Duties(string at, IReadOnlyList<ConditionDuty>? duties) =>
    [
        .. Twice(at, (duties ?? []).Select(d => d.Id)),
        .. StatementRules.Indexed(at, duties).Where(d => d.Item.Kind == DutyKind.NoticeOfChange ? d.Item is not { WithinDays: not null, FirstDue: null, EveryMonths: null } : d.Item is not { FirstDue: not null, WithinDays: null })
            .Select(d => new ProblemError(d.At, "when-is-it-due", "A notice of change has withinDays; every other duty firstDue and, where it comes again, everyMonths.")),
    ];

    private static IEnumerable<ProblemError> Twice(string list, IEnumerable<string> ids) =>
        StatementRules.Distinct(list, ids).Select(e => e with { Pointer = e.Pointer + "/id" });

    private static IReadOnlyList<(string Name, bool Has)> Members(DraftDocument d) =>
    [
        (Addressees, d.Addressees is { Count: > 0 }),
        ("ground", d.Ground is not null),
        ("paragraphs", d.Paragraphs is { Count: > 0 }),
        ("purpose", d.Purpose is not null),
        ("consequences", d.Consequences is not null),
        ("due", d.Due is not null),
        ("zone", d.Zone is not null),
        ("concerns", d.Concerns is not null),
        ("because", d.Because is not null),
        ("workingDays", d.WorkingDays is not null),
        ("agreedAt", d.AgreedAt is not null),
        ("endsAt", d.EndsAt is not null),
        ("blocks", d.Blocks is not null),
        ("conditions", d.Conditions is not null),
        ("considered", d.Considered is { Count: > 0 }),
        ("awareAt", d.AwareAt is not null),
    ];
}

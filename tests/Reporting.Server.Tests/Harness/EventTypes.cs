using Marten.Events;
using Reporting.Server.Audit;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Commitments;
using Reporting.Server.Deadlines;
using Reporting.Server.Evidence;
using Reporting.Server.Exchange;
using Reporting.Server.Firms;
using Reporting.Server.Incidents;
using Reporting.Server.Notifications;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;

namespace Reporting.Server.Tests.Harness;

/// <summary>Every event that is stored. A new one is added here, and gets a frozen sample.</summary>
public static class EventTypes
{
    public static readonly IReadOnlyList<Type> All =
    [
        typeof(FirmRegistered), typeof(EntityRegistered), typeof(ProfileStated), typeof(ContactAdded), typeof(MandateGiven), typeof(MandateRevoked),
        typeof(IncidentOpened), typeof(IncidentReportFiled),
        typeof(IncidentDetermined), typeof(IncidentAmended), typeof(SubmittedElsewhere), typeof(ReportWithdrawn), typeof(IncidentWithdrawn), typeof(IncidentClosed), typeof(IncidentReopened),
        typeof(IncidentLinked), typeof(InformationProvided),
        typeof(CaseAcknowledged), typeof(ReceiptCorrected), typeof(ReportReviewed), typeof(InformationRequested), typeof(InformationRequestWithdrawn), typeof(RepresentationRecorded),
        typeof(AuthorityClosedCase), typeof(AuthorityReopenedCase),
        typeof(SeverityClassified), typeof(AssessmentRecorded), typeof(CasesLinked), typeof(CaseAssigned), typeof(CaseTagged), typeof(CaseNoted), typeof(MemberBarred), typeof(BarLifted), typeof(ClosureProposed), typeof(ClosureApproved), typeof(CaseRead), typeof(ReadsReleased),
        typeof(CaseReferred), typeof(ReferralRevoked), typeof(CasePublished), typeof(PublicationWithdrawn),

        typeof(NoticeOpened), typeof(NoticeAmended), typeof(NoticeSubmitted), typeof(NoticeAccepted),
        typeof(NoticeWithdrawn), typeof(DocumentMade), typeof(DocumentServed), typeof(DocumentPublished), typeof(FalseInformationFound), typeof(CompletionRecorded), typeof(VariationRequested), typeof(DutyReported), typeof(StepTaken),
        typeof(OwnCaseOpened), typeof(CaseReached), typeof(DocumentDrafted), typeof(DraftApproved), typeof(DocumentIssued), typeof(ServiceRecorded), typeof(AnswerReceived),
        typeof(CaseConfined), typeof(ConfinementLifted), typeof(DeadlinesAssigned),
        typeof(DeadlinesComputed),
        typeof(RulebookActivated),
        typeof(EvidenceAnnounced), typeof(EvidenceReceived), typeof(EvidenceQuarantined), typeof(EvidenceCleared), typeof(EvidenceLeftUnscanned), typeof(EvidenceReleased), typeof(EvidenceSealed), typeof(EvidenceRead),
        typeof(SimilarityAsked), typeof(SimilarityFailed),
        typeof(NotificationPlanned), typeof(NotificationSent), typeof(NotificationFailed), typeof(NotificationDropped), typeof(NotificationReplayed), typeof(NotificationAcknowledged),
        typeof(SubscriptionMade), typeof(AddressVerified), typeof(AddressFailing), typeof(RemindersStopped), typeof(SecretRotated), typeof(SubscriptionEnded),
        typeof(MarkersCommitted),
    ];

    /// <summary>Earlier versions, by the name of their sample: what they were read as then. Their upcasters are tested where the event is.</summary>
    public static readonly IReadOnlyDictionary<string, Type> Earlier = new Dictionary<string, Type> { ["notice-accepted.v1"] = typeof(NoticeAcceptedV1) };

    /// <summary>The name of the sample of what is stored under a name.</summary>
    public static string SampleOf(string storedAs)
    {
        var (kind, version) = Kernel.EventName.Parse(storedAs);
        return $"{kind}.v{version}";
    }

    /// <summary>The name an event is stored under.</summary>
    public static string EventMappingName(this IReadOnlyEventStoreOptions options, Type type) =>
        options.AllKnownEventTypes().Single(e => e.EventType == type).Alias;
}

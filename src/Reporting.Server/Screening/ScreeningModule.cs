using Marten;
using Reporting.Server.Cases;

namespace Reporting.Server.Screening;

public static class ScreeningModule
{
    public static void AddScreening(this IServiceCollection services)
    {
        services.AddSingleton<ICaseRevision>(new CaseRevision<ScreeningNotice>(CaseType.ScreeningNotice, n => n.Revision));
        services.AddSingleton<IDesk, Desk<ScreeningNotice>>();
        services.AddSingleton<NoticeLinks>();
    }

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<NoticeOpened>("notice-opened");
        options.Events.MapEventType<NoticeAmended>("notice-amended");
        options.Events.MapEventType<NoticeSubmitted>("notice-submitted");
        options.Events.MapEventType<NoticeAccepted>(NoticeAccepted.Name);
        options.Events.Upcast<NoticeAcceptedV1, NoticeAccepted>(NoticeAcceptedV1.Name, v1 => v1.Upcast());
        options.Events.MapEventType<OwnCaseOpened>("own-case-opened");
        options.Events.MapEventType<CaseReached>("case-reached");
        options.Events.MapEventType<NoticeWithdrawn>("notice-withdrawn");
        options.Events.MapEventType<DocumentDrafted>("document-drafted");
        options.Events.MapEventType<DraftApproved>("draft-approved");
        options.Events.MapEventType<DocumentIssued>("document-issued");
        options.Events.MapEventType<ServiceRecorded>("service-recorded");
        options.Events.MapEventType<AnswerReceived>("answer-received");
        options.Events.MapEventType<DocumentMade>("document-made");
        options.Events.MapEventType<DocumentServed>("document-served");
        options.Events.MapEventType<DocumentPublished>("document-published");
        options.Events.MapEventType<FalseInformationFound>("false-information-found");
        options.Events.MapEventType<CompletionRecorded>("completion-recorded");
        options.Events.MapEventType<VariationRequested>("variation-requested");
        options.Events.MapEventType<DutyReported>("duty-reported");
        options.Events.MapEventType<StepTaken>("step-taken");
        // A case's streams are short: folding one when it is read costs less than keeping a copy at each write.
        options.Projections.LiveStreamAggregation<ScreeningNotice>();
        options.Projections.LiveStreamAggregation<Answered>();
    }
}

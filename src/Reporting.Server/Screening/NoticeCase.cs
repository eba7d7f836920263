using Reporting.Server.Deadlines;
using Reporting.Server.Firms;

namespace Reporting.Server.Screening;

/// <summary>A screening notice as the deadline engine is shown it.</summary>
public static class NoticeCase
{
    public const string Type = "screening-notice";

    public static CaseKnown Known(ScreeningNotice notice, Firm firm)
    {
        var entity = firm.Entity(notice.Stated.NotifyingParty?.EntityId);
        return new CaseKnown(Type, NoticeFacts.Of(notice.Stated, entity?.ProfileOn(DateOnly.MaxValue)), notice.Timeline, notice.Addressees);
    }
}

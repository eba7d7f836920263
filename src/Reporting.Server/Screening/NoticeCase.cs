using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Screening;

/// <summary>A screening notice as the deadline engine is shown it.</summary>
public static class NoticeCase
{
    public const string Type = "screening-notice";

    /// <summary>Each kind of notice has a form of its own (SI 2021/1272 Schedules 1 to 3), named by the kind.</summary>
    public static string StageOf(NoticeStatement stated) => Words.Of(stated.NoticeKind ?? NoticeKind.None);

    public static CaseKnown Known(ScreeningNotice notice, Firm firm, Now now)
    {
        var entity = firm.Entity(notice.Stated.NotifyingParty?.EntityId);
        var profile = entity?.ProfileOn(Clocks.LocalDay(entity.Country, now.Value));
        return new CaseKnown(Type, NoticeFacts.Of(notice.Stated, profile), notice.Timeline, notice.Addressees);
    }
}

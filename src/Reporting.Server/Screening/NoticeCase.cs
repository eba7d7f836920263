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

    /// <summary>The forms a notice is written for: each kind has one of its own (SI 2021/1272 Schedules 1 to 3; a CFIUS declaration or notice), named by the kind; a regime with one form calls it <c>notice</c>.</summary>
    public static IReadOnlyList<string> StagesOf(NoticeStatement stated) =>
    [
        .. stated.NoticeKind is { } kind and not NoticeKind.None ? [Words.Of(kind)] : Array.Empty<string>(),
        .. stated.CfiusFiling is { } filing and not CfiusFiling.None ? [Words.Of(filing)] : Array.Empty<string>(),
        .. stated.CfiusFiling is CfiusFiling.Declaration ? Array.Empty<string>() : ["notice"],
    ];

    public static CaseKnown Known(ScreeningNotice notice, Firm firm, Now now)
    {
        var entity = firm.Entity(notice.Stated.NotifyingParty?.EntityId);
        var profile = entity?.ProfileOn(Clocks.LocalDay(entity.Country, now.Value));
        return CaseKnown.Of(Type, NoticeFacts.Of(notice, profile), notice.Timeline, notice.Addressees) with { Requests = notice.Requests };
    }
}

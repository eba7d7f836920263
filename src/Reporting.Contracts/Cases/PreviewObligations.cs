using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;

namespace Reporting.Contracts.Cases;

/// <summary>POST /v1/obligations/preview: one of the two, as it would open a case. Partial is welcome.</summary>
public sealed record PreviewObligations
{
    public IncidentStatement? Incident { get; init; }

    public NoticeStatement? ScreeningNotice { get; init; }
}

using System.Text.Json.Serialization;

namespace Reporting.Server.Cases;

/// <summary>
/// Under which reference an authority knows a case: written once, with the first filing to that authority, and never
/// changed. The one way from an authority's reference to a firm's tenant; read only after policy allowed the caller.
/// Single-tenanted: an authority's request has no tenant before this is read.
/// </summary>
public sealed record CaseAddress(
    [property: JsonPropertyName("id")] string Id,
    string Authority,
    string Tenant,
    Guid Case,
    CaseType Type);

/// <summary>The two kinds of case.</summary>
public enum CaseType
{
    Incident,
    ScreeningNotice,
}

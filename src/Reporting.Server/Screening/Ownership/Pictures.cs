using NodaTime;
using Reporting.Contracts.Screening;
using Reporting.Ownership;
using Reporting.Rulebook;
using Reporting.Server.Kernel;

namespace Reporting.Server.Screening.Ownership;

/// <summary>Statements held against the rules of attribution in force.</summary>
public static class Pictures
{
    /// <summary>By the regime that has such rules, whether or not it applies: whether a threshold is crossed is what its application turns on.</summary>
    public static OwnershipPicture Of(RegimeSet rulebook, IReadOnlyList<OwnershipStatement>? statements, Now at)
    {
        var now = Instant.FromDateTimeOffset(at.Value);
        var regime = rulebook.For(NoticeCase.Type)
            .Where(r => r.Attribution is not null && r.EffectiveFrom <= now.InZone(r.Zone).Date)
            .OrderByDescending(r => r.EffectiveFrom)
            .FirstOrDefault();
        return OwnershipPictures.Of(statements ?? [], regime, now.InZone(regime?.Zone ?? DateTimeZone.Utc).Date.ToDateOnly());
    }
}

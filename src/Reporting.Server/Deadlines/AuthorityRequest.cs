namespace Reporting.Server.Deadlines;

/// <summary>
/// Something an authority has asked of a firm by an end that the authority itself named: no rule of a regime counts it,
/// so nothing is computed but where it stands.
/// </summary>
/// <param name="Id">The request's id.</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Due">The end that was named, UTC.</param>
/// <param name="Zone">IANA zone in which the authority named it.</param>
/// <param name="AnsweredAt">When the answer was received; null while none was.</param>
/// <param name="EndedAt">When the authority took it back; null while it stands.</param>
public sealed record AuthorityRequest(
    string Id, string Authority, string Title, DateTimeOffset AskedAt, DateTimeOffset Due, string Zone, DateTimeOffset? AnsweredAt = null, DateTimeOffset? EndedAt = null)
{
    /// <summary>Stands where a deadline of a regime has the regime's id.</summary>
    public const string Regime = "authority-request";

    internal DeadlineRecord Deadline(Kernel.Now now)
    {
        var state = AnsweredAt is { } answered ? answered <= Due ? "met" : "met-late"
            : EndedAt is not null ? "lapsed"
            : now.Value > Due ? "missed"
            : "running";
        return new DeadlineRecord(
            Regime,
            Edition: LocalDay(AskedAt).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            LawStatus: "in-force",
            Id,
            Title,
            Binds: "firm",
            Authority,
            state,
            Revision: 1,
            Due,
            LocalDay(Due),
            Zone,
            Due,
            LocalDay(Due),
            state == "running" ? new RemainingTime("hours", (decimal)Math.Floor((Due - now.Value).TotalHours)) : null,
            Citation: null,
            Consequence: null,
            [.. Steps(state)],
            Verified: "confirmed");
    }

    private IEnumerable<ExplanationStep> Steps(string state)
    {
        yield return Step("requested", AskedAt, Authority);
        yield return Step("named-end", Due, Authority);
        var last = state switch
        {
            "met" or "met-late" => Step(state, AnsweredAt, "answer"),
            "lapsed" => Step(state, EndedAt, "request-ended"),
            "missed" => Step(state, Due, null),
            _ => null,
        };
        if (last is not null)
        {
            yield return last;
        }
    }

    private static ExplanationStep Step(string code, DateTimeOffset? at, string? reason) => new(code, null, null, at, null, reason, null);

    private DateOnly LocalDay(DateTimeOffset at) =>
        NodaTime.Instant.FromDateTimeOffset(at).InZone(NodaTime.DateTimeZoneProviders.Tzdb[Zone]).Date.ToDateOnly();
}

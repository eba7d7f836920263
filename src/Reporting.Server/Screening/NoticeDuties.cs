using System.Globalization;
using NodaTime;
using Reporting.Contracts.Screening;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Screening;

/// <summary>A duty that a condition of an order in force lays on the firm.</summary>
/// <param name="Order">The order whose condition it is, also where a variation states it.</param>
/// <param name="Document">The document that states it.</param>
/// <param name="Zone">In which its days are meant.</param>
public sealed record Duty(Guid Order, Guid Document, string Authority, string Condition, ConditionDuty Stated, string Zone)
{
    /// <summary>The round that begins with the order; a notice of change has none until something changes.</summary>
    internal IEnumerable<AuthorityRequest> First(DateTimeOffset at) =>
        Stated.FirstDue is { } due ? [Round(1, at, due)] : [];

    internal AuthorityRequest Round(int number, DateTimeOffset askedAt, DateOnly due) => new(
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}"), Authority, Stated.Title, askedAt, EndOf(due), Zone);

    internal string Prefix => $"{NoticeDuties.Under(Order)}{NoticeDuties.Name(Document)}.{Condition}.{Stated.Id}.";

    internal DateOnly LocalDay(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[Zone]).Date.ToDateOnly();

    // To the end of the local day.
    private DateTimeOffset EndOf(DateOnly day) =>
        (DateTimeZoneProviders.Tzdb[Zone].AtStartOfDay(LocalDate.FromDateOnly(day.AddDays(1))).ToInstant() - Duration.FromSeconds(1)).ToDateTimeOffset();
}

/// <summary>The duties under conditions, as deadlines that the authority itself has named.</summary>
public static class NoticeDuties
{
    /// <summary>How a document is named among the deadlines.</summary>
    public static string Name(Guid document) => document.ToString("N");

    internal static string Under(Guid order) => Name(order) + ".";

    /// <summary>Whether a deadline is of a duty under this order.</summary>
    public static bool IsUnder(AuthorityRequest request, Guid order) => request.Id.StartsWith(Under(order), StringComparison.Ordinal);

    /// <summary>The duties that a copy of an order, or of its variation, states.</summary>
    public static IEnumerable<Duty> Of(Guid order, CaseDocument document, DocumentCopy copy) =>
        (copy.Conditions ?? []).SelectMany(c => (c.Duties ?? []).Select(d => new Duty(order, document.Id, document.Authority, c.Id, d, copy.Zone)));

    /// <summary>A report answers the earliest round that is open; what comes again is due again so many months after the first time. A change begins a round of its own.</summary>
    public static IReadOnlyList<AuthorityRequest> After(DutyReported report, IReadOnlyList<Duty> duties, IReadOnlyList<AuthorityRequest> requests)
    {
        if (duties.FirstOrDefault(d => d.Order == report.Document && d.Condition == report.Condition && d.Stated.Id == report.Duty) is not { } duty)
        {
            return requests;
        }

        var rounds = requests.Count(r => r.Id.StartsWith(duty.Prefix, StringComparison.Ordinal));
        List<AuthorityRequest> after = [.. requests];
        if (report.ChangedAt is { } changed && duty.Stated.WithinDays is { } within)
        {
            after.Add(duty.Round(++rounds, changed, duty.LocalDay(changed).AddDays(within)));
        }

        var open = after.FindIndex(r => r.Id.StartsWith(duty.Prefix, StringComparison.Ordinal) && r.AnsweredAt is null && r.EndedAt is null);
        if (report.Text is not null && open >= 0)
        {
            after[open] = after[open] with { AnsweredAt = report.ReceivedAt };
            if (duty.Stated is { FirstDue: { } first, EveryMonths: { } months })
            {
                after.Add(duty.Round(rounds + 1, report.ReceivedAt, first.AddMonths(months * rounds)));
            }
        }

        return after;
    }
}

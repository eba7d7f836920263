using JasperFx.Events;
using JasperFx.Events.Grouping;
using Marten.Events.Projections;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Incidents;
using Reporting.Server.Screening;

namespace Reporting.Server.Oversight;

/// <summary>
/// One case in one authority's queue. Single-tenanted: the rows of all firms in one table, each belonging to one
/// authority; only Oversight reads it, and only by authority.
/// </summary>
public sealed record RegulatorCase(string Id)
{
    public string Authority { get; init; } = "";

    public string CaseType { get; init; } = "";

    public string Tenant { get; init; } = "";

    public string State { get; init; } = "received";

    public string? Stage { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<string> Regimes { get; init; } = [];

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The nearest end among this authority's own clocks and what is owed to it.</summary>
    public DateTimeOffset? NextDue { get; init; }

    public DateOnly? NextDueDate { get; init; }

    public string? NextObligation { get; init; }
}

/// <summary>Reader: an authority's caseworkers. Lifecycle: async. May be stale by a second; a queue is looked at, never decided from.</summary>
public sealed partial class RegulatorQueue : MultiStreamProjection<RegulatorCase, string>
{
    public RegulatorQueue()
    {
        Name = "RegulatorQueue";
        Version = QueueVersion;
        TenancyGrouping = TenancyGrouping.AcrossTenants;

        // The events say which authorities they concern, so that a row is found without reading the view.
        Identities<IEvent<IncidentReportFiled>>(e => [.. e.Data.Cuts.Where(c => !c.Prepared).Select(c => c.Reference)]);
        Identity<IEvent<CaseAcknowledged>>(e => e.Data.Reference);
        Identity<IEvent<AuthorityClosedCase>>(e => e.Data.Reference);
        Identity<IEvent<AuthorityReopenedCase>>(e => e.Data.Reference);
        Identity<IEvent<OwnCaseOpened>>(e => e.Data.Reference);
        Identity<IEvent<DocumentMade>>(e => e.Data.Reference);
        Identity<IEvent<DocumentServed>>(e => e.Data.Reference);
        Identities<IEvent<NoticeSubmitted>>(e => [.. e.Data.Cuts.Select(c => c.Reference)]);
        Identities<IEvent<DeadlinesComputed>>(e => [.. e.Data.Addressees.Where(a => e.Data.Concerns?.Contains(a.Authority) == true).Select(a => a.Reference)]);
    }

    /// <summary>The version of the view that this code builds. Raised when its shape changes; the old one serves until the new one has caught up.</summary>
    public const uint QueueVersion = 1;

    public override RegulatorCase? Evolve(RegulatorCase? snapshot, string id, IEvent e) => e.Data switch
    {
        IncidentReportFiled filed => Submitted(snapshot, id, e, "incident", Words.Of(filed.Stage), filed.Cuts, filed.Title, filed.ReceivedAt),
        NoticeSubmitted filed => Submitted(snapshot, id, e, "screening-notice", "notice", filed.Cuts, filed.Title, filed.ReceivedAt),
        CaseAcknowledged => snapshot is { State: "received" } ? snapshot with { State = "acknowledged" } : snapshot,
        AuthorityClosedCase => snapshot is null ? null : snapshot with { State = "closed" },
        AuthorityReopenedCase => snapshot is null ? null : snapshot with { State = "acknowledged" },
        OwnCaseOpened opened => new RegulatorCase(id)
        {
            Authority = opened.Authority,
            CaseType = "screening-notice",
            Tenant = e.TenantId,
            ReceivedAt = opened.ReceivedAt,
            State = Words.Of(NoticeState.NotNotified),
            Title = opened.Stated.Title,
        },
        DocumentMade made => InState(snapshot, made.Kind, Effective.Made),
        DocumentServed served => InState(snapshot, served.Kind, Effective.Given),
        DeadlinesComputed computed => Clocks(snapshot, computed),
        _ => snapshot,
    };

    // Where a document led the case: by the table, from wherever it can be allowed.
    private static RegulatorCase? InState(RegulatorCase? row, StatutoryDocument kind, Effective how)
    {
        if (row is null || !Statutes.IsDrafted(kind) || Statutes.Of(kind) is not { } rule || rule.Effective != how)
        {
            return row;
        }

        var leads = Enum.GetValues<NoticeState>().SelectMany(from => NoticeLife.Table.After(from, rule.Command).Where(to => to != from)).Distinct().ToList();
        return leads is [var to] ? row with { State = Words.Of(to) } : row;
    }

    private static RegulatorCase Submitted(
        RegulatorCase? row, string id, IEvent e, string type, string stage, IReadOnlyList<Cut> cuts, string? title, DateTimeOffset receivedAt)
    {
        var cut = cuts.First(c => c.Reference == id);
        row ??= new RegulatorCase(id) { Authority = cut.Authority, CaseType = type, Tenant = e.TenantId, ReceivedAt = receivedAt };
        return row with { State = row.State is "rejected" or "withdrawn" ? "received" : row.State, Stage = stage, Title = cut.Fields.Contains("/title") ? title ?? row.Title : row.Title };
    }

    private static RegulatorCase? Clocks(RegulatorCase? row, DeadlinesComputed computed)
    {
        if (row is null)
        {
            return null;
        }

        // Where the case has gone on since this authority was told of it, what it knows.
        var own = computed.ShownTo(row.Authority);
        var next = own.Where(d => d is { State: "running" or "missed", Due: not null }).MinBy(d => d.Due);
        return row with
        {
            Regimes = [.. own.Select(d => d.Regime).Distinct()],
            State = row.State == "received" && computed.Timeline.LastOrDefault(h => h.Kind is "acceptance-notified" or "notice-submitted" && own.Any(d => d.Regime == h.Regime)) is { Kind: "acceptance-notified" } ? "accepted" : row.State,
            NextDue = next?.Due,
            NextDueDate = next?.DueDate,
            NextObligation = next?.Key,
        };
    }
}

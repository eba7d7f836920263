using JasperFx.Events;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Screening;

/// <summary>Parts of a notice as it is shown, from its events with their persons opened.</summary>
public static class NoticeViews
{
    /// <summary>What authorities did; of one, where an authority is shown its own.</summary>
    public static IReadOnlyList<ActView> Acts(IReadOnlyList<IEvent> events, string? authority) =>
        [.. events.Where(e => e.Data is IAuthorityAct act && (authority is null || act.Authority == authority)).Select(e => Act(e, (IAuthorityAct)e.Data))];

    private static ActView Act(IEvent e, IAuthorityAct act)
    {
        var view = new ActView(act.Authority, EventName.KindOf(e.EventTypeName), act.HappenedAt, null, null, null, null);
        return act switch
        {
            NoticeAccepted a => view with { Concerns = a.Document },
            DocumentMade a => view with { Concerns = a.Document, Outcome = Words.Of(a.Kind) },
            DocumentServed a => view with { Concerns = a.Document, Outcome = Words.Of(a.Kind), Text = a.Reason, Due = a.Copy?.Due },
            DocumentPublished a => view with { Concerns = a.Document, Outcome = Words.Of(a.Kind), Text = a.Url },
            RepresentationRecorded a => view with { Concerns = a.Representation },
            StepTaken a => view with { Outcome = a.Step, Text = a.Text },
            _ => view,
        };
    }

    public static IReadOnlyList<RepresentationView> Representations(IReadOnlyList<IEvent> events, string? authority) =>
        [.. events.Select(e => e.Data).OfType<RepresentationRecorded>().Where(r => authority is null || r.Authority == authority).Select(r => new RepresentationView(r.Authority, r.ReceivedAt, r.Party, r.Text))];

    /// <summary>What authorities gave the firm, made or published, in order.</summary>
    /// <param name="at">When it is looked at: an order may have ended by its own words since.</param>
    public static IReadOnlyList<DocumentView> Documents(ScreeningNotice notice, DateTimeOffset at) => [.. notice.Documents.Select(d => View(d, at))];

    private static DocumentView View(CaseDocument d, DateTimeOffset at)
    {
        var over = d.EndedAt is null && d.EndsAt < at;
        return new DocumentView(
            d.Id,
            d.Authority,
            Words.Of(d.Kind),
            d.Concerns,
            d.MadeAt,
            [.. d.Services.Select(s => new ServiceView(s.Addressee, Words.Of(s.Role), s.Served.SentAt, Words.Of(s.Served.Method)))],
            [.. (d.Copy?.Parts ?? []).Select(p => p.Text)],
            d.Copy?.LeftOut ?? 0,
            d.Copy?.Conditions ?? [],
            d.Copy?.Due,
            d.EndsAt,
            over ? d.EndsAt : d.EndedAt,
            over ? "its-own-words" : d.EndedBy is { } by ? Words.Of(by) : null,
            d.PublishedAt);
    }
}

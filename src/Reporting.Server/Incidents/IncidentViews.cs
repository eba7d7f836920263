using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>Parts of an incident as it is shown, from its events with their persons opened.</summary>
public static class IncidentViews
{
    public static IReadOnlyList<FilingView> Filings(Incident incident, IReadOnlyList<IEvent> events)
    {
        var reports = incident.Reports.ToDictionary(r => r.Report);
        return [.. Of<IncidentReportFiled>(events).SelectMany(r => r.Cuts.Select(c => new FilingView(
            r.Report, Words.Of(r.Stage), c.Authority, r.ReceivedAt, c.Answers, r.LateReason, Status(reports[r.Report], c.Authority, c.Prepared))))];
    }

    private static string Status(ToldReport report, string authority, bool prepared) =>
        report.Withdrawn ? "withdrawn"
        : !prepared ? "received"
        : report.Elsewhere.Contains(authority) ? "submitted-elsewhere"
        : "prepared";

    public static IReadOnlyList<SubmissionView> Submissions(IReadOnlyList<IEvent> events) =>
        [.. Of<SubmittedElsewhere>(events).Select(s => new SubmissionView(
            s.Submission, s.Authority, s.Report, s.Answers, Words.Of(s.Channel), s.Reference, s.SubmittedAt, s.SubmittedBy, s.ProofEvidenceId))];

    /// <summary>Each amendment with what it changed, before and after.</summary>
    public static IReadOnlyList<AmendmentView> Amendments(IReadOnlyList<IEvent> events)
    {
        var views = new List<AmendmentView>();
        Incident? incident = null;
        foreach (var e in events)
        {
            if (e is IEvent<IncidentOpened> opened)
            {
                incident = Incident.Create(opened);
                continue;
            }

            var after = incident!.After(e);
            if (e is IEvent<IncidentAmended> { Data: var amended })
            {
                views.Add(new AmendmentView(
                    amended.Amendment, Words.Of(amended.Kind), amended.Reason, e.Timestamp, By.AsSeenByFirm(e.UserName), [.. Changes("", Json(incident.Stated), Json(after.Stated))]));
            }

            incident = after;
        }

        return views;
    }

    private static JsonNode? Json(IncidentStatement stated) => JsonSerializer.SerializeToNode(stated, WireJson.Options);

    // The smallest parts that differ: members of objects, items of lists by their ids.
    private static IEnumerable<Change> Changes(string at, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return [];
        }

        return (before, after) switch
        {
            (JsonObject b, JsonObject a) => b.Select(m => m.Key).Union(a.Select(m => m.Key)).SelectMany(name => Changes($"{at}/{name}", b[name], a[name])),
            (JsonArray b, JsonArray a) when b.Concat(a).All(i => i is JsonObject o && o.ContainsKey("id")) =>
                b.Concat(a).Select(Id).Distinct().SelectMany(id => Changes($"{at}/{id}", b.FirstOrDefault(i => Id(i) == id), a.FirstOrDefault(i => Id(i) == id))),
            _ => [new Change(at, before?.DeepClone(), after?.DeepClone())],
        };
    }

    private static string Id(JsonNode? item) => item!["id"]!.GetValue<string>();

    /// <summary>What authorities did; of one, where an authority is shown its own.</summary>
    public static IReadOnlyList<ActView> Acts(IReadOnlyList<IEvent> events, string? authority) =>
        [.. events.Where(e => e.Data is IAuthorityAct act && (authority is null || act.Authority == authority)).Select(e => Act(e, (IAuthorityAct)e.Data))];

    private static ActView Act(IEvent e, IAuthorityAct act)
    {
        var view = new ActView(act.Authority, EventName.KindOf(e.EventTypeName), act.HappenedAt, null, null, null, null);
        return act switch
        {
            CaseAcknowledged a => view with { Outcome = a.OwnReference, Text = a.Text },
            ReceiptCorrected a => view with { Concerns = a.Report, Text = a.Reason, Due = a.ReceivedAt },
            ReportReviewed a => view with { Concerns = a.Report, Outcome = Words.Of(a.Outcome), Text = a.Questions },
            InformationRequested a => view with { Concerns = a.Request, Text = a.What, Due = a.Due },
            InformationRequestWithdrawn a => view with { Concerns = a.Request, Text = a.Reason },
            RepresentationRecorded a => view with { Concerns = a.Representation },
            AuthorityClosedCase a => view with { Text = a.Reason },
            AuthorityReopenedCase a => view with { Text = a.Reason },
            _ => view,
        };
    }

    /// <summary>What suspected parties replied, to whomever it was: never the suspicion without it.</summary>
    public static IReadOnlyList<RepresentationView> Representations(IReadOnlyList<IEvent> events) =>
        [.. Of<RepresentationRecorded>(events).Select(r => new RepresentationView(r.Authority, r.ReceivedAt, r.Party, r.Text))];

    internal static IEnumerable<T> Of<T>(IReadOnlyList<IEvent> events) => events.Select(e => e.Data).OfType<T>();
}

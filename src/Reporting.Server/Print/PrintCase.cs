using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Http.Metadata;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Incidents;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;
using Wolverine.Http;

namespace Reporting.Server.Print;

/// <summary><c>GET /v1/cases/{caseId}/print</c>: the case on one page for counsel, each authority's form in its own order with its own field numbers. HTML that runs no script and loads nothing. With asOf: as it was known then.</summary>
public static class PrintCaseEndpoint
{
    [WolverineGet("/v1/cases/{caseId}/print")]
    public static async Task<HtmlPage> Get(
        Guid caseId, IQuerySession session, Vault vault, ActiveRulebook rulebook, CaseRevisions revisions, KnownAt known, Now now, CancellationToken cancellation)
    {
        var (entry, events) = await CaseHistory.LoadAsync(session, caseId, of: null, known, cancellation);
        var seal = await vault.LoadAsync(session, caseId, cancellation);
        var (stated, book, filings) = entry.Type switch
        {
            CaseType.Incident => OfIncident(events, seal),
            CaseType.ScreeningNotice => OfNotice(events, seal),
        };
        var current = CaseAnswers.Clocks(rulebook.Current, Words.Of(entry.Type), book, known, now);
        var page = new CasePage(
            entry.Reference,
            entry.ExternalReference,
            Words.Of(entry.Type),
            JsonSerializer.SerializeToNode(stated, stated.GetType(), WireJson.Options)!.AsObject(),
            stated,
            DeadlineViews.Of(current),
            filings,
            rulebook.Current,
            known.Or(now).Value);
        return new HtmlPage(page.Html(), await revisions.TagAsync(session, entry, known, cancellation));
    }

    private static (object Stated, DeadlineBook Book, IReadOnlyList<FilingView> Filings) OfIncident(IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        var (incident, book) = ReadIncidentEndpoint.Fold(events, seal);
        return (incident.Stated, book, IncidentViews.Filings(incident, events));
    }

    private static (object Stated, DeadlineBook Book, IReadOnlyList<FilingView> Filings) OfNotice(IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        var (notice, book) = ReadNoticeEndpoint.Fold(events, seal);
        return (
            notice.Stated,
            book,
            [.. events.Select(e => e.Data).OfType<NoticeSubmitted>().SelectMany(s => s.Cuts.Select(c => new FilingView(s.Submission, "notice", c.Authority, s.ReceivedAt, c.Answers)))]);
    }
}

/// <summary>200 of HTML, with a revision as <c>ETag</c>. Whatever got into it, a browser runs no script of it, loads nothing for it and frames it nowhere.</summary>
public sealed record HtmlPage(string Html, string ETag) : IResult, IEndpointMetadataProvider
{
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["text/html"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ETag = ETag;
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        return response.WriteAsync(Html, httpContext.RequestAborted);
    }
}

/// <summary>Writes the page. Everything that anybody stated passes one encoder.</summary>
internal sealed record CasePage(
    string Reference,
    string ExternalReference,
    string CaseType,
    JsonObject Statement,
    object Stated,
    IReadOnlyList<DeadlineView> Deadlines,
    IReadOnlyList<FilingView> Filings,
    RegimeSet Rulebook,
    DateTimeOffset At)
{
    private const string Style = """
        body{font:11pt/1.4 Georgia,serif;margin:2cm auto;max-width:19cm;color:#111}h1{font-size:16pt}h2{font-size:13pt;border-bottom:1px solid #888;margin-top:1.5em}h3{font-size:11pt}
        table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.25em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#f2f2f2}
        .gap{color:#900;font-style:italic}.missed{font-weight:bold;color:#900}ul{margin:.2em 0;padding-left:1.2em}
        @media print{body{margin:0}h2{break-after:avoid}tr{break-inside:avoid}section.authority{break-before:page}}
        """;

    public string Html() =>
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Case {Text(Reference)}</title><style>{Style}</style></head><body>
        <h1>{Text(Title)}</h1>
        <p>Case {Text(Reference)} ({Text(ExternalReference)}), {Text(CaseType)}. As known on {Time(At)}.</p>
        <h2>What is owed</h2>
        {DeadlineTable(Deadlines)}
        <h2>What was filed</h2>
        {FilingTable()}
        {string.Concat(Deadlines.GroupBy(d => d.OwedTo ?? "").OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Authority(g.Key, [.. g])))}
        </body></html>
        """;

    private string Title => Statement["title"]?.GetValue<string>() ?? Reference;

    private static string DeadlineTable(IReadOnlyList<DeadlineView> deadlines) =>
        deadlines.Count == 0
            ? "<p>Nothing.</p>"
            : $"<table><thead><tr><th>Due</th><th>What</th><th>Under</th><th>To</th><th>State</th></tr></thead><tbody>{string.Concat(deadlines.Select(Row))}</tbody></table>";

    private static string Row(DeadlineView d) =>
        $"""
        <tr><td>{(d.Due is { } due ? $"{Time(due)}<br>{Text(d.DueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))} {Text(d.Zone)}" : "no end can be named")}{(d.LatestLawful is { } latest && latest != d.Due ? $"<br>latest lawful {Time(latest)}" : "")}</td>
        <td>{Text(d.Title)}<ul>{string.Concat(d.Explanation.Select(s => $"<li>{Text(s.Text)}</li>"))}</ul></td>
        <td>{Text(d.Regime)} ({Text(d.LawStatus)}){(d.Citation is null ? "" : "<br>" + Text(d.Citation))}</td><td>{Text(d.OwedTo)}</td><td class="{(d.State == "missed" ? "missed" : "state")}">{Text(d.State)}</td></tr>
        """;

    private string FilingTable() =>
        Filings.Count == 0
            ? "<p>Nothing. No authority knows of this case.</p>"
            : $"<table><thead><tr><th>Received</th><th>Stage</th><th>Authority</th><th>Status</th><th>Answers</th><th>Receipt</th></tr></thead><tbody>{string.Concat(Filings.Select(f => $"<tr><td>{Time(f.ReceivedAt)}</td><td>{Text(f.Stage)}</td><td>{Text(f.Authority)}</td><td>{Text(f.Status)}</td><td>{Text(string.Join(", ", f.Answers))}</td><td>{f.ReceiptId}</td></tr>"))}</tbody></table>";

    // Each form as the authority orders it, one below the other.
    private string Authority(string id, IReadOnlyList<DeadlineView> owed)
    {
        var forms = owed
            .Select(d => (d.Regime, Stage: Rulebook.StageOf(d.Regime, d.Obligation)))
            .Where(f => f.Stage is not null)
            .Distinct()
            .Select(f => (f.Regime, f.Stage, Fields: Rulebook.Form(f.Regime, f.Stage)))
            .Where(f => f.Fields.Count > 0)
            .ToList();
        return forms.Count == 0
            ? ""
            : $"<section class=\"authority\"><h2>As {Text(id)} asks it</h2>{string.Concat(forms.Select(f => $"<h3>{Text(f.Regime)}: {Text(f.Stage)}</h3><table><thead><tr><th>No.</th><th>Field</th><th>Stated</th></tr></thead><tbody>{string.Concat(f.Fields.Select(Field))}</tbody></table>"))}</section>";
    }

    private string Field(FormField field)
    {
        var stated = Statements.States(Stated, field.Pointer) ? Value(CutOf.At(Statement, field.Pointer)) : field.Essential ? "<span class=\"gap\">lacking</span>" : "";
        return $"<tr><td>{Text(field.Number)}</td><td>{Text(Named(field.Pointer))}</td><td>{stated}</td></tr>";
    }

    private static string Value(JsonNode? node) => node switch
    {
        null => "",
        JsonObject members => $"<ul>{string.Concat(members.Where(m => m.Key != "id").Select(m => $"<li>{Text(Named(m.Key))}: {Value(m.Value)}</li>"))}</ul>",
        JsonArray items => $"<ul>{string.Concat(items.Select(i => $"<li>{Value(i)}</li>"))}</ul>",
        _ => Text(node.ToString()),
    };

    // The members' names are chosen to be read: /personalData/affected is "Personal data: affected".
    private static string Named(string pointer)
    {
        var words = string.Join(": ", pointer.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(InWords));
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string InWords(string name) => string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Notifications;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Certificates;

/// <summary>
/// <c>GET /v1/cases/{caseId}/deadlines/{regime}/{obligation}/certificate</c>: one signed file from which the other side computes a deadline again, without us: facts, law, calendars, each step, whom it was told to, and the proof of its place in the ledger.
/// </summary>
public static class CertifyDeadlineEndpoint
{
    /// <param name="entity">The item that states the entity whose duty it is; null: the reporting one.</param>
    [AnswersWith("not-in-this-state")]
    [WolverineGet("/v1/cases/{caseId}/deadlines/{regime}/{obligation}/certificate")]
    public static async Task<DeadlineCertificate> Get(
        Guid caseId,
        string regime,
        string obligation,
        string? entity,
        IQuerySession session,
        LedgerReader ledger,
        Receipts receipts,
        ActiveRulebook rulebook,
        KnownAt known,
        Now now,
        CancellationToken cancellation)
    {
        var history = await CaseHistory.LoadAsync(session, caseId, of: null, known, cancellation);
        var key = DeadlineRecord.KeyOf(regime, obligation, entity);
        // Of what an authority asked by a day of its own there is no rule to compute again.
        if (history.Book.Find(key) is null || rulebook.Current.Editions(regime).Count == 0)
        {
            throw ProblemException.NotFound();
        }

        var append = await ledger.LastAsync(session.TenantId, caseId, DeadlinesComputed.Name, known.Or(now).Value, cancellation);
        var proof = append is null ? null : await ledger.ProofAsync(append.Row, salt: false, cancellation);
        if (append is null || proof is null || Recorded(history, append) is not { } computed || computed.Deadlines.FirstOrDefault(d => d.Key == key) is not { } deadline)
        {
            throw new ProblemException(Problem.Of("not-in-this-state", "Its evaluation has no place in the ledger yet: it will within a minute, usually within a second."));
        }

        var documents = rulebook.DocumentsFor(regime);
        var statement = new JsonObject
        {
            ["origin"] = receipts.Origin,
            ["case"] = caseId.ToString("D"),
            ["caseType"] = Words.Of(history.Entry.Type),
            ["key"] = key,
            ["issuedAt"] = InstantConverter.Text(now.Value),
            ["engine"] = computed.Engine,
            ["deadline"] = JsonSerializer.SerializeToNode(DeadlineViews.Of(computed).Single(d => d.Key == key), WireJson.Options),
            ["law"] = Documents(documents, RulebookKey.Regime),
            ["calendars"] = Documents(documents, RulebookKey.Calendar),
            ["told"] = await ToldAsync(session, caseId, key, cancellation),
            ["stored"] = new JsonObject
            {
                ["entry"] = append.Row.Entry.ToString("D"),
                ["salt"] = Convert.ToBase64String(append.Salt),
                ["lines"] = new JsonArray([.. append.Events.Select(e => (JsonNode)Encoding.UTF8.GetString(StoredDigest.Line(e)).TrimEnd('\n'))]),
            },
            ["proof"] = proof.ToString(),
        };
        var note = new CertificateNote(receipts.Origin, caseId, key, CertificateNote.Digest(JsonSerializer.SerializeToUtf8Bytes(statement)));
        return new DeadlineCertificate { Statement = statement, Note = receipts.Sign(note) };
    }

    private static DeadlinesComputed? Recorded(CaseHistory history, StoredAppend append)
    {
        var ids = append.Events.Select(e => Guid.ParseExact(e.Id, "D")).ToList();
        return history.Events.Where(e => ids.Contains(e.Id)).Select(e => e.Data).OfType<DeadlinesComputed>().LastOrDefault();
    }

    private static JsonArray Documents(IReadOnlyDictionary<string, string> documents, string kind) =>
        [.. documents.Where(d => d.Key.StartsWith(kind + "/", StringComparison.Ordinal)).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => JsonNode.Parse(d.Value))];

    // Contacts by id: whom it is about is for the firm to say, and may be forgotten.
    private static async Task<JsonArray> ToldAsync(IQuerySession session, Guid caseId, string key, CancellationToken cancellation)
    {
        var told = new JsonArray();
        var notifications = await session.Query<Notification>().Where(n => n.Case == caseId && n.Key == key).OrderBy(n => n.Id).ToListAsync(cancellation);
        foreach (var notification in notifications)
        {
            var events = await session.Events.FetchStreamAsync(notification.Id, token: cancellation);
            told.Add(new JsonObject
            {
                ["notification"] = notification.Id.ToString("D"),
                ["contact"] = notification.Contact.ToString("D"),
                ["channel"] = notification.Channel,
                ["step"] = notification.Step,
                ["revision"] = notification.Revision,
                ["state"] = notification.State,
                ["messageId"] = notification.MessageId,
                ["plannedAt"] = At<NotificationPlanned>(events),
                ["sentAt"] = At<NotificationSent>(events),
                ["answer"] = events.Select(e => e.Data).OfType<NotificationSent>().LastOrDefault()?.Response,
            });
        }

        return told;
    }

    private static string? At<T>(IReadOnlyList<IEvent> events) =>
        events.LastOrDefault(e => e.Data is T) is { } found ? InstantConverter.Text(found.Timestamp) : null;
}

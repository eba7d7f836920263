using System.Security.Cryptography;
using System.Text;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Http;

namespace Reporting.Server.Regimes;

/// <summary>A new rulebook is in force: every case is held against it.</summary>
[MessageIdentity("rulebook-changed")]
public sealed record RulebookChanged(int Number);

/// <summary>
/// <c>POST /v1/rulebook/activations</c>: the platform puts regimes, editions and calendars in force, without a restart.
/// Refused whole, with every fault in its place, or recorded whole; all nodes follow within seconds, and every case is
/// evaluated again.
/// </summary>
public static class ActivateRulebookEndpoint
{
    /// <summary>Each document under its key, in the order of the request; one that is no document has none.</summary>
    public sealed record Brought(IReadOnlyList<(string? Key, string Json)> Documents, IReadOnlyList<ProblemError> Faults);

    public static async Task<Brought> LoadAsync(Received<ActivateRulebook> received, ActiveRulebook rulebook, CancellationToken cancellation)
    {
        var documents = received.Body.Documents.Select(d => (Key: RulebookKey.Of(d), Json: d.GetRawText())).ToList();
        var keys = documents.Where(d => d.Key is not null).DistinctBy(d => d.Key).ToDictionary(d => d.Key!, d => d.Json);
        var faults = await rulebook.FaultsWithAsync(keys, cancellation);
        return new Brought(documents, [.. Nameless(documents), .. faults.Select(f => Placed(f, documents))]);
    }

    public static ProblemDetails Validate(Brought brought) => Rules.Check(
        brought.Documents.Count == 0 ? [new ProblemError("/documents", "required", "Bring at least one document.")] : [],
        brought.Faults);

    [WolverinePost("/v1/rulebook/activations")]
    public static async Task<(RulebookActivation, OutgoingMessages)> Post(
        Received<ActivateRulebook> received, Brought brought, IDocumentSession session, By by, CancellationToken cancellation)
    {
        var now = received.Now;
        var history = await session.Events.FetchForWriting<RulebookHistory>(RulebookHistory.Stream, cancellation);
        var number = (history.Aggregate?.Number ?? 0) + 1;
        var documents = brought.Documents.Select(d => new ActivatedDocument(d.Key!, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(d.Json))))).ToList();
        history.AppendOne(Recorded.Event(new RulebookActivated(number, received.Body.Reason, documents), now, by));
        session.InsertObjects(brought.Documents.Select(d => RulebookDocument.Of(number, d.Key!, d.Json)));
        return (new RulebookActivation(number, [.. documents.Select(d => d.Key)], now.Value), [new RulebookChanged(number)]);
    }

    private static IEnumerable<ProblemError> Nameless(List<(string? Key, string Json)> documents)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < documents.Count; i++)
        {
            if (documents[i].Key is not { } key)
            {
                yield return new ProblemError($"/documents/{i}", "no-document", "This is neither a regime (id, edition) nor a calendar (id, firstDay).");
            }
            else if (!seen.Add(key))
            {
                yield return new ProblemError($"/documents/{i}", "duplicate", "Another document of this request has the same id and edition.");
            }
        }
    }

    // A fault of a document that is in use already shows only beside the new one: it is placed at the whole.
    private static ProblemError Placed(Rulebook.Fault fault, List<(string? Key, string Json)> documents)
    {
        var at = documents.FindIndex(d => d.Key == fault.File);
        return at < 0
            ? new ProblemError("/documents", "rulebook-fault", $"{fault.File}{fault.Pointer} {fault.Message}.")
            : new ProblemError($"/documents/{at}{fault.Pointer}", "rulebook-fault", fault.Message + ".");
    }
}

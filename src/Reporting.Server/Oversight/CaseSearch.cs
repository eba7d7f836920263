using System.Text.Json.Nodes;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Reporting.Server.Cases;
using Reporting.Server.Incidents;
using Reporting.Server.Privacy;
using Reporting.Server.Screening;

namespace Reporting.Server.Oversight;

/// <summary>
/// What is searched: words of what an authority was told, and whom it was told of. Reader: an authority's people, each of its
/// own cut. Lifecycle: async; a second behind is allowed. Apart from the queue, since it opens what is sealed: a key that is
/// not there must not stop the queue of everybody.
/// </summary>
public sealed partial class CaseSearch(int generation, Vault vault, NameHashes hashes, ILogger<CaseSearch> log) : IProjection
{
    /// <summary>What tells an authority something.</summary>
    public static readonly IReadOnlyList<Type> Follows = [typeof(IncidentReportFiled), typeof(NoticeSubmitted), typeof(OwnCaseOpened), typeof(InformationProvided)];

    private readonly Versions texts = new(
        ViewTables.Texts,
        generation,
        ["reference"],
        [("authority", "?"), ("tenant_id", "?"), ("case_id", "?"), ("body", "setweight(to_tsvector('simple', ?), 'A') || setweight(to_tsvector('simple', ?), 'B') || setweight(to_tsvector('simple', ?), 'D')")]);

    private readonly Versions names = new(
        ViewTables.Names,
        generation,
        ["reference", "place"],
        [("authority", "?"), ("tenant_id", "?"), ("case_id", "?"), ("role", "?"), ("ids", "?"), ("whole", "?::bigint"), ("threes", "?")]);

    /// <summary>What goes when this generation is built anew.</summary>
    public IReadOnlyList<string> Tables => [texts.Own, names.Own];

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var of in events.GroupBy(e => e.StreamId))
        {
            var last = of.Max(e => e.Version);
            var stream = await operations.Events.FetchStreamAsync(of.Key, version: last, token: cancellation);
            var seal = await SealAsync(operations, of.Key, cancellation);
            foreach (var e in of.OrderBy(e => e.Version))
            {
                List<IEvent> before = [.. stream.TakeWhile(s => s.Version <= e.Version)];
                foreach (var (authority, reference) in ToldBy(e, before))
                {
                    Write(operations, reference, authority, e, Told.To(authority, before, seal));
                }
            }
        }
    }

    // By which reference an authority knows the case stands with its first filing.
    private static IEnumerable<(string Authority, string Reference)> ToldBy(IEvent e, List<IEvent> before) => e.Data is InformationProvided answer
        ? before.SelectMany(CaseRow.BegunBy).Where(r => r.Authority == answer.Authority).Select(r => (r.Authority, r.Reference)).Take(1)
        : CaseRow.BegunBy(e).Select(r => (r.Authority, r.Reference));

    private void Write(IDocumentOperations session, string reference, string authority, IEvent e, Told told)
    {
        var at = e.Timestamp.ToUniversalTime();
        texts.Begin(
            session,
            at,
            [reference],
            authority,
            e.TenantId,
            e.StreamId,
            SearchWords.Kept(Strings(told.Closed["title"])),
            SearchWords.Kept(Strings(told.Closed["summary"])),
            SearchWords.Kept(told.Closed.Where(m => m.Key is not ("title" or "summary")).SelectMany(m => Strings(m.Value)).Concat(told.Answers)));
        EndNames(session, reference, at);
        foreach (var party in told.Open is { } open ? NamedParties.Of(open, told.Closed) : [])
        {
            names.Begin(
                session,
                at,
                [reference, party.Place],
                authority,
                e.TenantId,
                e.StreamId,
                party.Role,
                party.Ids.ToArray(),
                party.Name is null ? null : hashes.Whole(party.Name),
                party.Name is null ? [] : hashes.Threes(party.Name));
        }
    }

    // Whoever is not named any more is not: all end, and those that are begin again.
    private void EndNames(IDocumentOperations session, string reference, DateTimeOffset at)
    {
        session.QueueSqlCommand($"update {ViewTables.Names} set until = ? where generation = ? and reference = ? and until = 'infinity' and since < ?", at, generation, reference, at);
        session.QueueSqlCommand($"delete from {ViewTables.Names} where generation = ? and reference = ? and since = ?", generation, reference, at);
    }

    private async Task<CaseSeal?> SealAsync(IDocumentOperations session, Guid caseId, CancellationToken cancellation)
    {
        try
        {
            return await session.LoadAsync<CaseKey>(caseId, cancellation) is { Erased: false } key ? vault.SealOf(session.TenantId, caseId, key) : null;
        }
        catch (MasterKeyException gone)
        {
            // The names of this one case are not found until the view is built anew with the key there; everything else is.
            NotOpened(log, gone, caseId);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The names of case {Case} cannot be made searchable: its key does not open.")]
    private static partial void NotOpened(ILogger logger, Exception exception, Guid @case);

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Strings(m.Value)),
        JsonArray a => a.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) && !Guid.TryParse(text, out _) => [text],
        _ => [],
    };
}

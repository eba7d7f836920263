using Marten;
using Npgsql;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary>
/// <c>GET /v1/regulator/cases/{reference}/parties</c>: whom a case names (its acquirers, who holds them to the top, the target,
/// suspected actors) and in which other cases of this authority each was named: what has this acquirer notified before. The
/// names come from the case itself, the other cases from the search view, a second behind at the most.
/// </summary>
public static class ReadCasePartiesEndpoint
{
    /// <summary>From how much of 1 on a name is like enough to be shown as perhaps the same.</summary>
    private const double PerhapsFrom = 0.5;

    private const int MostSightings = 50;

    [WolverineGet("/v1/regulator/cases/{reference}/parties")]
    public static async Task<Tagged<CaseParties>> Get(
        CaseAddress address, IQuerySession session, Vault vault, KnownAt known, By by, NpgsqlDataSource database, NameHashes hashes, CancellationToken cancellation)
    {
        var events = await CaseHistory.ToldAsync(session, address, known, cancellation);
        var told = Told.To(address.Authority, events, await vault.LoadAsync(session, address.Case, cancellation));
        List<NamedParty> parties = [.. NamedParties.Of(told.Open!, told.Closed)];
        var found = await SightingsAsync(address, parties, by, known.At, database, hashes, cancellation);
        return new Tagged<CaseParties>(
            new CaseParties
            {
                Reference = address.Id,
                Parties =
                [
                    .. parties.Select((p, i) => new PartyHistory
                    {
                        Place = p.Place,
                        Role = p.Role,
                        Name = p.Name is null ? null : new Sealed<string>(p.Name),
                        Ids = p.Ids,
                        Elsewhere = [.. found[i].Take(MostSightings)],
                    }),
                ],
            },
            Revisions.Tag(told.Revision));
    }

    private static async Task<ILookup<int, PartySighting>> SightingsAsync(
        CaseAddress address, List<NamedParty> parties, By by, DateTimeOffset? at, NpgsqlDataSource database, NameHashes hashes, CancellationToken cancellation)
    {
        var found = new List<(int Party, PartySighting Sighting)>();
        for (var i = 0; i < parties.Count; i++)
        {
            await using var command = database.CreateCommand(Sightings(at));
            var name = parties[i].Name;
            command.Parameters.AddWithValue("authority", address.Authority);
            command.Parameters.AddWithValue("caller", by.Member);
            command.Parameters.AddWithValue("reference", address.Id);
            command.Parameters.AddWithValue("ids", parties[i].Ids.ToArray());
            command.Parameters.AddWithValue("whole", NpgsqlTypes.NpgsqlDbType.Bigint, name is null ? DBNull.Value : (object?)hashes.Whole(name) ?? DBNull.Value);
            command.Parameters.AddWithValue("threes", name is null ? [] : hashes.Threes(name));
            if (at is not null)
            {
                command.Parameters.AddWithValue("at", at.Value);
            }

            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var row = CaseQueue.Read(reader.GetString(0));
                found.Add((i, new PartySighting
                {
                    Reference = row.Reference,
                    CaseType = row.CaseType,
                    Title = row.Title,
                    State = row.State,
                    ReceivedAt = row.ReceivedAt,
                    Role = reader.GetString(1),
                    By = reader.GetString(2),
                    Likeness = Math.Round(reader.GetDouble(3), 3),
                }));
            }
        }

        return found.ToLookup(f => f.Party, f => f.Sighting);
    }

    // The surest reason for each case: a number, then the very name, then one like it.
    private static string Sightings(DateTimeOffset? at) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"""
        select data, role, case surest when 1 then 'number' when 2 then 'name' else 'like' end, likeness from (
            select distinct on (n.reference) c.data, n.role, c.received_at, x.surest, x.likeness
            from {ViewTables.Names} n
            join {ViewTables.Cases} c on c.generation = n.generation and c.reference = n.reference and {CaseFilter.AsOf("c", at)}
            cross join lateral (select {CaseFilter.Alike} as likeness) l
            cross join lateral (select case when n.ids && @ids then 1 when n.whole = @whole then 2 when l.likeness >= {PerhapsFrom} then 3 end as surest, l.likeness) x
            where n.generation = {ViewTables.LiveGeneration} and n.authority = @authority and n.reference <> @reference and {CaseFilter.AsOf("n", at)}
              and (n.ids && @ids or n.threes && @threes) and x.surest is not null and {CaseFilter.NotErased("n")} and {CaseFilter.NotBarred("n.reference")}
            order by n.reference, x.surest, x.likeness desc) s
        order by surest, received_at desc
        limit {MostSightings}
        """);
}

using Npgsql;
using Reporting.Server.Kernel;

namespace Reporting.Server.Casework;

/// <summary>Who of an authority is kept from which of its cases. Asked before each request that names one, in PostgreSQL, so that it holds on every node from the commit on.</summary>
public sealed class Bars(NpgsqlDataSource database)
{
    private const string Current = "until = 'infinity'::timestamp with time zone";

    public async ValueTask<bool> IsBarredAsync(string reference, string member, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select exists (select from {DeskTable.Name} where reference = $1 and {Current} and $2 = any (barred))");
        command.Parameters.Add(new() { Value = reference });
        command.Parameters.Add(new() { Value = member });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>The same, by the authority's own references.</summary>
    public async ValueTask<IReadOnlySet<string>> ReferencesAsync(string authority, string member, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select coalesce(array_agg(reference), array[]::text[]) from {DeskTable.Name} where authority = $1 and {Current} and $2 = any (barred)");
        command.Parameters.Add(new() { Value = authority });
        command.Parameters.Add(new() { Value = member });
        return ((string[])(await command.ExecuteScalarAsync(cancellation))!).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Every case of an authority that a member is kept from: few, and mostly none.</summary>
    public async ValueTask<IReadOnlySet<Guid>> CasesAsync(string authority, string member, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select (a.data ->> 'case')::uuid from {DeskTable.Name} d join {EventStoreSchemas.Own}.mt_doc_caseaddress a on a.id = d.reference
            where d.authority = $1 and d.{Current} and $2 = any (d.barred)
            """);
        command.Parameters.Add(new() { Value = authority });
        command.Parameters.Add(new() { Value = member });
        var cases = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            cases.Add(reader.GetGuid(0));
        }

        return cases;
    }

    /// <summary>The cases that a member is on, in order, with whether another may not see each.</summary>
    public async Task<IReadOnlyList<(string Reference, bool Barred)>> AssignedAsync(string authority, string member, string? other, int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select reference, coalesce($3 = any (barred), false) from {DeskTable.Name} where authority = $1 and {Current} and assignee = $2 order by reference limit $4");
        command.Parameters.Add(new() { Value = authority });
        command.Parameters.Add(new() { Value = member });
        command.Parameters.Add(new() { Value = (object?)other ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = most });
        var cases = new List<(string, bool)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            cases.Add((reader.GetString(0), reader.GetBoolean(1)));
        }

        return cases;
    }
}

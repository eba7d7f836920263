using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Reporting.Benchmarks;

/// <summary>
/// The rows one filing left, read from the tables it left them in: what the baseline writes by hand, row for row and byte
/// for byte, with ids of its own each time.
/// </summary>
public sealed partial class Template
{
    private readonly List<Row> _rows = [];

    private sealed record Row(string Sql, IReadOnlyList<(object? Value, NpgsqlDbType Type)> Values);

    public int Rows => _rows.Count;

    /// <summary>Every row of a case, in every table, by the places that name it.</summary>
    public static async Task<Template> ReadAsync(NpgsqlDataSource database, Guid caseId)
    {
        var template = new Template();
        (string Table, string Where)[] places =
        [
            ("events.mt_streams", $"id = '{caseId}'"),
            ("events.mt_events", $"stream_id = '{caseId}'"),
            ("reporting.mt_doc_caseentry", $"id = '{caseId}'"),
            ("reporting.mt_doc_casekey", $"id = '{caseId}'"),
            ("reporting.journal_pending", $"case_id = '{caseId}'"),
            ("reporting.due_steps", $"case_id = '{caseId}'"),
            ("messages.wolverine_deduplicated_responses", $"body like '%{caseId}%'"),
            ("messages.wolverine_incoming_envelopes", "id = (select id from messages.wolverine_incoming_envelopes where message_type = 'wake-case' order by id limit 1)"),
        ];
        foreach (var (table, where) in places)
        {
            await template.AddAsync(database, table, where);
        }

        return template;
    }

    /// <summary>Copies of the tables, empty, with their keys and indexes.</summary>
    public static async Task CopyTablesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            create schema baseline;
            create table baseline.mt_streams (like events.mt_streams including all);
            create table baseline.mt_events (like events.mt_events including all);
            create table baseline.mt_doc_caseentry (like reporting.mt_doc_caseentry including all);
            create table baseline.mt_doc_casekey (like reporting.mt_doc_casekey including all);
            create table baseline.journal_pending (like reporting.journal_pending including all);
            create table baseline.due_steps (like reporting.due_steps including all);
            create table baseline.wolverine_deduplicated_responses (like messages.wolverine_deduplicated_responses including all);
            create table baseline.wolverine_incoming_envelopes (like messages.wolverine_incoming_envelopes including all);
            """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>All rows in one batch: one round trip, one commit.</summary>
    public NpgsqlBatch Batch(NpgsqlConnection connection)
    {
        var ids = new Dictionary<Guid, Guid>();
        var batch = new NpgsqlBatch(connection);
        foreach (var row in _rows)
        {
            var command = new NpgsqlBatchCommand(row.Sql);
            foreach (var (value, type) in row.Values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = Fresh(value, ids) ?? DBNull.Value, NpgsqlDbType = type });
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private async Task AddAsync(NpgsqlDataSource database, string table, string where)
    {
        await using var command = database.CreateCommand($"select * from {table} t where {where}");
        await using var reader = await command.ExecuteReaderAsync();
        var columns = (await reader.GetColumnSchemaAsync()).Cast<Npgsql.Schema.NpgsqlDbColumn>().ToList();
        while (await reader.ReadAsync())
        {
            // The sequence numbers itself, as it does for the server.
            var kept = columns.Where(c => c.ColumnName != "seq_id").ToList();
            var values = kept.Select(c => (reader.IsDBNull(c.ColumnOrdinal!.Value) ? null : Value(c.ColumnName, reader.GetValue(c.ColumnOrdinal.Value)), c.NpgsqlDbType ?? NpgsqlDbType.Text)).ToList();
            var names = string.Join(", ", kept.Select(c => $"\"{c.ColumnName}\""));
            var sequence = columns.Count == kept.Count ? ("", "") : ("seq_id, ", "nextval('events.mt_events_sequence'), ");
            _rows.Add(new Row(
                $"insert into baseline.{table.Split('.')[1]} ({sequence.Item1}{names}) values ({sequence.Item2}{string.Join(", ", Enumerable.Range(1, kept.Count).Select(i => "$" + i))})",
                values));
        }
    }

    // A claim's key is a digest: as long, and each request's own.
    private static object Value(string column, object value) => (column, value) switch
    {
        ("deduplication_id", string key) => Pieces.Of((Guid.CreateVersion7() + new string('0', 250))[..Math.Max(36, key.Length)]),
        (_, string text) => Pieces.Of(text),
        _ => value,
    };

    private static object? Fresh(object? value, Dictionary<Guid, Guid> ids) => value switch
    {
        Guid id => Of(id, ids),
        Pieces pieces => pieces.Join(ids),
        _ => value,
    };

    private static Guid Of(Guid id, Dictionary<Guid, Guid> ids)
    {
        if (!ids.TryGetValue(id, out var fresh))
        {
            ids[id] = fresh = Guid.CreateVersion7();
        }

        return fresh;
    }

    /// <summary>A text taken apart once at the ids in it, so that filling in others costs the baseline no search.</summary>
    private sealed record Pieces(IReadOnlyList<(string Before, Guid? Id)> Parts)
    {
        public static object Of(string text)
        {
            var parts = new List<(string, Guid?)>();
            var from = 0;
            foreach (Match match in Varying().Matches(text))
            {
                parts.Add((text[from..match.Index], Guid.TryParse(match.Value, out var id) ? id : Guid.Empty));
                from = match.Index + match.Length;
            }

            parts.Add((text[from..], null));
            return parts.Count == 1 ? text : new Pieces(parts);
        }

        public string Join(Dictionary<Guid, Guid> ids)
        {
            var text = new System.Text.StringBuilder();
            foreach (var (before, id) in Parts)
            {
                text.Append(before).Append(id is null ? "" : id == Guid.Empty ? "B-" + Template.Of(id.Value, ids).ToString("N")[^12..] : Template.Of(id.Value, ids).ToString());
            }

            return text.ToString();
        }
    }

    // Ids, and the external references that Load makes.
    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|B-[0-9]+-[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();
}

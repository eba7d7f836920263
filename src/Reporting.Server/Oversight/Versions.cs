using Marten;

namespace Reporting.Server.Oversight;

/// <summary>Writes what became of a row of a view: the version that was current ends, and another begins. What is recorded at one instant is one version.</summary>
/// <param name="Key">Columns that name a row, beside its generation.</param>
/// <param name="Values">The other columns, each with how its value is put into a statement (<c>?</c>).</param>
internal sealed record Versions(string Table, int Generation, IReadOnlyList<string> Key, IReadOnlyList<(string Column, string Put)> Values)
{
    private readonly string ended =
        $"update {Table} set until = ? where generation = ? and {string.Join(" and ", Key.Select(k => k + " = ?"))} and until = 'infinity' and since < ?";

    // What began at this very instant is taken back: it was never read as of any other.
    private readonly string undone =
        $"delete from {Table} where generation = ? and {string.Join(" and ", Key.Select(k => k + " = ?"))} and since = ?";

    private readonly string begun =
        $"""
        insert into {Table} (generation, {string.Join(", ", Key)}, since, until, {string.Join(", ", Values.Select(v => v.Column))})
        values (?, {string.Join(", ", Key.Select(_ => "?"))}, ?, 'infinity', {string.Join(", ", Values.Select(v => v.Put))})
        """;

    public void End(IDocumentOperations session, DateTimeOffset at, params object[] key)
    {
        session.QueueSqlCommand(ended, [at, Generation, .. key, at]);
        session.QueueSqlCommand(undone, [Generation, .. key, at]);
    }

    public void Begin(IDocumentOperations session, DateTimeOffset at, object[] key, params object?[] values)
    {
        End(session, at, key);
        session.QueueSqlCommand(begun, [Generation, .. key, at, .. values!]);
    }

    /// <summary>The rows that go when this generation is built anew.</summary>
    public string Own => $"{Table} where generation = {Generation}";
}

using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace Reporting.Server.Casework;

/// <summary>Keeps <see cref="DeskTable"/>, in the transaction of the fact itself.</summary>
public sealed class Desk : IProjection
{
    public static readonly IReadOnlyList<Type> Follows = [typeof(SeverityClassified), typeof(CaseAssigned), typeof(CaseTagged), typeof(MemberBarred), typeof(BarLifted)];

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events)
        {
            Apply(operations, e);
        }

        return Task.CompletedTask;
    }

    private static void Apply(IDocumentOperations session, IEvent e)
    {
        switch (e.Data)
        {
            case SeverityClassified severity:
                Change(session, e, severity.Reference, "severity", "?", severity.Level);
                break;
            case CaseAssigned assigned:
                Change(session, e, assigned.Reference, "assignee", "?::text", assigned.Member);
                break;
            case CaseTagged tagged:
                Change(
                    session, e, tagged.Reference, "tags", "coalesce((select array_agg(distinct t order by t) from unnest(now.tags || ?::text[]) t where t <> all (?::text[])), '{}')", tagged.Add.ToArray(), tagged.Remove.ToArray());
                break;
            case MemberBarred barred:
                Change(session, e, barred.Reference, "barred", "array_append(array_remove(now.barred, ?), ?)", barred.Member, barred.Member);
                break;
            case BarLifted lifted:
                Change(session, e, lifted.Reference, "barred", "array_remove(now.barred, ?)", lifted.Member);
                break;
        }
    }

    /// <summary>A new version that differs in one column, made from the one before it by the database: two commands on one file at once lose nothing of each other.</summary>
    /// <param name="put">The column's new value; <c>now</c> is the version before.</param>
    private static void Change(IDocumentOperations session, IEvent e, string reference, string column, string put, params object?[] values)
    {
        var at = e.Timestamp.ToUniversalTime();
        var authority = e.TenantId["authority-".Length..];
        session.QueueSqlCommand("select pg_advisory_xact_lock(hashtextextended(?, 9))", reference);
        session.QueueSqlCommand(
            $"insert into {DeskTable.Name} (reference, since, until, authority) select ?, '-infinity', 'infinity', ? where not exists (select from {DeskTable.Name} where reference = ?)",
            reference,
            authority,
            reference);
        // What is recorded at one instant is one version; a clock that is behind another's does not make one that begins before it.
        session.QueueSqlCommand(
            $"""
            insert into {DeskTable.Name} (reference, since, until, authority, severity, assignee, tags, barred)
            select reference, ?, 'infinity', authority, severity, assignee, tags, barred from {DeskTable.Name} where reference = ? and until = 'infinity' and since < ?
            """,
            at,
            reference,
            at);
        session.QueueSqlCommand(
            $"update {DeskTable.Name} d set until = ? where reference = ? and until = 'infinity' and since < ? and exists (select from {DeskTable.Name} n where n.reference = d.reference and n.since = ?)",
            at,
            reference,
            at,
            at);
        session.QueueSqlCommand($"update {DeskTable.Name} now set {column} = {put} where reference = ? and until = 'infinity'", [.. values!, reference]);
    }
}

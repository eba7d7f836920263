using Marten;
using Reporting.Server.Deadlines;
using Reporting.Server.Journal;
using Wolverine.Marten;

namespace Reporting.Server.Cases;

/// <summary>
/// What a command writes beside its events, in the same commit: the journal row, the next due step, the addresses of
/// authorities that learn of the case by it.
/// </summary>
/// <param name="Next">Null where nothing was evaluated.</param>
public sealed record CaseWrites(JournalEntry Journal, NextDueStep? Next) : IMartenOp
{
    public IReadOnlyList<object> Documents { get; init; } = [];

    public void Execute(IDocumentSession session)
    {
        Journal.Execute(session);
        Next?.Execute(session);
        if (Documents.Count > 0)
        {
            session.InsertObjects(Documents);
        }
    }
}

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

    public void Execute(IDocumentSession session) => Write(session);

    /// <param name="tenant">The tenant that the case lives in, where the request is in another.</param>
    public void Write(IDocumentOperations tenant)
    {
        Journal.Write(tenant);
        Next?.Write(tenant);
        if (Documents.Count > 0)
        {
            tenant.InsertObjects(Documents);
        }
    }
}

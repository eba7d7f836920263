using Marten;
using Reporting.Server.Kernel;
using Wolverine.Marten;

namespace Reporting.Server.Evidence;

/// <summary>
/// Lets authorities read the evidence that a filing names to them, in the filing's own transaction. It asks nothing of the
/// items: whatever is being received, scanned or quarantined at this moment, a filing is never refused or delayed by it.
/// </summary>
/// <param name="Released">Each item, with whom it goes to.</param>
/// <param name="Filing">The filing that named them.</param>
public sealed record EvidenceReleases(IReadOnlyList<(EvidenceItem Item, IReadOnlyList<string> To)> Released, Guid Filing, Now Now, By By) : IMartenOp
{
    /// <summary>The items that were named, all to the same authorities.</summary>
    /// <param name="found">Items of the case; more than were named, where others stand in the filing too.</param>
    public static EvidenceReleases Of(IReadOnlyList<EvidenceItem> found, IReadOnlyList<Guid>? named, IReadOnlyList<string> authorities, Guid filing, Now now, By by) =>
        new([.. found.Where(i => named?.Contains(i.Id) == true).Select(i => (i, authorities))], filing, now, by);

    public void Execute(IDocumentSession session)
    {
        foreach (var (item, authorities) in Released)
        {
            object[] releases = [.. authorities.Where(a => !item.ReleasedTo.Contains(a)).Select(a => Recorded.Event(new EvidenceReleased(a, Filing), Now, By))];
            if (releases.Length > 0)
            {
                session.Events.Append(item.Id, releases);
            }
        }
    }

    /// <summary>The items of a case among the ids that a filing names.</summary>
    public static async Task<IReadOnlyList<EvidenceItem>> LoadAsync(IQuerySession session, Guid caseId, IReadOnlyList<Guid> ids, CancellationToken cancellation) =>
        ids.Count == 0 ? [] : [.. (await session.LoadManyAsync<EvidenceItem>(cancellation, ids)).Where(i => i.Case == caseId)];

    /// <summary>What a filing names has to be evidence of its case, announced at the least.</summary>
    /// <param name="named">Each id with the JSON pointer it stands at.</param>
    public static IEnumerable<ProblemError> AreOfTheCase(IReadOnlyList<EvidenceItem> found, IEnumerable<(string Pointer, Guid? Id)> named) =>
        named.Where(n => n.Id is { } id && found.All(i => i.Id != id))
            .Select(n => new ProblemError(n.Pointer, "unknown-evidence", "The case has no evidence with this id. Announce it first; its content may follow later."));

    /// <summary>The same of a plain list, in which each stands once.</summary>
    public static IEnumerable<ProblemError> AreOfTheCase(IReadOnlyList<EvidenceItem> found, IReadOnlyList<Guid>? named) =>
        [.. StatementRules.Distinct("/evidence", named), .. AreOfTheCase(found, Named(named))];

    /// <summary>The ids of a plain list, each with its place.</summary>
    public static IEnumerable<(string Pointer, Guid? Id)> Named(IReadOnlyList<Guid>? named) =>
        StatementRules.Indexed("/evidence", named).Select(n => (n.At, (Guid?)n.Item));
}

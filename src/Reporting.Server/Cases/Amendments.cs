using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Server.Kernel;
using static Reporting.Server.Kernel.StatementRules;

namespace Reporting.Server.Cases;

/// <summary>Changes of what a case states, for both kinds of case.</summary>
public static class Amendments
{
    /// <summary>The statement after a change.</summary>
    public static T Amended<T>(this T earlier, T? set, IReadOnlyList<string> cleared, T? put, IReadOnlyList<ItemReference> withdrawn)
        where T : class
    {
        var stated = set is null ? earlier : set.MergedInto(earlier);
        stated = stated.Without(cleared);
        stated = put is null ? stated : StatementItems.With(stated, put);
        return withdrawn.Aggregate(stated, (s, item) => StatementItems.Without(s, item.List, item.Id));
    }

    /// <summary>What a change cannot be, whatever the statement would be after it.</summary>
    public static IEnumerable<ProblemError> Check<T>(IAmendment<T> amendment, T earlier, Func<T, string?> externalReference)
        where T : class =>
    [
        .. ListsNotSet(amendment.Set),
        .. OnlyLists(amendment.Put),
        .. Indexed("/clear", amendment.Clear).Where(c => !Statements.CanBeCleared(typeof(T), c.Item))
            .Select(c => new ProblemError(c.At, "cannot-be-cleared", "The statement has no such member, or cannot do without it; items of lists are withdrawn one at a time.")),
        .. Indexed("/withdraw", amendment.Withdraw).Where(w => !StatementItems.Has(earlier, w.Item.List, w.Item.Id))
            .Select(w => new ProblemError(w.At + "/id", "unknown-item", "The case states no such item.")),
        .. amendment.Set is { } set ? Submission.ReferenceStands("/set", externalReference(set), externalReference(earlier)) : [],
        .. amendment is { Set: null, Put: null, Clear: null or { Count: 0 }, Withdraw: null or { Count: 0 } }
            ? [new ProblemError("", "nothing-changed", "Say what changes: set, clear, put or withdraw.")]
            : Array.Empty<ProblemError>(),
    ];

    private static IEnumerable<ProblemError> ListsNotSet<T>(T? set)
        where T : class =>
        Members(set).Where(m => m.Value is IEnumerable<IItem>)
            .Select(m => new ProblemError("/set/" + m.Name, "items-singly", $"Items are not replaced as a list. Add or change one with \"put\": {{ \"{m.Name}\": [ … ] }}, take one away with \"withdraw\"."));

    private static IEnumerable<ProblemError> OnlyLists<T>(T? put)
        where T : class =>
        Members(put).Where(m => m.Value is not IEnumerable<IItem>)
            .Select(m => new ProblemError("/put/" + m.Name, "not-a-list", "Only items of lists are put; a member that stands for itself is set."));

    private static IEnumerable<(string Name, object? Value)> Members<T>(T? statement)
        where T : class =>
        statement is null ? [] : Statements.MembersOf(typeof(T)).Select(m => (m.Key, m.Value.GetValue(statement))).Where(m => m.Item2 is not null);
}

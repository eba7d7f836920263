using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Reporting.Contracts;

namespace Reporting.Server.Kernel;

/// <summary>
/// Rules across the members of a statement, common to both kinds of case. Each yields what is wrong with its JSON
/// pointer; nothing wrong yields nothing. Sealed values are never read: in a merged statement the earlier ones are closed.
/// </summary>
public static class StatementRules
{
    /// <summary>How far a filer's clock may be ahead of ours.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Rounded percentages of a whole may add up to a little more than the whole.</summary>
    public const decimal SumTolerance = 0.1m;

    /// <summary>The members a case cannot be opened without.</summary>
    public static IEnumerable<ProblemError> ToOpen<T>(T statement)
        where T : class =>
        NeededToOpen<T>.Pointers
            .Where(pointer => !Statements.States(statement, pointer))
            .Select(pointer => new ProblemError(pointer, "required", "A case cannot be opened without it."));

    private static class NeededToOpen<T>
    {
        public static readonly IReadOnlyList<string> Pointers =
            [.. typeof(T).GetProperties().Where(m => m.IsDefined(typeof(ToOpenAttribute))).Select(m => "/" + JsonNamingPolicy.CamelCase.ConvertName(m.Name))];
    }

    /// <summary>Something of the past cannot lie in the future. What lies there in part (some time today) may be true.</summary>
    public static IEnumerable<ProblemError> Past(string pointer, TimeStatement? time, Now now) =>
        time is not null && time.Range().First > now.Value + ClockTolerance ? [Future(pointer + "/at")] : [];

    /// <inheritdoc cref="Past(string, TimeStatement, Now)"/>
    public static IEnumerable<ProblemError> Past(string pointer, DateTimeOffset? at, Now now) =>
        at > now.Value + ClockTolerance ? [Future(pointer)] : [];

    /// <summary>A local day of the past: in the zone that is furthest ahead it is at most today.</summary>
    public static IEnumerable<ProblemError> Past(string pointer, DateOnly? day, Now now) =>
        day > DateOnly.FromDateTime(now.Value.UtcDateTime.AddHours(14)) ? [Future(pointer)] : [];

    private static ProblemError Future(string pointer) => new(pointer, "in-the-future", "This has happened already, and the time stated is yet to come.");

    /// <summary>Refused only when no instant that the two precisions allow would be in order. What is known approximately allows every order.</summary>
    public static IEnumerable<ProblemError> InOrder(string earlier, TimeStatement? first, string later, TimeStatement? second, string code)
    {
        if (first is null || second is null || first.Precision == TimePrecision.Approximate || second.Precision == TimePrecision.Approximate)
        {
            yield break;
        }

        if (second.Range().Last < first.Range().First)
        {
            yield return new ProblemError(later + "/at", code, $"This cannot have been before {earlier}, whatever the precisions allow.");
        }
    }

    /// <summary>ISO 17442: the last two digits are check digits (ISO 7064 MOD 97-10).</summary>
    public static IEnumerable<ProblemError> Lei(string pointer, string? lei) =>
        lei is { Length: 20 } && Remainder(lei) != 1 ? [new ProblemError(pointer + "/lei", "check-digits", "The check digits of this legal entity identifier do not fit.")] : [];

    private static int Remainder(string lei) =>
        lei.Aggregate(0, (sum, c) => char.IsAsciiDigit(c) ? ((sum * 10) + (c - '0')) % 97 : ((sum * 100) + (c - 'A' + 10)) % 97);

    /// <summary>An item's id is unique in its list: who changes or withdraws the item names it by that.</summary>
    public static IEnumerable<ProblemError> UniqueIds(string pointer, IEnumerable<IItem>? items) =>
        Repeated(items?.Select(i => i.Id)).Select(i => new ProblemError($"{Item(pointer, i)}/id", "duplicate-id", "Another item of this list has this id."));

    /// <summary>Each value stands once.</summary>
    public static IEnumerable<ProblemError> Distinct<T>(string pointer, IEnumerable<T>? values) =>
        Repeated(values?.Select(v => v?.ToString())).Select(i => new ProblemError(Item(pointer, i), "duplicate", "This stands in the list already."));

    private static IEnumerable<int> Repeated(IEnumerable<string?>? values)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return (values ?? []).Select((v, i) => (v, i)).Where(x => x.v is not null && !seen.Add(x.v)).Select(x => x.i);
    }

    /// <summary>Parts of one whole.</summary>
    public static IEnumerable<ProblemError> AtMostTheWhole(string pointer, IEnumerable<decimal?> percents) =>
        percents.Sum() > 100 + SumTolerance ? [new ProblemError(pointer, "more-than-the-whole", "Together these are more than 100 per cent.")] : [];

    /// <summary>This system is accredited up to OFFICIAL and no further.</summary>
    public static IEnumerable<ProblemError> NotAboveOfficial(string pointer, bool? notAboveOfficial) =>
        notAboveOfficial == false
            ? [new ProblemError(pointer + "/handling/notAboveOfficial", "above-official", "Nothing classified above OFFICIAL can be taken here. Ask the authority, by the door listed for it, for its accredited channel.")]
            : [];

    /// <summary>At least one authority, none twice.</summary>
    public static IEnumerable<ProblemError> Authorities(IReadOnlyList<string> authorities) =>
        authorities.Count == 0
            ? [new ProblemError("/authorities", "required", "Name at least one authority.")]
            : Distinct("/authorities", authorities);

    /// <summary>Each item of a list with its pointer; none of a list that is not stated.</summary>
    public static IEnumerable<(string At, T Item)> Indexed<T>(string list, IReadOnlyList<T>? items) =>
        (items ?? []).Select((item, i) => (Item(list, i), item));

    public static string Item(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}/{index}");
}

using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Reporting.Contracts;

namespace Reporting.Server.Kernel;

/// <summary>What is common to the statements a firm makes in stages: a later one adds to and replaces an earlier one, member by member; and a form asks after members by JSON pointer.</summary>
public static class Statements
{
    private static readonly ConcurrentDictionary<Type, FrozenDictionary<string, PropertyInfo>> Members = new();

    // Pointers come from the rulebook's forms: a few hundred.
    private static readonly ConcurrentDictionary<string, string[]> Names = new(StringComparer.Ordinal);

    /// <summary>
    /// The earlier statement with every member the later one states in its place. Absent members stay as they were said. A
    /// list of items is added to and changed by id; one that names no ids is stated anew as a whole. Every item has an id in the end.
    /// </summary>
    public static T Over<T>(this T? later, T earlier)
        where T : class, new()
    {
        if (later is null)
        {
            return earlier;
        }

        var merged = new T();
        foreach (var member in MembersOf(typeof(T)).Values)
        {
            var (now, before) = (member.GetValue(later), member.GetValue(earlier));
            member.SetValue(merged, now is IEnumerable<IItem> items ? StatementItems.Over(items, before as IEnumerable<IItem>, member.PropertyType) : now ?? before);
        }

        return merged;
    }

    /// <summary>
    /// The earlier statement with the members of the later one merged into it, down to the members of its members. Lists of
    /// items of its own are not looked at; those of its members, which nothing else can name, are merged as a later
    /// statement's are.
    /// </summary>
    public static T MergedInto<T>(this T later, T earlier)
        where T : class =>
        (T)Merged(later, earlier, top: true);

    private static object Merged(object later, object earlier, bool top)
    {
        var merged = StatementItems.Copy(earlier);
        foreach (var member in MembersOf(earlier.GetType()).Values)
        {
            var (now, before) = (member.GetValue(later), member.GetValue(earlier));
            if (now is null || (top && now is IEnumerable<IItem>))
            {
                continue;
            }

            member.SetValue(
                merged,
                now is IEnumerable<IItem> items ? StatementItems.Over(items, before as IEnumerable<IItem>, member.PropertyType)
                : before is not null && IsWhole(now.GetType()) ? Merged(now, before, top: false)
                : now);
        }

        return merged;
    }

    // What is made of members that stand on their own. A time, a figure or a sum of money is one value.
    private static bool IsWhole(Type type) =>
        type is { IsClass: true, IsGenericType: false, Namespace: { } space }
        && space.StartsWith("Reporting.Contracts", StringComparison.Ordinal)
        && !typeof(TimeStatement).IsAssignableFrom(type)
        && type != typeof(Money);

    /// <summary>The statement without what stands at these pointers.</summary>
    public static T Without<T>(this T statement, IEnumerable<string> pointers)
        where T : class
    {
        object cleared = statement;
        foreach (var pointer in pointers)
        {
            cleared = Cleared(cleared, pointer.Split('/').AsSpan(1));
        }

        return (T)cleared;
    }

    private static object Cleared(object statement, ReadOnlySpan<string> path)
    {
        if (!MembersOf(statement.GetType()).TryGetValue(path[0], out var member) || member.GetValue(statement) is not { } value)
        {
            return statement;
        }

        var cleared = StatementItems.Copy(statement);
        member.SetValue(cleared, path.Length == 1 ? null : Cleared(value, path[1..]));
        return cleared;
    }

    /// <summary>Whether a member may be left unstated: a statement has it, it is no list of items, and nothing requires it.</summary>
    public static bool CanBeCleared(Type type, string pointer)
    {
        var path = pointer.Split('/')[1..];
        for (var i = 0; i < path.Length; i++)
        {
            if (!MembersOf(type).TryGetValue(path[i], out var member)
                || typeof(IEnumerable<IItem>).IsAssignableFrom(member.PropertyType)
                || (member.PropertyType.IsValueType && Nullable.GetUnderlyingType(member.PropertyType) is null))
            {
                return false;
            }

            if (i == path.Length - 1)
            {
                return !member.IsDefined(typeof(ToOpenAttribute)) && !member.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));
            }

            type = member.PropertyType;
        }

        return false;
    }

    /// <summary>Whether something is stated at a JSON pointer (RFC 6901, members only). An empty list states nothing.</summary>
    public static bool States(object? statement, string pointer)
    {
        var value = statement;
        foreach (var name in Names.GetOrAdd(pointer, static p => p.Split('/')[1..]))
        {
            if (value is null)
            {
                return false;
            }

            // A pointer into a list asks whether each of its items states it.
            if (value is IEnumerable items and not string)
            {
                var rest = pointer[pointer.IndexOf("/" + name, StringComparison.Ordinal)..];
                var any = false;
                foreach (var item in items)
                {
                    any = true;
                    if (!States(item, rest))
                    {
                        return false;
                    }
                }

                return any;
            }

            value = MembersOf(value.GetType()).GetValueOrDefault(name)?.GetValue(value);
        }

        return value is not null && (value is string || value is not IEnumerable list || list.GetEnumerator().MoveNext());
    }

    // By the name on the wire.
    internal static FrozenDictionary<string, PropertyInfo> MembersOf(Type type) =>
        Members.GetOrAdd(type, t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0)
            .ToFrozenDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), StringComparer.Ordinal));
}

using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Reporting.Server.Kernel;

/// <summary>What is common to the statements a firm makes in stages: a later one adds to and replaces an earlier one, member by member; and a form asks after members by JSON pointer.</summary>
public static class Statements
{
    private static readonly ConcurrentDictionary<Type, FrozenDictionary<string, PropertyInfo>> Members = new();

    // Pointers come from the rulebook's forms: a few hundred.
    private static readonly ConcurrentDictionary<string, string[]> Names = new(StringComparer.Ordinal);

    /// <summary>The earlier statement with every member the later one states put in its place. Absent members stay as they were said.</summary>
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
            member.SetValue(merged, member.GetValue(later) ?? member.GetValue(earlier));
        }

        return merged;
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
    private static FrozenDictionary<string, PropertyInfo> MembersOf(Type type) =>
        Members.GetOrAdd(type, t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0)
            .ToFrozenDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), StringComparer.Ordinal));
}

using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Reporting.Contracts;

namespace Reporting.Server.Kernel;

/// <summary>Lists of items: each item is added, changed and withdrawn by its id.</summary>
public static class StatementItems
{
    private static readonly ConcurrentDictionary<Type, MethodInfo> Copiers = new();

    /// <summary>The earlier list with the later items in it; a later list that names no ids takes the place of the whole.</summary>
    internal static object Over(IEnumerable<IItem> later, IEnumerable<IItem>? earlier, Type list) =>
        later.Any(i => i.Id is not null) ? List(Put(later, earlier ?? []), list) : List(later, list);

    /// <summary>The statement with every item of the lists in <paramref name="put"/> in the place of the one of the same id, or added.</summary>
    public static T With<T>(T statement, T put)
        where T : class
    {
        var changed = Copy(statement);
        foreach (var member in Statements.MembersOf(typeof(T)).Values)
        {
            if (member.GetValue(put) is IEnumerable<IItem> items)
            {
                member.SetValue(changed, List(Put(items, member.GetValue(statement) as IEnumerable<IItem> ?? []), member.PropertyType));
            }
        }

        return (T)changed;
    }

    /// <summary>The statement without one item.</summary>
    public static T Without<T>(T statement, string list, string id)
        where T : class
    {
        var changed = Copy(statement);
        var member = Statements.MembersOf(typeof(T))[list[1..]];
        member.SetValue(changed, List(((IEnumerable<IItem>)member.GetValue(statement)!).Where(i => i.Id != id), member.PropertyType));
        return (T)changed;
    }

    /// <summary>Whether a list of the statement has an item of this id.</summary>
    public static bool Has(object statement, string list, string id) =>
        Statements.MembersOf(statement.GetType()).TryGetValue(list[1..], out var member) && member.GetValue(statement) is IEnumerable<IItem> items && items.Any(i => i.Id == id);

    private static List<IItem> Put(IEnumerable<IItem> later, IEnumerable<IItem> earlier)
    {
        var all = earlier.ToList();
        foreach (var item in later)
        {
            var at = item.Id is null ? -1 : all.FindIndex(i => i.Id == item.Id);
            if (at < 0)
            {
                all.Add(item);
            }
            else
            {
                all[at] = item;
            }
        }

        return all;
    }

    // An item without an id gets the next number, so that it can be named later. The same list gives the same ids whenever it is folded.
    private static object List(IEnumerable<IItem> items, Type list)
    {
        var all = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(list.GetGenericArguments()[0]))!;
        var taken = items.Select(i => i.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var next = 1;
        foreach (var item in items)
        {
            all.Add(item.Id is not null ? item : Named(item, taken, ref next));
        }

        return all;
    }

    private static object Named(IItem item, HashSet<string> taken, ref int next)
    {
        string id;
        do
        {
            id = next++.ToString(CultureInfo.InvariantCulture);
        }
        while (!taken.Add(id));

        var named = Copy(item);
        Statements.MembersOf(named.GetType())["id"].SetValue(named, id);
        return named;
    }

    /// <summary>A record like this one, whose members can be set while nobody else has it.</summary>
    internal static object Copy(object record) =>
        Copiers.GetOrAdd(record.GetType(), static t => t.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)!).Invoke(record, null)!;
}

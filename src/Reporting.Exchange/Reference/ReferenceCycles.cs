namespace Reporting.Exchange.Reference;

/// <summary>Whether following references ever comes back to where it began.</summary>
public static class ReferenceCycles
{
    /// <summary>One path for each way back that is met, from its first entry to the last before it; none: every chain ends.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> In(IEnumerable<(string From, string To)> edges)
    {
        var next = edges.ToLookup(e => e.From, e => e.To, StringComparer.Ordinal);
        var (done, found) = (new HashSet<string>(StringComparer.Ordinal), new List<IReadOnlyList<string>>());
        foreach (var start in next.Select(n => n.Key).Order(StringComparer.Ordinal))
        {
            Walk(start, next, done, found);
        }

        return found;
    }

    // With a path of its own: a chain of fifty thousand would overflow the thread's stack.
    private static void Walk(string start, ILookup<string, string> next, HashSet<string> done, List<IReadOnlyList<string>> found)
    {
        if (!done.Add(start))
        {
            return;
        }

        var (path, place) = (new List<(string At, IEnumerator<string> Onward)> { (start, next[start].GetEnumerator()) }, new Dictionary<string, int>(StringComparer.Ordinal) { [start] = 0 });
        while (path.Count > 0)
        {
            var (at, onward) = path[^1];
            if (!onward.MoveNext())
            {
                place.Remove(at);
                path.RemoveAt(path.Count - 1);
            }
            else if (place.TryGetValue(onward.Current, out var back))
            {
                found.Add([.. path.Skip(back).Select(p => p.At)]);
            }
            else if (done.Add(onward.Current))
            {
                place[onward.Current] = path.Count;
                path.Add((onward.Current, next[onward.Current].GetEnumerator()));
            }
        }
    }
}

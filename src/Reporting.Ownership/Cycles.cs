namespace Reporting.Ownership;

/// <summary>Parties that hold themselves through others.</summary>
internal static class Cycles
{
    /// <summary>By party: the number of the set of parties that all hold one another, and whether that set has more than one.</summary>
    public static (int[] Set, bool[] Cyclic) Sets(OwnershipGraph graph)
    {
        // Tarjan's algorithm with a stack of its own: a chain of ten thousand would overflow the thread's.
        var count = graph.Parties.Count;
        var (index, low, set, onStack) = (new int[count], new int[count], new int[count], new bool[count]);
        Array.Fill(set, -1);
        var (stack, work, next, sets) = (new Stack<int>(), new Stack<(int Party, int Edge)>(), 1, new List<int>());
        for (var start = 0; start < count; start++)
        {
            if (index[start] == 0)
            {
                work.Push((start, 0));
            }

            while (work.TryPop(out var at))
            {
                var (party, edge) = at;
                if (edge == 0)
                {
                    index[party] = low[party] = next++;
                    stack.Push(party);
                    onStack[party] = true;
                }

                var (edges, down) = (graph.Of(party), false);
                for (; edge < edges.Count; edge++)
                {
                    var subject = edges[edge].Subject;
                    if (!OwnershipGraph.Chains(edges[edge].Interest))
                    {
                        continue;
                    }

                    if (index[subject] == 0)
                    {
                        work.Push((party, edge + 1));
                        work.Push((subject, 0));
                        down = true;
                        break;
                    }

                    low[party] = onStack[subject] ? Math.Min(low[party], index[subject]) : low[party];
                }

                if (down)
                {
                    continue;
                }

                if (low[party] == index[party])
                {
                    var size = 0;
                    int member;
                    do
                    {
                        member = stack.Pop();
                        onStack[member] = false;
                        set[member] = sets.Count;
                        size++;
                    }
                    while (member != party);
                    sets.Add(size);
                }

                if (work.TryPeek(out var above))
                {
                    low[above.Party] = Math.Min(low[above.Party], low[party]);
                }
            }
        }

        return (set, [.. set.Select(s => sets[s] > 1)]);
    }

    /// <summary>One cycle of each set, the shortest from its first party (by key) back to itself, holder before subject.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Paths(OwnershipGraph graph)
    {
        var (set, cyclic) = Sets(graph);
        var (paths, told) = (new List<IReadOnlyList<string>>(), new HashSet<int>());
        for (var party = 0; party < set.Length; party++)
        {
            if (cyclic[party] && told.Add(set[party]))
            {
                paths.Add([.. Back(graph, party, set).Select(graph.Parties.Key)]);
            }
        }

        return paths;
    }

    private static List<int> Back(OwnershipGraph graph, int start, int[] set)
    {
        var (from, open) = (new Dictionary<int, int>(), new Queue<int>([start]));
        while (open.TryDequeue(out var one))
        {
            foreach (var edge in graph.Of(one).Where(e => OwnershipGraph.Chains(e.Interest) && set[e.Subject] == set[start]))
            {
                if (from.TryAdd(edge.Subject, one))
                {
                    if (edge.Subject == start)
                    {
                        return Walked(from, start);
                    }

                    open.Enqueue(edge.Subject);
                }
            }
        }

        return [];
    }

    private static List<int> Walked(Dictionary<int, int> from, int start)
    {
        var path = new List<int> { start };
        for (var at = from[start]; at != start; at = from[at])
        {
            path.Add(at);
        }

        path.Add(start);
        path.Reverse();
        return path;
    }
}

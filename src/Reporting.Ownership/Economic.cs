using Reporting.Contracts.Screening;

namespace Reporting.Ownership;

/// <summary>The economic share: along each chain the shares multiplied, over all chains added up. It decides nothing.</summary>
internal static class Economic
{
    /// <summary>By party: its share of the target. Where a chain comes back to itself only a lower bound can be given.</summary>
    /// <param name="ends">Parties that pass nothing on: what reaches them is theirs.</param>
    public static PercentRange[] Shares(OwnershipGraph graph, int target, Predicate<int>? ends = null)
    {
        var count = graph.Parties.Count;
        var (set, cyclic) = Cycles.Sets(graph);
        var shares = new PercentRange[count];
        var reached = Reached(graph, target);
        shares[target] = PercentRange.Whole;
        // Tarjan's sets come numbered from what is held to who holds: in that order every party is whole before it passes on.
        foreach (var party in Enumerable.Range(0, count).Where(p => reached[p]).OrderBy(p => set[p]).ThenBy(p => p))
        {
            // Round a cycle it would go for ever, each time for less: those rounds are left out below, and everything is possible above.
            shares[party] = (cyclic[party] && party != target ? shares[party] with { Most = 100, LessThan = false } : shares[party]).Capped();
            if (party != target && ends?.Invoke(party) == true)
            {
                continue;
            }

            foreach (var edge in graph.In(party).Where(e => e.Interest == OwnershipInterest.Shareholding && set[e.Holder] != set[party]))
            {
                shares[edge.Holder] = shares[edge.Holder].Plus(edge.Share.Times(shares[party]));
            }

            if (cyclic[party])
            {
                Within(graph, party, set, shares);
            }
        }

        shares[target] = PercentRange.None;
        return [.. shares.Select(s => s.Capped())];
    }

    // Direct holdings within the cycle count once: they are no less than that.
    private static void Within(OwnershipGraph graph, int party, int[] set, PercentRange[] shares)
    {
        if (shares[party] != PercentRange.Whole)
        {
            return;
        }

        foreach (var edge in graph.In(party).Where(e => e.Interest == OwnershipInterest.Shareholding && set[e.Holder] == set[party]))
        {
            shares[edge.Holder] = shares[edge.Holder].Plus(edge.Share);
        }
    }

    private static bool[] Reached(OwnershipGraph graph, int target)
    {
        var (reached, open) = (new bool[graph.Parties.Count], new Stack<int>([target]));
        reached[target] = true;
        while (open.TryPop(out var one))
        {
            foreach (var edge in graph.In(one).Where(e => e.Interest == OwnershipInterest.Shareholding && !reached[e.Holder]))
            {
                reached[edge.Holder] = true;
                open.Push(edge.Holder);
            }
        }

        return reached;
    }
}

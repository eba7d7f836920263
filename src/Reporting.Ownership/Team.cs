using System.Runtime.InteropServices;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;

namespace Reporting.Ownership;

/// <summary>Why somebody's holdings are another's.</summary>
internal enum Why
{
    /// <summary>It is the one whose holdings are asked for.</summary>
    Itself,

    /// <summary>A majority stake in it is held by those before.</summary>
    Majority,

    /// <summary>A bond with one of those before.</summary>
    Bond,
}

/// <summary>One party whose holdings count, and why.</summary>
/// <param name="By">Of a majority: the interest that makes it one. Of a bond: its kind.</param>
/// <param name="From">Of a bond: with whom.</param>
/// <param name="Held">Of a majority: how much of the interest.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Member(int Party, Why Why, OwnershipInterest By, int From, PercentRange Held);

/// <summary>
/// Everybody whose holdings the law treats as one person's: the least set that is closed under the rules of attribution, so
/// that cycles end and the order of statements does not matter.
/// </summary>
internal sealed class Team
{
    private readonly Rules _rules;
    private readonly bool _certain;
    private readonly Dictionary<int, int> _place = [];
    private readonly List<Member> _members = [];
    private readonly HashSet<int> _own = [];
    private readonly Queue<int> _open = new();
    private readonly Dictionary<(int Subject, int Stake), (PercentRange Sum, decimal Inside)> _tally = [];

    /// <param name="certain">Only what is sure to count; otherwise everything that can.</param>
    public Team(Rules rules, IEnumerable<int> of, bool certain)
    {
        (_rules, _certain) = (rules, certain);
        foreach (var party in of)
        {
            Add(new Member(party, Why.Itself, default, -1, default), own: true);
        }

        while (_open.TryDequeue(out var party))
        {
            Expand(party);
        }
    }

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<Member> Members => _members;

    public Member Of(int party) => _members[_place[party]];

    public bool Has(int party) => _place.ContainsKey(party);

    /// <summary>What all of them together have of an interest in a target.</summary>
    public PercentRange Holds(int target, OwnershipInterest interest)
    {
        var counted = _rules.Counted(target, interest);
        var (sum, inside, statements) = (PercentRange.None, 0m, new HashSet<int>());
        // Whichever is fewer: those who hold in it, or those whose holdings count.
        var holders = _members.Count < counted.ByHolder.Count ? _members.Select(m => m.Party) : counted.ByHolder.Keys.Where(Has);
        foreach (var edge in holders.SelectMany(h => counted.ByHolder.GetValueOrDefault(h, [])))
        {
            // What is held as nominee for several is each one's, and counts once.
            if (statements.Add(edge.Statement))
            {
                sum = sum.Plus(edge.Share);
                inside += edge.Share.Least;
            }
        }

        return sum.AtMost(Math.Max(0, 100 - (counted.Sure - inside))).Capped();
    }

    // ---- closing the set ----

    private void Add(Member member, bool own)
    {
        var known = _place.ContainsKey(member.Party);
        if (!known)
        {
            _place[member.Party] = _members.Count;
            _members.Add(member);
            _open.Enqueue(member.Party);
        }

        // Who was only bound and turns out to be held binds others in turn.
        if (own && _own.Add(member.Party) && known)
        {
            Bonds(member.Party);
        }
    }

    private void Expand(int party)
    {
        if (_own.Contains(party))
        {
            Bonds(party);
        }

        for (var stake = 0; stake < _rules.Stakes.Count; stake++)
        {
            foreach (var (subject, share, numbered) in _rules.Held(party, stake))
            {
                Tally(subject, stake, share, numbered);
            }
        }
    }

    private void Tally(int subject, int stake, PercentRange share, bool numbered)
    {
        var rule = _rules.Stakes[stake];
        if (!numbered && rule.Rule.Unnumbered)
        {
            Add(new Member(subject, Why.Majority, rule.Interest, -1, PercentRange.Whole), own: true);
            return;
        }

        var (sum, inside) = _tally.GetValueOrDefault((subject, stake), (PercentRange.None, 0m));
        (sum, inside) = (sum.Plus(share), inside + share.Least);
        _tally[(subject, stake)] = (sum, inside);
        // What others are sure to have cannot be theirs.
        var held = sum.AtMost(Math.Max(0, 100 - (_rules.Sure(subject, stake) - inside)));
        if (held.Above(rule.Rule.Above) is var majority && (majority == Tri.Yes || (!_certain && majority == Tri.Unknown)))
        {
            Add(new Member(subject, Why.Majority, rule.Interest, -1, held), own: true);
        }
    }

    private void Bonds(int party)
    {
        foreach (var (kind, others) in _rules.BoundTo(party))
        {
            foreach (var other in others)
            {
                Add(new Member(other, Why.Bond, kind, party, default), own: false);
            }
        }
    }
}

/// <summary>A regime's rules of attribution, ready for one graph.</summary>
internal sealed class Rules
{
    private readonly Dictionary<int, List<(int Subject, PercentRange Share, bool Numbered)>>[] _held;
    private readonly Dictionary<int, decimal>[] _sure;
    private readonly Dictionary<(int Party, OwnershipInterest Kind), IReadOnlyList<int>> _groups = [];
    private readonly Dictionary<(int Subject, OwnershipInterest Interest), Counted> _counted = [];
    private readonly OwnershipGraph _graph;

    public Rules(OwnershipGraph stated, Attribution attribution)
    {
        Law = attribution;
        _graph = attribution.Nominees is null ? stated : stated.WithNominators();
        Stakes = [.. attribution.Stakes.Select(s => (Interest(s.By), s))];
        Combined = [.. attribution.Combined.Select(c => (Interest(c.By), c))];
        _held = [.. Stakes.Select(s => Sums(s.Interest))];
        _sure = [.. _held.Select(h => h.Values.SelectMany(x => x).GroupBy(x => x.Subject).ToDictionary(g => g.Key, g => g.Sum(x => x.Share.Least)))];
        foreach (var (kind, rule) in Combined.Where(c => c.Rule.Together))
        {
            Group(kind);
        }
    }

    public Attribution Law { get; }

    public OwnershipGraph Graph => _graph;

    public IReadOnlyList<(OwnershipInterest Interest, MajorityStake Rule)> Stakes { get; }

    public IReadOnlyList<(OwnershipInterest Kind, Combination Rule)> Combined { get; }

    public IReadOnlyList<(int Subject, PercentRange Share, bool Numbered)> Held(int holder, int stake) => _held[stake].GetValueOrDefault(holder, []);

    /// <summary>How much of a stake is sure to be held in a party, by whomever.</summary>
    public decimal Sure(int subject, int stake) => _sure[stake].GetValueOrDefault(subject);

    /// <summary>What counts of an interest in a party. Votes of whom none are stated follow the shares.</summary>
    public Counted Counted(int subject, OwnershipInterest interest)
    {
        if (!_counted.TryGetValue((subject, interest), out var counted))
        {
            var byHolder = _graph.In(subject).GroupBy(e => e.Holder).Select(g => (g.Key, ByName(g, interest).Edges)).Where(x => x.Edges.Count > 0).ToDictionary(x => x.Key, x => x.Edges);
            counted = new Counted(byHolder, byHolder.Values.SelectMany(e => e).DistinctBy(e => e.Statement).Sum(e => e.Share.Least));
            _counted[(subject, interest)] = counted;
        }

        return counted;
    }

    public IEnumerable<(OwnershipInterest Kind, IEnumerable<int> Others)> BoundTo(int party)
    {
        if (_graph.BondsOf(party).Count == 0)
        {
            yield break;
        }

        foreach (var (kind, rule) in Combined)
        {
            var others = rule.Together ? _groups.GetValueOrDefault((party, kind), []) : _graph.BondsOf(party).Where(b => b.Kind == kind).Select(b => b.Other);
            yield return (kind, others.Where(o => o != party).Distinct().Order());
        }
    }

    /// <summary>What stands between one holder and one subject, of an interest.</summary>
    public static (PercentRange Share, bool Numbered, bool FromShares) Sum(IEnumerable<Edge> between, OwnershipInterest interest)
    {
        var (edges, fromShares) = ByName(between, interest);
        var sum = PercentRange.None;
        foreach (var edge in edges)
        {
            sum = sum.Plus(edge.Share);
        }

        return (sum.Capped(), edges.Count == 0 || edges.Exists(e => e.Numbered), fromShares);
    }

    private static (List<Edge> Edges, bool FromShares) Between(IEnumerable<Edge> between, OwnershipInterest interest)
    {
        var own = between.Where(e => e.Interest == interest).ToList();
        if (interest != OwnershipInterest.VotingRights || own.Count > 0)
        {
            return (own, false);
        }

        var shares = between.Where(e => e.Interest == OwnershipInterest.Shareholding).ToList();
        return (shares, shares.Count > 0);
    }

    // Votes that a nominee is said to have say nothing of the votes of what is held in the holder's own name: each name for itself.
    private static (List<Edge> Edges, bool FromShares) ByName(IEnumerable<Edge> between, OwnershipInterest interest)
    {
        var names = between.GroupBy(e => e.Nominee).Select(name => Between(name, interest)).ToList();
        return ([.. names.SelectMany(n => n.Edges)], names.Exists(n => n.FromShares));
    }

    private static OwnershipInterest Interest(string word) => (OwnershipInterest)Contracts.Words.All(typeof(OwnershipInterest))[word];

    private Dictionary<int, List<(int, PercentRange, bool)>> Sums(OwnershipInterest interest)
    {
        var sums = new Dictionary<int, List<(int, PercentRange, bool)>>();
        for (var holder = 0; holder < _graph.Parties.Count; holder++)
        {
            foreach (var between in _graph.Of(holder).GroupBy(e => e.Subject))
            {
                var (share, numbered, _) = Sum(between, interest);
                // Influence that nobody calls dominant may be: it counts where everything does that can.
                var perhaps = interest == OwnershipInterest.DominantInfluence && share.IsNone && between.Any(e => OwnershipGraph.MayDominate(e.Interest));
                if (!share.IsNone || perhaps)
                {
                    (sums.TryGetValue(holder, out var list) ? list : sums[holder] = []).Add((between.Key, perhaps ? PercentRange.Unknown : share, perhaps || numbered));
                }
            }
        }

        return sums;
    }

    private void Group(OwnershipInterest kind)
    {
        var seen = new HashSet<int>();
        for (var party = 0; party < _graph.Parties.Count; party++)
        {
            if (!_graph.BondsOf(party).Any(b => b.Kind == kind) || !seen.Add(party))
            {
                continue;
            }

            var (group, open) = (new SortedSet<int> { party }, new Stack<int>([party]));
            while (open.TryPop(out var one))
            {
                foreach (var bond in _graph.BondsOf(one).Where(b => b.Kind == kind && seen.Add(b.Other)))
                {
                    group.Add(bond.Other);
                    open.Push(bond.Other);
                }
            }

            IReadOnlyList<int> members = [.. group];
            foreach (var member in members)
            {
                _groups[(member, kind)] = members;
            }
        }
    }
}

/// <summary>What counts of one interest in one party.</summary>
/// <param name="Sure">What is sure to be held, by whomever, per cent.</param>
internal sealed record Counted(Dictionary<int, List<Edge>> ByHolder, decimal Sure);

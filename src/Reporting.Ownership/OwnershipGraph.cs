using System.Runtime.InteropServices;
using Reporting.Contracts;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership;

/// <summary>One holding: what a party has in another.</summary>
/// <param name="Statement">Where it stands in the list of statements.</param>
/// <param name="Nominee">Who holds it in its own name for the holder; -1: the holder itself does.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Edge(int Holder, int Subject, OwnershipInterest Interest, PercentRange Share, bool Numbered, int Statement, int Nominee = -1);

/// <summary>A bond between two parties.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Bond(int Other, OwnershipInterest Kind);

/// <summary>
/// Statements as a graph, on one side of the deal and on one day. Parties are numbered in the order of their keys, so that
/// nothing depends on the order in which statements stand.
/// </summary>
internal sealed class OwnershipGraph
{
    /// <summary>Interests that can be a link of a chain.</summary>
    public static bool Chains(OwnershipInterest interest) =>
        interest is OwnershipInterest.Shareholding or OwnershipInterest.VotingRights or OwnershipInterest.AppointmentOfBoard or OwnershipInterest.DominantInfluence or OwnershipInterest.Nominator;

    /// <summary>Interests that may be dominant influence, and that nobody says are.</summary>
    public static bool MayDominate(OwnershipInterest interest) => interest is OwnershipInterest.OtherInfluence or OwnershipInterest.RightsByContract;

    /// <summary>Interests that bind two parties, and are no holding of one in the other.</summary>
    public static bool Binds(OwnershipInterest interest) =>
        interest is OwnershipInterest.JointArrangement or OwnershipInterest.ConnectedPerson or OwnershipInterest.CommonPurpose;

    private readonly List<Edge>[] _up;
    private readonly List<Edge>[] _down;
    private readonly List<Bond>[] _bonds;

    private OwnershipGraph(Parties parties, List<Edge> edges, List<(int A, int B, OwnershipInterest Kind)> bonds)
    {
        Parties = parties;
        Edges = edges;
        _up = Lists<Edge>(parties.Count);
        _down = Lists<Edge>(parties.Count);
        _bonds = Lists<Bond>(parties.Count);
        foreach (var edge in edges)
        {
            _down[edge.Holder].Add(edge);
            _up[edge.Subject].Add(edge);
        }

        foreach (var (a, b, kind) in bonds)
        {
            _bonds[a].Add(new Bond(b, kind));
            _bonds[b].Add(new Bond(a, kind));
        }
    }

    public Parties Parties { get; }

    public IReadOnlyList<Edge> Edges { get; }

    /// <summary>What a party has in others.</summary>
    public IReadOnlyList<Edge> Of(int holder) => _down[holder];

    /// <summary>What others have in a party.</summary>
    public IReadOnlyList<Edge> In(int subject) => _up[subject];

    public IReadOnlyList<Bond> BondsOf(int party) => _bonds[party];

    public static OwnershipGraph Of(Parties parties, IReadOnlyList<OwnershipStatement> statements, DealSide side, DateOnly day)
    {
        var (edges, bonds, indirect) = (new List<Edge>(), new List<(int, int, OwnershipInterest)>(), new List<Edge>());
        for (var i = 0; i < statements.Count; i++)
        {
            var s = statements[i];
            if (!Stands(s, side, day) || s.Holder.Key == s.Subject.Key)
            {
                continue;
            }

            var (holder, subject) = (parties[s.Holder.Key], parties[s.Subject.Key]);
            if (Binds(s.Interest))
            {
                bonds.Add((holder, subject, s.Interest));
            }
            else
            {
                (s.Direct == Tri.No ? indirect : edges).Add(new Edge(holder, subject, s.Interest, PercentRange.Of(s.Share), s.Share is not null, i));
            }
        }

        edges.AddRange(WithoutChain(parties, edges, indirect));
        // Whatever the order of the statements: sums of what is rounded would differ in the last place.
        edges.Sort((a, b) => (a.Holder, a.Subject, a.Interest, a.Share.Least, a.Share.Most, a.Statement).CompareTo((b.Holder, b.Subject, b.Interest, b.Share.Least, b.Share.Most, b.Statement)));
        return new OwnershipGraph(parties, edges, bonds);
    }

    /// <summary>Whether a statement holds on a side of the deal: what has ended holds on neither, what begins later only after it.</summary>
    public static bool Stands(OwnershipStatement statement, DealSide side, DateOnly day) =>
        (statement.Deal is null || statement.Deal == side) && !(statement.Until <= day) && (side == DealSide.After || !(statement.From > day));

    /// <summary>The same, with what is held as nominee in the hands of the nominator.</summary>
    public OwnershipGraph WithNominators()
    {
        var nominators = Edges.Where(e => e.Interest == OwnershipInterest.Nominator).ToLookup(e => e.Subject, e => e.Holder);
        if (nominators.Count == 0)
        {
            return this;
        }

        var moved = new List<Edge>(Edges.Count);
        foreach (var edge in Edges)
        {
            if (edge.Interest == OwnershipInterest.Nominator || !nominators.Contains(edge.Holder))
            {
                moved.Add(edge);
                continue;
            }

            foreach (var holder in Behind(edge.Holder, nominators))
            {
                moved.Add(edge with { Holder = holder, Nominee = edge.Holder });
            }
        }

        moved.Sort((a, b) => (a.Holder, a.Subject, a.Interest, a.Share.Least, a.Share.Most, a.Statement).CompareTo((b.Holder, b.Subject, b.Interest, b.Share.Least, b.Share.Most, b.Statement)));
        return new OwnershipGraph(Parties, moved, [.. Enumerable.Range(0, Parties.Count).SelectMany(p => _bonds[p].Where(b => b.Other > p).Select(b => (p, b.Other, b.Kind)))]);
    }

    // A nominee's nominator may be a nominee itself; two that are each other's hold for themselves.
    private static SortedSet<int> Behind(int nominee, ILookup<int, int> nominators)
    {
        var (found, seen, open) = (new SortedSet<int>(), new HashSet<int> { nominee }, new Stack<int>([nominee]));
        while (open.TryPop(out var one))
        {
            foreach (var next in nominators[one])
            {
                if (!nominators.Contains(next))
                {
                    found.Add(next);
                }
                else if (seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return found.Count > 0 ? found : [nominee];
    }

    /// <summary>Of what is said to be held through others, that of which the chain is not stated: the rest would count twice.</summary>
    private static IEnumerable<Edge> WithoutChain(Parties parties, List<Edge> direct, List<Edge> indirect)
    {
        if (indirect.Count == 0)
        {
            return [];
        }

        var up = Lists<int>(parties.Count);
        foreach (var edge in direct.Where(e => Chains(e.Interest)))
        {
            up[edge.Subject].Add(edge.Holder);
        }

        var above = new Dictionary<int, HashSet<int>>();
        return [.. indirect.Where(e => !Above(e.Subject).Contains(e.Holder))];

        HashSet<int> Above(int subject)
        {
            if (above.TryGetValue(subject, out var found))
            {
                return found;
            }

            (found, var open) = ([], new Stack<int>([subject]));
            while (open.TryPop(out var one))
            {
                foreach (var holder in up[one].Where(found.Add))
                {
                    open.Push(holder);
                }
            }

            return above[subject] = found;
        }
    }

    private static List<T>[] Lists<T>(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<T>())];
}

/// <summary>The parties of a set of statements, numbered in the order of their keys.</summary>
internal sealed class Parties
{
    private readonly Dictionary<string, int> _numbers;
    private readonly OwnershipParty[] _parties;

    public Parties(IReadOnlyList<OwnershipStatement> statements)
    {
        var told = new SortedDictionary<string, OwnershipParty>(StringComparer.Ordinal);
        foreach (var party in statements.SelectMany(s => (OwnershipParty[])[s.Subject, s.Holder]))
        {
            told[party.Key] = told.TryGetValue(party.Key, out var other) ? Both(other, party) : party;
        }

        _parties = [.. told.Values];
        _numbers = _parties.Select((p, i) => (p.Key, i)).ToDictionary(x => x.Key, x => x.i, StringComparer.Ordinal);
    }

    public int Count => _parties.Length;

    public int this[string key] => _numbers[key];

    public OwnershipParty this[int party] => _parties[party];

    public IReadOnlyList<OwnershipParty> All => _parties;

    public string Key(int party) => _parties[party].Key;

    /// <summary>As people call it, where the name may be read here.</summary>
    public string Name(int party) => _parties[party] is { Name: { IsOpen: true, IsErased: false } name } ? name.Value : Key(party);

    // Of what two statements say of one party differently, the same is taken whichever stands first; the checks name it.
    private static OwnershipParty Both(OwnershipParty one, OwnershipParty other) => one with
    {
        Name = one.Name ?? other.Name,
        Kind = Least(one.Kind, other.Kind),
        Country = Least(one.Country, other.Country),
        Role = Least(one.Role, other.Role),
    };

    private static T? Least<T>(T? one, T? other)
        where T : struct, Enum => one is null ? other : other is null || one.Value.CompareTo(other.Value) <= 0 ? one : other;

    private static string? Least(string? one, string? other) => one is null ? other : other is null || string.CompareOrdinal(one, other) <= 0 ? one : other;
}

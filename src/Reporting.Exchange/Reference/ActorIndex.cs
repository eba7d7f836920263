using System.Collections.Frozen;

namespace Reporting.Exchange.Reference;

/// <summary>How a name leads to an actor, the surest first.</summary>
public enum FoundBy
{
    /// <summary>The source calls it so first.</summary>
    Name,

    /// <summary>The source gives it as another name.</summary>
    Alias,

    /// <summary>A source says that it is similar to one that was found by name: an opinion, and one step only.</summary>
    Similar,
}

/// <summary>One actor that a name may mean.</summary>
/// <param name="Through">Of what was found as similar: the actor it is similar to.</param>
public sealed record ActorCandidate(string Source, ReferenceActor Actor, FoundBy By, string? Through = null);

/// <summary>
/// Finds actors by any of their names, in any script. It answers with all that a name may mean and chooses none: one name
/// stands for several groups, and sources disagree about who is whom.
/// </summary>
public sealed class ActorIndex
{
    private readonly FrozenDictionary<string, (string Source, ReferenceActor Actor, FoundBy By)[]> _byKey;
    private readonly FrozenDictionary<string, (string Source, ReferenceActor Actor)> _byId;
    private readonly ILookup<string, string> _similar;

    public ActorIndex(IEnumerable<ReferenceFile> files)
    {
        var all = files.SelectMany(f => f.Actors.Select(a => (f.Source, Actor: a))).ToList();
        _byId = all.GroupBy(a => a.Actor.Id, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        _byKey = all
            .SelectMany(a => a.Actor.Names().Select(n => (Key: AliasKey.Of(n), a.Source, a.Actor, By: n == a.Actor.Name ? FoundBy.Name : FoundBy.Alias)))
            .Where(n => n.Key.Length > 0)
            .GroupBy(n => n.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(
                g => g.Key,
                g => g.OrderBy(n => n.By).DistinctBy(n => n.Actor.Id, StringComparer.Ordinal).Select(n => (n.Source, n.Actor, n.By)).ToArray(),
                StringComparer.Ordinal);
        // Said by either of two, it holds of both.
        _similar = all.SelectMany(a => a.Actor.Similar.SelectMany(s => new[] { (From: a.Actor.Id, To: s), (From: s, To: a.Actor.Id) }))
            .Distinct()
            .ToLookup(s => s.From, s => s.To, StringComparer.Ordinal);
    }

    public static ActorIndex Empty { get; } = new([]);

    /// <summary>Every actor that goes by this name, then those said to be similar to one of them. Empty: nobody is known by it.</summary>
    public IReadOnlyList<ActorCandidate> Find(string name)
    {
        if (!_byKey.TryGetValue(AliasKey.Of(name), out var named))
        {
            return [];
        }

        var found = named.Select(n => new ActorCandidate(n.Source, n.Actor, n.By)).ToList();
        var ids = found.Select(f => f.Actor.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (from, to) in named.SelectMany(n => _similar[n.Actor.Id].Order(StringComparer.Ordinal).Select(to => (n.Actor.Id, to))).ToList())
        {
            if (_byId.TryGetValue(to, out var other) && ids.Add(to))
            {
                found.Add(new ActorCandidate(other.Source, other.Actor, FoundBy.Similar, from));
            }
        }

        return found;
    }

    /// <summary>Names by which other actors than one go too.</summary>
    public IEnumerable<string> AmbiguousKeys => _byKey.Where(k => k.Value.Length > 1).Select(k => k.Key);
}

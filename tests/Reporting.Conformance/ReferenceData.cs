using System.Text;
using System.Text.Json;
using Reporting.Exchange.Reference;

namespace Reporting.Conformance;

/// <summary>The techniques of MITRE ATLAS: each is read, with what it is part of.</summary>
internal sealed class AtlasTechniques : IVectorSet
{
    public string Name => "MITRE ATLAS, techniques";

    public string File => "01-mitre-atlas/techniques.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        var read = Galaxies.Read(vectors).Techniques.ToDictionary(t => t.Id);
        foreach (var one in vectors.GetProperty("techniques").EnumerateArray())
        {
            var agrees = read.TryGetValue(one.Text("id"), out var ours) && ours.Name == one.Text("name") && ours.Parent == one.GetProperty("subtechniqueOf").GetString();
            yield return Outcome.Of(one.Text("id"), agrees, ours?.ToString() ?? "not read");
        }
    }
}

/// <summary>The threat actors of MISP: each is found by every one of its names.</summary>
internal sealed class ActorNames : IVectorSet
{
    public string Name => "MISP, threat actors by each of their names";

    public string File => "03-misp/threat-actors.json";

    public IEnumerable<Outcome> Run(JsonElement vectors, string folder)
    {
        foreach (var file in (string[])["threat-actors.json", "threat-actors-360net-zh.json", "china-defence-universities-zh.json"])
        {
            var galaxy = Galaxies.Read(folder, file);
            var index = new ActorIndex([galaxy]);
            foreach (var actor in galaxy.Actors)
            {
                var missed = actor.Aliases.Prepend(actor.Name).Where(n => index.Find(n).All(c => c.Actor.Id != actor.Id)).ToList();
                yield return Outcome.Of($"{file} {actor.Name}", missed.Count == 0, "not found by " + string.Join(", ", missed));
            }
        }
    }
}

/// <summary>Aliases of several actors: the very ones that the list says, and none is chosen.</summary>
internal sealed class AmbiguousAliases : IVectorSet
{
    public string Name => "MISP, aliases of several actors";

    public string File => "03-misp/threat-actors-ambiguous-aliases.json";

    public IEnumerable<Outcome> Run(JsonElement vectors, string folder)
    {
        var index = new ActorIndex([Galaxies.Read(folder, "threat-actors.json")]);
        foreach (var alias in vectors.EnumerateObject())
        {
            var listed = alias.Value.EnumerateArray().Select(n => n.GetString()!).Order(StringComparer.Ordinal).ToList();
            var found = index.Find(alias.Name).Where(c => c.By != FoundBy.Similar).Select(c => c.Actor.Name).Order(StringComparer.Ordinal).ToList();
            yield return Outcome.Of(alias.Name, found.SequenceEqual(listed), string.Join(", ", found));
        }

        var known = vectors.EnumerateObject().Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var more in index.AmbiguousKeys.Where(k => !known.Contains(k)).Order(StringComparer.Ordinal))
        {
            yield return Outcome.Of(more, false, string.Join(", ", index.Find(more).Where(c => c.By != FoundBy.Similar).Select(c => c.Actor.Name)));
        }
    }
}

/// <summary>One actor in two scripts and two galaxies, by any name from any.</summary>
internal sealed class ActorsInTwoScripts : IVectorSet
{
    public string Name => "MISP, actors of a Chinese galaxy among those of another";

    public string File => "03-misp/threat-actors-360net-zh.json";

    public IEnumerable<Outcome> Run(JsonElement vectors, string folder)
    {
        var (west, east) = (Galaxies.Read(folder, "threat-actors.json"), Galaxies.Read(vectors));
        var index = new ActorIndex([west, east]);
        foreach (var actor in east.Actors)
        {
            var same = actor.Similar.Select(id => west.Actors.FirstOrDefault(a => a.Id == id)).OfType<ReferenceActor>().ToList();
            foreach (var other in same)
            {
                var both = actor.Names().All(n => Finds(index, n, actor, other)) && other.Names().All(n => Finds(index, n, actor, other));
                yield return Outcome.Of($"{actor.Name} = {other.Name}", both, "one is not found by a name of the other");
            }
        }
    }

    private static bool Finds(ActorIndex index, string name, ReferenceActor one, ReferenceActor other) =>
        AliasKey.Of(name).Length == 0 || (index.Find(name) is var found && found.Any(c => c.Actor.Id == one.Id) && found.Any(c => c.Actor.Id == other.Id));
}

internal static class Galaxies
{
    public static ReferenceFile Read(string folder, string file)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(folder, "03-misp", file)));
        return Read(document.RootElement);
    }

    public static ReferenceFile Read(JsonElement file)
    {
        var (read, faults) = ReferenceReader.Read(Encoding.UTF8.GetBytes(file.GetRawText()));
        return read ?? throw new InvalidDataException(string.Join("; ", faults.Take(5)));
    }
}

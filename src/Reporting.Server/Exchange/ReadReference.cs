using Reporting.Exchange.Reference;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>GET /v1/reference/actors</c>: every actor that goes by this name in the reference data, in any script and spelling, and those said to be similar to one of them. It chooses none.</summary>
public static class FindActorsEndpoint
{
    /// <param name="Editions">The editions that were looked in, such as <c>misp-threat-actor@349</c>.</param>
    public sealed record ActorsFound(string Name, IReadOnlyList<string> Editions, IReadOnlyList<ActorFound> Candidates);

    /// <param name="FoundBy">name, alias, or similar: an opinion of the source, about the actor named in <paramref name="Through"/>.</param>
    public sealed record ActorFound(string Source, string Id, string Name, IReadOnlyList<string> Aliases, string? Country, string FoundBy, string? Through);

    [NotTenanted]
    [WolverineGet("/v1/reference/actors")]
    public static async Task<ActorsFound> Get(string? name, LiveReference reference, CancellationToken cancellation)
    {
        if (name is not { Length: > 0 and <= AliasKey.MostLetters })
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: [new("/name", "out-of-range", $"A name of 1 to {AliasKey.MostLetters} characters.")]));
        }

        var held = await reference.ReadAsync(cancellation);
        return new ActorsFound(
            name,
            held.Ids,
            [.. held.Actors.Find(name).Select(c => new ActorFound(c.Source, c.Actor.Id, c.Actor.Name, c.Actor.Aliases, c.Actor.Country, Contracts.Words.Of(c.By), c.Through))]);
    }
}

/// <summary><c>GET /v1/reference/techniques</c>: the techniques of MITRE ATLAS in the edition in use.</summary>
public static class ListTechniquesEndpoint
{
    /// <param name="Edition">Null: none was loaded.</param>
    public sealed record TechniqueList(string? Edition, IReadOnlyList<ReferenceTechnique> Items);

    [NotTenanted]
    [WolverineGet("/v1/reference/techniques")]
    public static async Task<TechniqueList> Get(LiveReference reference, CancellationToken cancellation)
    {
        var atlas = (await reference.ReadAsync(cancellation)).Files.FirstOrDefault(f => f.Source == ReferenceReader.Atlas);
        return new TechniqueList(atlas?.Edition, atlas?.Techniques ?? []);
    }
}

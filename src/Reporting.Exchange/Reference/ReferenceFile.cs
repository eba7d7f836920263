namespace Reporting.Exchange.Reference;

/// <summary>One edition of public reference data, as it was read from a file.</summary>
/// <param name="Source">What it is an edition of: <c>mitre-atlas</c>, or <c>misp-</c> and the galaxy's type.</param>
/// <param name="Edition">As its maker numbers it.</param>
public sealed record ReferenceFile(string Source, string Edition, IReadOnlyList<ReferenceTechnique> Techniques, IReadOnlyList<ReferenceActor> Actors)
{
    /// <summary>The most bytes of a file that are read.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    /// <summary>The most techniques or actors of one file.</summary>
    public const int MostEntries = 50_000;
}

/// <summary>A technique of MITRE ATLAS.</summary>
/// <param name="Parent">Of which it is a part, by id.</param>
/// <param name="ReplacedBy">Techniques that take its place, by id.</param>
public sealed record ReferenceTechnique(string Id, string Name, string? Parent, IReadOnlyList<string> Tactics, IReadOnlyList<string> ReplacedBy);

/// <summary>An actor or organisation that others have described.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Country">As the source writes it.</param>
/// <param name="Similar">Actors, of this or another source, that its source says are or may be the same: an opinion of that source.</param>
/// <param name="ReplacedBy">Entries that take its place.</param>
public sealed record ReferenceActor(
    string Id, string Name, IReadOnlyList<string> Aliases, string? Country, IReadOnlyList<string> Similar, IReadOnlyList<string> ReplacedBy)
{
    /// <summary>Every name it is known by: a name such as <c>海莲花 - APT-C-00</c> or <c>Academy (学院)</c> is two.</summary>
    public IEnumerable<string> Names() => Aliases.Prepend(Name).SelectMany(n => Parts(n).Prepend(n)).Distinct(StringComparer.Ordinal);

    private static string[] Parts(string name)
    {
        var parts = name.Split(" - ", 2, StringSplitOptions.TrimEntries);
        if (parts.Length == 2)
        {
            return parts;
        }

        return name.EndsWith(')') && name.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var open ? [name[..open], name[(open + 2)..^1]] : [];
    }
}

using System.Globalization;

namespace Reporting.Exchange.Taxii;

/// <summary>One version of one object in a collection, without the object.</summary>
/// <param name="Version">As the object writes it: its modified, or created where it has none.</param>
/// <param name="DateAdded">When it came into the collection: no two of a collection's are alike, so that reading on after one leaves none out.</param>
/// <param name="SpecVersion">Of STIX.</param>
public sealed record TaxiiEntry(string Id, string Version, DateTimeOffset DateAdded, string SpecVersion = "2.1")
{
    public string Type => Id[..Id.IndexOf("--", StringComparison.Ordinal)];

    public DateTimeOffset VersionAt => TaxiiResources.Instant(Version) ?? DateTimeOffset.MinValue;
}

/// <summary>What a client asks of a collection (TAXII 2.1, 3.4).</summary>
public sealed record TaxiiQuery
{
    public DateTimeOffset? AddedAfter { get; init; }

    public IReadOnlySet<string>? Ids { get; init; }

    public IReadOnlySet<string>? Types { get; init; }

    /// <summary>all, last, first, or instants; the last where nothing is said.</summary>
    public IReadOnlySet<string>? Versions { get; init; }

    /// <summary>The latest that there is of an object where nothing is said.</summary>
    public IReadOnlySet<string>? SpecVersions { get; init; }

    /// <summary>Null: as many as the server gives.</summary>
    public int? Limit { get; init; }

    /// <summary>Where an earlier page ended, as the server said it.</summary>
    public string? Next { get; init; }

    /// <summary>Reads the query of an address. A filter that there is not, a value that none can have, or the same twice is a fault: what is left out silently would be taken for not being there.</summary>
    /// <param name="allowed">The fields that can be matched there, such as id.</param>
    public static (TaxiiQuery? Query, string? Fault) Parse(IEnumerable<KeyValuePair<string, string>> parameters, params ReadOnlySpan<string> allowed)
    {
        var query = new TaxiiQuery();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            if (!seen.Add(name))
            {
                return (null, $"{name} stands twice.");
            }

            if (name.StartsWith("match[", StringComparison.Ordinal) && (!name.EndsWith(']') || !allowed.Contains(name[6..^1])))
            {
                return (null, $"{name} is no filter of this address.");
            }

            var values = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
            if (name.StartsWith("match[", StringComparison.Ordinal) && values.Count is 0 or > TaxiiResources.MostValues)
            {
                return (null, $"{name} takes from 1 to {TaxiiResources.MostValues} values.");
            }

            switch (name)
            {
                case "added_after" when TaxiiResources.Instant(value) is { } after:
                    query = query with { AddedAfter = after };
                    break;
                case "limit" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0:
                    query = query with { Limit = limit };
                    break;
                case "added_after" or "limit":
                    return (null, $"{name} cannot be read.");
                case "next":
                    query = query with { Next = value };
                    break;
                case "match[id]":
                    query = query with { Ids = values };
                    break;
                case "match[type]":
                    query = query with { Types = values };
                    break;
                case "match[version]" when values.All(v => v is "all" or "last" or "first" || TaxiiResources.Instant(v) is not null):
                    query = query with { Versions = values };
                    break;
                case "match[version]":
                    return (null, "match[version] takes all, last, first or instants.");
                case "match[spec_version]":
                    query = query with { SpecVersions = values };
                    break;
            }
        }

        return (query, null);
    }

    /// <summary>The entries asked for, in the order in which they were added.</summary>
    public IEnumerable<TaxiiEntry> Of(IEnumerable<TaxiiEntry> collection) =>
        collection
            .Where(e => Ids?.Contains(e.Id) != false && Types?.Contains(e.Type) != false)
            .GroupBy(e => e.Id, StringComparer.Ordinal)
            .SelectMany(OfOne)
            .Where(e => AddedAfter is null || e.DateAdded > AddedAfter)
            .OrderBy(e => e.DateAdded)
            .ThenBy(e => e.Id, StringComparer.Ordinal)
            .ThenBy(e => e.VersionAt);

    // Which is the last is asked of all versions in the collection, not of those added lately.
    private IEnumerable<TaxiiEntry> OfOne(IEnumerable<TaxiiEntry> versions)
    {
        var all = versions.OrderBy(v => v.VersionAt).ToList();
        var latest = all.Select(v => v.SpecVersion).Max(StringComparer.Ordinal);
        var spoken = all.Where(v => SpecVersions?.Contains(v.SpecVersion) ?? v.SpecVersion == latest).ToList();
        return spoken.Where((v, i) => Versions is null ? i == spoken.Count - 1 : Asked(v, i, spoken.Count));
    }

    private bool Asked(TaxiiEntry version, int index, int count) =>
        Versions!.Contains("all")
        || (Versions.Contains("first") && index == 0)
        || (Versions.Contains("last") && index == count - 1)
        || Versions.Any(v => TaxiiResources.Instant(v) == version.VersionAt);
}

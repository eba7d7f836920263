namespace Reporting.Exchange.Stix;

/// <summary>The types of STIX 2.1 and what each must have beside what all have (chapters 4 to 7).</summary>
public static class StixTypes
{
    private static readonly Dictionary<string, string[]> Domain = new(StringComparer.Ordinal)
    {
        ["attack-pattern"] = ["name"],
        ["campaign"] = ["name"],
        ["course-of-action"] = ["name"],
        ["grouping"] = ["context", "object_refs"],
        ["identity"] = ["name"],
        ["incident"] = ["name"],
        ["indicator"] = ["pattern", "pattern_type", "valid_from"],
        ["infrastructure"] = ["name"],
        ["intrusion-set"] = ["name"],
        ["location"] = [],
        ["malware"] = ["is_family"],
        ["malware-analysis"] = ["product"],
        ["note"] = ["content", "object_refs"],
        ["observed-data"] = ["first_observed", "last_observed", "number_observed"],
        ["opinion"] = ["opinion", "object_refs"],
        ["report"] = ["name", "published", "object_refs"],
        ["threat-actor"] = ["name"],
        ["tool"] = ["name"],
        ["vulnerability"] = ["name"],
        ["relationship"] = ["relationship_type", "source_ref", "target_ref"],
        ["sighting"] = ["sighting_of_ref"],
        ["marking-definition"] = [],
    };

    private static readonly Dictionary<string, string[]> Observables = new(StringComparer.Ordinal)
    {
        ["artifact"] = [],
        ["autonomous-system"] = ["number"],
        ["directory"] = ["path"],
        ["domain-name"] = ["value"],
        ["email-addr"] = ["value"],
        ["email-message"] = ["is_multipart"],
        ["file"] = [],
        ["ipv4-addr"] = ["value"],
        ["ipv6-addr"] = ["value"],
        ["mac-addr"] = ["value"],
        ["mutex"] = ["name"],
        ["network-traffic"] = ["protocols"],
        ["process"] = [],
        ["software"] = ["name"],
        ["url"] = ["value"],
        ["user-account"] = [],
        ["windows-registry-key"] = [],
        ["x509-certificate"] = [],
    };

    /// <summary>Members without which an object of the type is none; empty also for a type the standard does not know.</summary>
    public static IReadOnlyList<string> Required(string type) => Domain.GetValueOrDefault(type) ?? Observables.GetValueOrDefault(type) ?? [];

    /// <summary>What was seen on a wire or a disk: it has no author and no versions.</summary>
    public static bool IsObservable(string type) => Observables.ContainsKey(type);
}

using System.Text.Json.Nodes;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;

namespace Reporting.Exchange.Stix;

/// <summary>An incident as one authority was told of it, with what it thinks itself and what suspected parties replied. What is not in here cannot get into the bundle.</summary>
/// <param name="Reference">The authority's own reference of the case.</param>
/// <param name="Stated">Its cut of the statement, persons opened.</param>
/// <param name="Marking">The strictest marking that what the firm sent stands under.</param>
/// <param name="ReceivedAt">When the authority was first sent something.</param>
/// <param name="ChangedAt">When it last was.</param>
public sealed record IncidentAsSeen(
    StixAuthor Authority,
    string Reference,
    IncidentStatement Stated,
    Tlp Marking,
    DateTimeOffset ReceivedAt,
    DateTimeOffset ChangedAt)
{
    /// <summary>What the authority itself holds true.</summary>
    public IReadOnlyList<Assessed> Assessments { get; init; } = [];

    /// <summary>What suspected parties replied: it goes wherever what it replies to goes.</summary>
    public IReadOnlyList<Replied> Representations { get; init; } = [];
}

/// <summary>An authority as the author of objects.</summary>
/// <param name="Since">When it was registered: its identity object is as old.</param>
public sealed record StixAuthor(string Id, string Name, DateTimeOffset Since);

/// <param name="About">The member of the statement it is about, as a pointer; null: the incident.</param>
/// <param name="Confidence">Per cent.</param>
public sealed record Assessed(Guid Id, string? About, string Text, string Source, string Reliability, decimal Confidence, DateTimeOffset At);

/// <param name="Party">Who replied.</param>
public sealed record Replied(string Party, string Text, DateTimeOffset ReceivedAt);

/// <summary>
/// Writes an incident as a STIX 2.1 bundle. What the firm says is created by the firm; what the authority holds true by the
/// authority, in objects of their own: nobody who reads the bundle can take the one for the other. Whoever is suspected of
/// something is never in it without what was replied to that.
/// </summary>
public static class IncidentBundle
{
    public static JsonObject Of(IncidentAsSeen seen)
    {
        var writer = new Writer(seen);
        var objects = writer.Write();
        return new JsonObject
        {
            ["type"] = "bundle",
            // Made of what is in it: the same content is the same bundle.
            ["id"] = StixIds.Of("bundle", [.. objects.Select(o => o["id"] + " " + o["modified"])]),
            ["objects"] = new JsonArray([.. objects]),
        };
    }

    private sealed class Writer(IncidentAsSeen seen)
    {
        // Of a technique only its number is said, which never changes: its name does, and stands in the reference data.
        private static readonly DateTimeOffset Fixed = new(2021, 5, 13, 0, 0, 0, TimeSpan.Zero);

        private readonly SortedSet<Tlp> _markings = [seen.Marking];
        private readonly List<JsonObject> _objects = [];
        private readonly string _authority = StixIds.Of("identity", "authority", seen.Authority.Id);
        private readonly string _firm = StixIds.Of("identity", "firm", seen.Authority.Id, FirmKey(seen));
        private readonly string _incident = StixIds.Of("incident", seen.Authority.Id, seen.Reference);

        public IReadOnlyList<JsonObject> Write()
        {
            var stated = seen.Stated;
            Identities();
            Incident();
            var techniques = (stated.Techniques ?? []).Select(t => t.AtlasId).Distinct(StringComparer.Ordinal).Select(Technique).ToList();
            var indicators = (stated.Indicators ?? []).Select(Indicator).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            var suspicion = (stated.SuspectedActors ?? []).SelectMany(Suspicion).ToList();
            foreach (var assessed in seen.Assessments)
            {
                Assessment(assessed, About(assessed.About, techniques, indicators, suspicion));
            }

            foreach (var (replied, number) in seen.Representations.Select((r, i) => (r, i)))
            {
                Representation(replied, number, [_incident, .. suspicion]);
            }

            return [.. _markings.Select(m => TlpMarkings.Of(m).ToJson()), .. _objects];
        }

        private void Identities()
        {
            Add("identity", _authority, seen.Authority.Since, seen.Authority.Since, _authority, new() { ["name"] = seen.Authority.Name, ["identity_class"] = "organization" }, Tlp.Clear);
            // Under the authority's word, not the firm's own: the firm made no such object, and its name may be held back.
            Add("identity", _firm, seen.ReceivedAt, seen.ChangedAt, _authority, new()
            {
                ["name"] = Text(seen.Stated.ReportingEntity?.Name) ?? "The reporting firm",
                ["identity_class"] = "organization",
            });
        }

        private void Incident()
        {
            var about = new JsonObject
            {
                ["name"] = seen.Stated.Title ?? seen.Reference,
                ["external_references"] = new JsonArray(new JsonObject { ["source_name"] = seen.Authority.Id, ["external_id"] = seen.Reference }),
            };
            if (seen.Stated.Summary is { } summary)
            {
                about["description"] = summary;
            }

            if (seen.Stated.TheftKinds is { Count: > 0 } kinds)
            {
                about["labels"] = new JsonArray([.. kinds.Distinct().Select(k => (JsonNode)Words.Of(k))]);
            }

            Add("incident", _incident, seen.ReceivedAt, seen.ChangedAt, _firm, about);
        }

        private string Technique(string atlasId)
        {
            var id = StixIds.Of("attack-pattern", "mitre-atlas", atlasId);
            Add("attack-pattern", id, Fixed, Fixed, createdBy: null, new()
            {
                ["name"] = atlasId,
                ["external_references"] = new JsonArray(new JsonObject
                {
                    ["source_name"] = "mitre-atlas",
                    ["external_id"] = atlasId,
                    ["url"] = "https://atlas.mitre.org/techniques/" + atlasId,
                }),
            }, Tlp.Clear);
            Relation("related-to", _incident, id, null);
            return id;
        }

        private string? Indicator(Indicator stated)
        {
            if (Text(stated.Value) is not { } value)
            {
                return null;
            }

            var pattern = StixPattern.Of(stated.Type, value);
            var id = StixIds.Of("indicator", seen.Authority.Id, seen.Reference, pattern);
            if (_objects.Exists(o => (string?)o["id"] == id))
            {
                return id;
            }

            var marking = TlpMarkings.Stricter(seen.Marking, stated.Tlp);
            Add("indicator", id, seen.ReceivedAt, seen.ChangedAt, _firm, new()
            {
                ["name"] = Words.Of(stated.Type),
                ["pattern"] = pattern,
                ["pattern_type"] = "stix",
                ["valid_from"] = StixTime.Text(stated.FirstSeen?.At ?? seen.ReceivedAt),
            }, marking);
            Relation("related-to", id, _incident, null, marking);
            return id;
        }

        // The suspect, and that the firm attributes the incident to it: both are the allegation.
        private IEnumerable<string> Suspicion(SuspectedActor stated, int number)
        {
            var name = Text(stated.Name) ?? (stated.Insider == Tri.Yes ? "An insider" : "An unnamed actor");
            var id = StixIds.Of("threat-actor", seen.Authority.Id, seen.Reference, stated.Id ?? $"{number}");
            var about = new JsonObject { ["name"] = name, ["description"] = "Suspected by the reporting firm." + (stated.Basis is { } basis ? " " + basis : "") };
            if ((stated.Aliases ?? []).Select(Text).OfType<string>().Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } aliases)
            {
                about["aliases"] = new JsonArray([.. aliases.Select(a => (JsonNode)a)]);
            }

            Confident(about, stated.Confidence);
            Add("threat-actor", id, seen.ReceivedAt, seen.ChangedAt, _firm, about);
            return [id, Relation("attributed-to", _incident, id, stated.Confidence)];
        }

        private void Assessment(Assessed assessed, IEnumerable<string> about)
        {
            var note = new JsonObject
            {
                ["abstract"] = $"Assessment by {seen.Authority.Name}",
                ["content"] = $"{assessed.Text}\n\nSource: {assessed.Source} ({assessed.Reliability}).",
                ["object_refs"] = new JsonArray([.. about.Select(a => (JsonNode)a)]),
            };
            Confident(note, (int)Math.Round(assessed.Confidence));
            Add("note", StixIds.Of("note", seen.Authority.Id, seen.Reference, "assessment", assessed.Id.ToString()), assessed.At, assessed.At, _authority, note);
        }

        private void Representation(Replied replied, int number, IEnumerable<string> to) =>
            Add("note", StixIds.Of("note", seen.Authority.Id, seen.Reference, "representation", $"{number}"), replied.ReceivedAt, replied.ReceivedAt, _authority, new()
            {
                ["abstract"] = "Representation of the party concerned",
                ["content"] = replied.Text,
                ["authors"] = new JsonArray(replied.Party),
                ["object_refs"] = new JsonArray([.. to.Select(t => (JsonNode)t)]),
            });

        private List<string> About(string? pointer, List<string> techniques, List<string> indicators, List<string> suspicion) =>
            (pointer?.Split('/') is [_, var member, ..] ? member : null) switch
            {
                "suspectedActors" when suspicion.Count > 0 => suspicion,
                "techniques" when techniques.Count > 0 => techniques,
                "indicators" when indicators.Count > 0 => indicators,
                _ => [_incident],
            };

        private string Relation(string type, string source, string target, int? confidence, Tlp? marking = null)
        {
            var id = StixIds.Of("relationship", type, source, target);
            var about = new JsonObject { ["relationship_type"] = type, ["source_ref"] = source, ["target_ref"] = target };
            Confident(about, confidence);
            Add("relationship", id, seen.ReceivedAt, seen.ChangedAt, _firm, about, marking);
            return id;
        }

        private static void Confident(JsonObject about, int? confidence)
        {
            if (confidence is { } percent)
            {
                about["confidence"] = Math.Clamp(percent, 0, 100);
            }
        }

        private void Add(string type, string id, DateTimeOffset created, DateTimeOffset modified, string? createdBy, JsonObject about, Tlp? marking = null)
        {
            var made = new JsonObject { ["type"] = type, ["spec_version"] = "2.1", ["id"] = id, ["created"] = StixTime.Text(created), ["modified"] = StixTime.Text(modified) };
            if (createdBy is not null && createdBy != id)
            {
                made["created_by_ref"] = createdBy;
            }

            made["object_marking_refs"] = new JsonArray(TlpMarkings.Of(marking ?? seen.Marking).Id);
            _markings.Add(marking ?? seen.Marking);
            foreach (var (name, value) in about.ToList())
            {
                about.Remove(name);
                made[name] = value;
            }

            _objects.Add(made);
        }

        // What was erased is not said, and not said to have been there either; read back from the wire it is a word.
        private static string? Text(Sealed<string>? value) => value is { IsErased: false } and not { Value: "[erased]" } ? value.Value : null;

        private static string FirmKey(IncidentAsSeen seen) =>
            seen.Stated.ReportingEntity is { } entity ? entity.Lei ?? entity.RegistrationNumber ?? Text(entity.Name) ?? seen.Reference : seen.Reference;
    }
}

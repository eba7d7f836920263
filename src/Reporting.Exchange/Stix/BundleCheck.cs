using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reporting.Exchange.Stix;

/// <summary>
/// Judges a STIX 2.1 bundle, or a single object, of whoever made it: what each type must have, forms of ids and times,
/// references that point to what they may point to, and that a marking called TLP is the one that TLP means. Of types that
/// the standard does not know only what holds for all objects is asked.
/// </summary>
/// <remarks>The OASIS schemas judge the same and more of the forms of single members, and nothing across objects; ops/conformance holds this against them.</remarks>
public static partial class BundleCheck
{
    /// <summary>The most bytes of a file that are read.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    /// <summary>The most objects of a bundle.</summary>
    public const int MostObjects = 100_000;

    /// <summary>What is wrong with a file: of one that is no JSON, that. Empty: nothing.</summary>
    public static IReadOnlyList<Fault> Of(ReadOnlyMemory<byte> file)
    {
        if (file.Length > MostBytes)
        {
            return [new Fault("", "too-large", $"At most {MostBytes} bytes.")];
        }

        try
        {
            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            return Of(document.RootElement);
        }
        catch (JsonException e)
        {
            return [new Fault("", "not-json", "The file cannot be read as JSON: " + e.Message)];
        }
    }

    public static IReadOnlyList<Fault> Of(JsonElement root)
    {
        var check = new Check();
        if (Word(root, "type") == "bundle")
        {
            check.Bundle(root);
        }
        else
        {
            check.Object(root, "");
        }

        return check.Faults.All;
    }

    private sealed class Check
    {
        private readonly HashSet<string> _markings = new(StringComparer.Ordinal);

        public Faults Faults { get; } = new();

        public void Bundle(JsonElement bundle)
        {
            if (Word(bundle, "id") is not { } id || !id.StartsWith("bundle--", StringComparison.Ordinal) || !Identifier().IsMatch(id))
            {
                Faults.Add("/id", "id-form", "The id of a bundle is bundle-- and a UUID of version 1 to 5.");
            }

            if (!bundle.TryGetProperty("objects", out var objects))
            {
                return;
            }

            if (objects.ValueKind != JsonValueKind.Array || objects.GetArrayLength() is 0 or > MostObjects)
            {
                Faults.Add("/objects", "objects-form", $"A list of 1 to {MostObjects} objects; an empty one is left out.");
                return;
            }

            foreach (var one in objects.EnumerateArray().Where(o => Word(o, "type") == "marking-definition"))
            {
                _markings.Add(Word(one, "id") ?? "");
            }

            var (seen, index) = (new HashSet<(string, string?)>(), 0);
            foreach (var one in objects.EnumerateArray())
            {
                var at = $"/objects/{index++}";
                Object(one, at);
                if (Word(one, "id") is { } own && !seen.Add((own, Word(one, "modified"))))
                {
                    Faults.Add(at + "/id", "twice", "This version of this object stands in the bundle twice.");
                }
            }
        }

        public void Object(JsonElement one, string at)
        {
            if (one.ValueKind != JsonValueKind.Object || Word(one, "type") is not { } type)
            {
                Faults.Add(at, "type-missing", "An object with a type.");
                return;
            }

            if (!TypeName().IsMatch(type) || type.Length is < 3 or > 250)
            {
                Faults.Add(at + "/type", "type-form", "Small letters, digits and single dashes, 3 to 250 characters.");
            }

            Id(one, at, type);
            Common(one, at, type);
            foreach (var member in StixTypes.Required(type).Where(m => !one.TryGetProperty(m, out _)))
            {
                Faults.Add($"{at}/{member}", "missing", $"A {type} must have {member}.");
            }

            foreach (var member in one.EnumerateObject())
            {
                Member(member, $"{at}/{member.Name}");
            }

            Particular(one, at, type);
        }

        private void Id(JsonElement one, string at, string type)
        {
            if (Word(one, "id") is not { } id)
            {
                Faults.Add(at + "/id", "missing", "Every object has an id.");
            }
            else if (!Identifier().IsMatch(id))
            {
                Faults.Add(at + "/id", "id-form", "An id is the type, two dashes and a UUID of version 1 to 5.");
            }
            else if (!id.StartsWith(type + "--", StringComparison.Ordinal))
            {
                Faults.Add(at + "/id", "id-of-another-type", $"The id of a {type} begins with {type}--.");
            }
        }

        private void Common(JsonElement one, string at, string type)
        {
            if (Word(one, "spec_version") is { } version ? version is not ("2.1" or "2.0") : !StixTypes.IsObservable(type))
            {
                Faults.Add(at + "/spec_version", "spec-version", "spec_version is 2.1.");
            }

            if (StixTypes.IsObservable(type))
            {
                return;
            }

            var (created, modified) = (Instant(one, at, "created"), type is "marking-definition" ? null : Instant(one, at, "modified"));
            if (created > modified)
            {
                Faults.Add(at + "/modified", "modified-before-created", "An object is not modified before it was created.");
            }
        }

        private DateTimeOffset? Instant(JsonElement one, string at, string member)
        {
            if (!one.TryGetProperty(member, out var value))
            {
                Faults.Add($"{at}/{member}", "missing", $"An object must have {member}.");
                return null;
            }

            return Time(value);
        }

        private void Member(JsonProperty member, string at)
        {
            var (name, value) = (member.Name, member.Value);
            if (name != "id" && !MemberName().IsMatch(name))
            {
                Faults.Add(at, "member-name", "Names are small letters, digits and _, 3 to 250 characters.");
            }

            if (value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0))
            {
                Faults.Add(at, "empty", "What is not said is left out: no null, no empty list.");
            }
            else if (name is "created" or "modified" or "published" or "first_observed" or "last_observed" or "first_seen" or "last_seen" or "valid_from" or "valid_until" && Time(value) is null)
            {
                Faults.Add(at, "time-form", "A time is RFC 3339 in UTC with Z.");
            }
            else if (name is "created" or "modified" && !Milliseconds().IsMatch(value.GetString()!))
            {
                Faults.Add(at, "time-form", "It is said to the millisecond at least.");
            }
            else if (name == "confidence" && !(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var percent) && percent is >= 0 and <= 100))
            {
                Faults.Add(at, "confidence", "A whole number from 0 to 100.");
            }
            else if (name.EndsWith("_ref", StringComparison.Ordinal))
            {
                Reference(name, value, at);
            }
            else if (name.EndsWith("_refs", StringComparison.Ordinal))
            {
                References(name, value, at);
            }
        }

        private void References(string name, JsonElement value, string at)
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                Faults.Add(at, "reference-form", "A list of ids.");
                return;
            }

            foreach (var (one, index) in value.EnumerateArray().Select((v, i) => (v, i)))
            {
                Reference(name, one, $"{at}/{index}");
            }
        }

        private void Reference(string name, JsonElement value, string at)
        {
            // Observables in an observed-data of version 2.0 name each other by number.
            if (value.ValueKind != JsonValueKind.String || !Identifier().IsMatch(value.GetString()!))
            {
                Faults.Add(at, "reference-form", "A reference is the id of an object.");
                return;
            }

            var id = value.GetString()!;
            if (name == "created_by_ref" && !id.StartsWith("identity--", StringComparison.Ordinal))
            {
                Faults.Add(at, "reference-to-another-type", "Objects are created by an identity.");
            }
            else if (name is "source_ref" or "target_ref" && NoEnds.Any(t => id.StartsWith(t + "--", StringComparison.Ordinal)))
            {
                Faults.Add(at, "reference-to-another-type", "A relationship joins objects, not relationships, bundles or markings.");
            }
            else if (name == "object_marking_refs")
            {
                Marking(id, at);
            }
        }

        private void Marking(string id, string at)
        {
            if (!id.StartsWith("marking-definition--", StringComparison.Ordinal))
            {
                Faults.Add(at, "reference-to-another-type", "A marking is a marking-definition.");
            }
            else if (!_markings.Contains(id) && TlpMarkings.ById(id) is null && !TlpMarkings.OfVersion1.ContainsKey(id))
            {
                // Whoever cannot tell how far something may go must take it for not at all.
                Faults.Add(at, "unknown-marking", $"{id} is none of the TLP markings, and the bundle does not say what it is.");
            }
        }

        private void Particular(JsonElement one, string at, string type)
        {
            switch (type)
            {
                case "marking-definition":
                    Tlp(one, at);
                    break;
                case "indicator" when Word(one, "pattern_type") == "stix" && Word(one, "pattern") is { } pattern && !Pattern().IsMatch(pattern):
                    Faults.Add(at + "/pattern", "pattern-form", "A STIX pattern is comparisons in square brackets.");
                    break;
                case "opinion" when Word(one, "opinion") is { } opinion && !Opinions.Contains(opinion):
                    Faults.Add(at + "/opinion", "opinion", "One of " + string.Join(", ", Opinions) + ".");
                    break;
            }
        }

        // By its id a marking means one thing everywhere, so what it calls itself must be that.
        private void Tlp(JsonElement one, string at)
        {
            var (id, name) = (Word(one, "id"), Word(one, "name"));
            var says = one.TryGetProperty("extensions", out var extensions) && extensions.ValueKind == JsonValueKind.Object && extensions.TryGetProperty(TlpMarkings.Extension, out var extension)
                ? Word(extension, "tlp_2_0")
                : null;
            if (says is not null && TlpMarkings.All.FirstOrDefault(m => m.Value == says) is var by && by?.Id != id)
            {
                Faults.Add(at + "/id", "wrong-tlp-id", by is null ? $"TLP 2.0 has no label {says}." : $"{by.Name} has the id {by.Id}, not {id}.");
            }
            else if (TlpMarkings.ById(id) is { } marking && (says is null || (name is not null && name != marking.Name)))
            {
                Faults.Add(at + "/name", "wrong-tlp-id", $"{id} is {marking.Name}, said by the extension {TlpMarkings.Extension}.");
            }
            else if (TlpMarkings.ById(id) is null && name is not null && TlpMarkings.All.FirstOrDefault(m => m.Name == name) is { } named && TlpMarkings.OfVersion1.GetValueOrDefault(id ?? "") != name)
            {
                Faults.Add(at + "/id", "wrong-tlp-id", $"{name} has the id {named.Id}, not {id}" + (TlpMarkings.OfVersion1.TryGetValue(id ?? "", out var old) ? $", which is {old} of TLP 1." : "."));
            }
        }
    }

    private static readonly string[] NoEnds = ["relationship", "sighting", "bundle", "marking-definition", "language-content"];

    private static readonly string[] Opinions = ["strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"];

    private static string? Word(JsonElement one, string member) =>
        one.ValueKind == JsonValueKind.Object && one.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 60 } text && Timestamp().IsMatch(text)
        && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;

    [GeneratedRegex(@"^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^[a-z0-9_]{3,250}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MemberName();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"\.\d{3,}Z\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Milliseconds();

    [GeneratedRegex(@"^\(*\s*\[.+\]", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Pattern();
}

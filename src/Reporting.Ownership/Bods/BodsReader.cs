using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Reporting.Contracts;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership.Bods;

/// <summary>
/// Reads statements of the Beneficial Ownership Data Standard, version 0.4, one record at a time. A record that breaks the
/// standard is named and left out; the rest is read. Of several statements of one record the latest stands, and none of one
/// that was closed.
/// </summary>
public static class BodsReader
{
    private static readonly JsonSerializerOptions OneByOne = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Throws nothing, whatever the bytes are; but what reading them throws.</summary>
    public static async Task<Import> ReadAsync(Stream file, CancellationToken cancellation = default)
    {
        var (records, findings) = (new Records(), new Findings());
        var pipe = PipeReader.Create(file);
        if (await FirstAsync(pipe, cancellation) is var first && first != (byte)'[')
        {
            await NotAListAsync(pipe, findings, cancellation);
            return new Import([], findings.All, 0);
        }

        var count = 0;
        try
        {
            await foreach (var statement in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(pipe, OneByOne, cancellation))
            {
                if (count == Import.MostRecords)
                {
                    findings.Wrong($"/{count}", "too-many-records", $"A file of at most {Import.MostRecords} records is read.");
                    break;
                }

                records.Take(statement, count++, findings);
            }
        }
        catch (JsonException e)
        {
            findings.Wrong($"/{count}", "not-json", string.Create(CultureInfo.InvariantCulture, $"Cannot be read from line {e.LineNumber + 1}, byte {e.BytePositionInLine} on."));
        }

        return new Import(records.Statements(findings), findings.All, count);
    }

    private static async Task<byte?> FirstAsync(PipeReader pipe, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            foreach (var part in read.Buffer)
            {
                foreach (var b in part.Span)
                {
                    if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                    {
                        pipe.AdvanceTo(read.Buffer.Start);
                        return b;
                    }
                }
            }

            if (read.IsCompleted)
            {
                return null;
            }

            // Blank so far: a file of blanks alone is not kept.
            pipe.AdvanceTo(read.Buffer.End);
        }
    }

    private static async Task NotAListAsync(PipeReader pipe, Findings findings, CancellationToken cancellation)
    {
        try
        {
            await JsonSerializer.DeserializeAsync<JsonElement>(pipe, OneByOne, cancellation);
            findings.Wrong("", "type", "is not a list of statements.");
        }
        catch (JsonException)
        {
            findings.Wrong("", "not-json", "is not JSON.");
        }
    }

    // ---- records ----

    private sealed record Party(Sealed<string>? Name, PartyKind? Kind, string? Country);

    private sealed record Held(OwnershipInterest Interest, OwnershipShare? Share, Tri Direct, DateOnly? From, DateOnly? Until);

    private sealed record Relation(string Subject, string Holder, IReadOnlyList<Held> Held, string? Source);

    private sealed record Latest<T>(T? What, string Date, int Place);

    private sealed class Records
    {
        private readonly Dictionary<string, Latest<Party>> _parties = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Latest<Relation>> _relations = new(StringComparer.Ordinal);
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

        public void Take(JsonElement statement, int place, Findings findings)
        {
            var at = $"/{place}";
            var sound = true;
            StatementShape.Check(statement, at, f =>
            {
                sound = false;
                findings.Add(f);
            });
            if (!sound)
            {
                return;
            }

            if (!_ids.Add(Text(statement, "statementId")!))
            {
                findings.Wrong(at + "/statementId", "stands-twice", "Another statement of this file has this id.");
                return;
            }

            var (record, date) = (Text(statement, "recordId")!, Text(statement, "statementDate")!);
            var closed = Text(statement, "recordStatus") == "closed";
            var details = statement.GetProperty("recordDetails");
            switch (Text(statement, "recordType"))
            {
                case "relationship":
                    Keep(_relations, record, new Latest<Relation>(closed ? null : RelationOf(details, record, Source(statement), at + "/recordDetails", findings), date, place), findings);
                    break;
                case "person":
                    Keep(_parties, record, new Latest<Party>(closed ? null : PersonOf(details, at, findings), date, place), findings);
                    break;
                default:
                    Keep(_parties, record, new Latest<Party>(closed ? null : EntityOf(details, at, findings), date, place), findings);
                    break;
            }
        }

        public List<OwnershipStatement> Statements(Findings findings)
        {
            var statements = new List<OwnershipStatement>();
            foreach (var (record, latest) in _relations.OrderBy(r => r.Value.Place))
            {
                if (latest.What is not { } relation)
                {
                    continue;
                }

                Known(relation.Subject, "subject", latest.Place, findings);
                Known(relation.Holder, "interestedParty", latest.Place, findings);
                for (var i = 0; i < relation.Held.Count; i++)
                {
                    if (statements.Count == Import.MostStatements)
                    {
                        findings.Wrong($"/{latest.Place}", "too-many-statements", $"At most {Import.MostStatements} holdings are made of one file.");
                        return statements;
                    }

                    var held = relation.Held[i];
                    statements.Add(new OwnershipStatement
                    {
                        Id = PartyKeys.Of(relation.Held.Count == 1 ? record : $"{record}.{i + 1}"),
                        Subject = Node(relation.Subject),
                        Holder = Node(relation.Holder),
                        Interest = held.Interest,
                        Share = held.Share,
                        Direct = held.Direct,
                        From = held.From,
                        Until = held.Until,
                        Source = relation.Source,
                    });
                }
            }

            return statements;
        }

        private void Known(string record, string member, int place, Findings findings)
        {
            if (!_parties.TryGetValue(record, out var party) && !record.StartsWith(Nobody, StringComparison.Ordinal))
            {
                findings.Gap($"/{place}/recordDetails/{member}", "unknown-record", "No statement of this file says who this is.");
            }
            else if (party is { What: null })
            {
                findings.Gap($"/{place}/recordDetails/{member}", "closed-record", "The record of who this is was closed.");
            }
        }

        private OwnershipParty Node(string record)
        {
            var party = _parties.GetValueOrDefault(record)?.What;
            return new OwnershipParty { Key = PartyKeys.Of(record), Name = party?.Name, Kind = party?.Kind, Country = party?.Country };
        }

        private static void Keep<T>(Dictionary<string, Latest<T>> kept, string record, Latest<T> one, Findings findings)
        {
            if (kept.TryGetValue(record, out var other))
            {
                var later = string.CompareOrdinal(one.Date, other.Date) >= 0;
                findings.Note($"/{(later ? other : one).Place}", "superseded", $"Statement {(later ? one : other).Place} of the same record is later, and stands in its place.");
                kept[record] = later ? one : other;
                return;
            }

            kept[record] = one;
        }
    }

    // ---- parts ----

    /// <summary>What a holder is called of whom nothing is told but that there is one.</summary>
    private const string Nobody = "unspecified-";

    private static Relation? RelationOf(JsonElement details, string record, string? source, string at, Findings findings)
    {
        if (details.GetProperty("subject") is not { ValueKind: JsonValueKind.String } subject)
        {
            findings.Gap(at + "/subject", "subject-unspecified", "Who is held is not told; the statement is left out.");
            return null;
        }

        var holder = details.GetProperty("interestedParty");
        if (holder.ValueKind != JsonValueKind.String)
        {
            findings.Gap(at + "/interestedParty", "holder-unspecified", $"Who holds is not told: {Text(holder, "reason")}.");
            if (Text(holder, "reason") == "noBeneficialOwners")
            {
                return null;
            }
        }

        var held = new List<Held>();
        var interests = details.TryGetProperty("interests", out var list) ? list : default;
        for (var i = 0; interests.ValueKind == JsonValueKind.Array && i < interests.GetArrayLength(); i++)
        {
            if (HeldOf(interests[i], $"{at}/interests/{i}", findings) is { } one)
            {
                held.Add(one);
            }
        }

        if (held.Count == 0)
        {
            findings.Gap(at, "no-interest", "No interest is stated that is a holding; the statement is left out.");
            return null;
        }

        return new Relation(subject.GetString()!, holder.ValueKind == JsonValueKind.String ? holder.GetString()! : Nobody + PartyKeys.Of(record), held, source);
    }

    private static Held? HeldOf(JsonElement interest, string at, Findings findings)
    {
        if (Text(interest, "type") is not { } type)
        {
            findings.Gap(at, "no-type", "Of what kind the interest is is not told; it is left out.");
            return null;
        }

        if (BodsWords.Read(type, Text(interest, "details")) is not { } ours)
        {
            findings.Note(at + "/type", "no-holding", $"{type} is an office and no holding; it is left out.");
            return null;
        }

        if (BodsWords.IsNarrowed(type))
        {
            findings.Note(at + "/type", "narrowed", $"{type} is taken as other influence.");
        }

        return new Held(
            ours,
            interest.TryGetProperty("share", out var share) ? ShareOf(share, at + "/share", findings) : null,
            Text(interest, "directOrIndirect") switch { "direct" => Tri.Yes, "indirect" => Tri.No, _ => Tri.Unknown },
            Day(interest, "startDate"),
            Day(interest, "endDate"));
    }

    private static OwnershipShare? ShareOf(JsonElement share, string at, Findings findings)
    {
        var rounded = false;
        decimal? Number(string name, Func<decimal, decimal> outward)
        {
            if (!share.TryGetProperty(name, out var value))
            {
                return null;
            }

            var told = value.TryGetDecimal(out var number) ? number : (decimal)value.GetDouble();
            var kept = outward(told * 10_000) / 10_000;
            rounded |= kept != told;
            return kept;
        }

        OwnershipShare? made;
        if (Number("exact", Math.Floor) is { } exact)
        {
            made = rounded ? new OwnershipShare { Minimum = exact, Maximum = Number("exact", Math.Ceiling) } : new OwnershipShare { Exact = exact };
        }
        else
        {
            // Of two bounds on one side the narrower decides; that both stand is the publisher's affair.
            made = new OwnershipShare
            {
                Minimum = Number("minimum", Math.Floor),
                Maximum = Number("maximum", Math.Ceiling),
                ExclusiveMinimum = Number("exclusiveMinimum", Math.Floor),
                ExclusiveMaximum = Number("exclusiveMaximum", Math.Ceiling),
            };
            made = made == new OwnershipShare() ? null : made;
        }

        if (rounded)
        {
            findings.Note(at, "rounded", "A share has at most four decimals here; it was rounded outwards.");
        }

        return made;
    }

    private static Party PersonOf(JsonElement details, string at, Findings findings)
    {
        var name = details.TryGetProperty("names", out var names) && names.GetArrayLength() > 0 ? Text(names[0], "fullName") : null;
        var nation = details.TryGetProperty("nationalities", out var nations) && nations.GetArrayLength() > 0 ? Text(nations[0], "code") : null;
        return new Party(NameOf(name, at + "/recordDetails/names/0/fullName", findings), PartyKind.Individual, CountryOf(nation));
    }

    private static Party EntityOf(JsonElement details, string at, Findings findings)
    {
        var type = details.GetProperty("entityType");
        PartyKind? kind = (Text(type, "type"), Text(type, "subtype")) switch
        {
            ("registeredEntity", _) => PartyKind.Company,
            ("state", _) => PartyKind.Government,
            ("stateBody", _) => PartyKind.PublicBody,
            ("unknownEntity" or "anonymousEntity", _) => null,
            (_, "trust") => PartyKind.Trust,
            _ => PartyKind.Other,
        };
        var place = details.TryGetProperty("jurisdiction", out var jurisdiction) ? Text(jurisdiction, "code") : null;
        return new Party(NameOf(Text(details, "name"), at + "/recordDetails/name", findings), kind, CountryOf(place));
    }

    private static Sealed<string>? NameOf(string? name, string at, Findings findings)
    {
        if (name is null || PartyNames.Usable(name) is { } usable && usable == name)
        {
            return name is null ? null : new Sealed<string>(name);
        }

        findings.Note(at, "name-shortened", "The name is blank, too long or has control characters; what can be kept of it is.");
        return PartyNames.Usable(name) is { } kept ? new Sealed<string>(kept) : null;
    }

    // A subdivision (US-DE) lies in its country.
    private static string? CountryOf(string? code) =>
        code is { Length: >= 2 } && char.IsAsciiLetterUpper(code[0]) && char.IsAsciiLetterUpper(code[1]) && (code.Length == 2 || code[2] == '-') ? code[..2] : null;

    private static string? Source(JsonElement statement)
    {
        if (!statement.TryGetProperty("source", out var source))
        {
            return null;
        }

        var told = Text(source, "description") ?? Text(source, "url")
            ?? (source.TryGetProperty("type", out var types) && types.GetArrayLength() > 0 ? string.Join(", ", types.EnumerateArray().Select(t => t.GetString())) : null);
        return PartyNames.Usable(told, 200);
    }

    private static DateOnly? Day(JsonElement of, string name) =>
        Text(of, name) is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}

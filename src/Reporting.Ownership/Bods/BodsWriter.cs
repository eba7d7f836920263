using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Reporting.Contracts;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership.Bods;

/// <summary>
/// Writes statements in the shape of the Beneficial Ownership Data Standard, version 0.4. What the standard has no word for
/// (joint arrangement, connection, common purpose, dominant influence) is other influence with ours in its details; a side
/// of the deal it cannot say, so one side is written.
/// </summary>
public static class BodsWriter
{
    /// <param name="date">When the source stated it, local day.</param>
    public static IReadOnlyList<JsonObject> Write(IReadOnlyList<OwnershipStatement> statements, DateOnly date)
    {
        var records = new List<JsonObject>();
        var declared = statements.Count == 0 ? "" : statements[0].Subject.Key;
        foreach (var party in new Parties(statements).All)
        {
            records.Add(Record(party.Kind == PartyKind.Individual ? "person" : "entity", party.Key, declared, date, party.Kind == PartyKind.Individual ? Person(party) : Entity(party), null));
        }

        for (var i = 0; i < statements.Count; i++)
        {
            records.Add(Record("relationship", statements[i].Id ?? $"relationship-{i + 1}", declared, date, Relationship(statements[i]), statements[i].Source));
        }

        return records;
    }

    private static JsonObject Record(string type, string id, string declared, DateOnly date, JsonObject details, string? source)
    {
        var record = new JsonObject
        {
            // The same statement has the same id, whoever writes it.
            ["statementId"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{type}\n{id}\n{date:yyyy-MM-dd}\n{details.ToJsonString()}")).AsSpan(0, 16)),
            ["statementDate"] = date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["declarationSubject"] = declared,
            ["recordId"] = id,
            ["recordType"] = type,
            ["recordDetails"] = details,
        };
        if (source is not null)
        {
            record["source"] = new JsonObject { ["description"] = source };
        }

        return record;
    }

    private static JsonObject Person(OwnershipParty party)
    {
        var person = new JsonObject { ["isComponent"] = false, ["personType"] = party.Name is null ? "unknownPerson" : "knownPerson" };
        if (Name(party) is { } name)
        {
            person["names"] = new JsonArray(new JsonObject { ["type"] = "legal", ["fullName"] = name });
        }

        if (party.Country is { } country)
        {
            person["nationalities"] = new JsonArray(new JsonObject { ["name"] = country, ["code"] = country });
        }

        return person;
    }

    private static JsonObject Entity(OwnershipParty party)
    {
        var type = party.Kind switch
        {
            PartyKind.Company => new JsonObject { ["type"] = "registeredEntity" },
            PartyKind.Government => new JsonObject { ["type"] = "state" },
            PartyKind.PublicBody => new JsonObject { ["type"] = "stateBody" },
            PartyKind.Trust => new JsonObject { ["type"] = "arrangement", ["subtype"] = "trust" },
            null => new JsonObject { ["type"] = "unknownEntity" },
            _ => new JsonObject { ["type"] = "legalEntity" },
        };
        var entity = new JsonObject { ["isComponent"] = false, ["entityType"] = type };
        if (Name(party) is { } name)
        {
            entity["name"] = name;
        }

        if (party.Country is { } country)
        {
            entity["jurisdiction"] = new JsonObject { ["name"] = country, ["code"] = country };
        }

        return entity;
    }

    private static JsonObject Relationship(OwnershipStatement s)
    {
        var (type, details) = BodsWords.Write(s.Interest);
        var interest = new JsonObject { ["type"] = type };
        if (details is not null)
        {
            interest["details"] = details;
        }

        interest["directOrIndirect"] = s.Direct switch { Tri.Yes => "direct", Tri.No => "indirect", _ => "unknown" };
        if (s.Share is { } share)
        {
            var told = new JsonObject();
            foreach (var (name, value) in ((string, decimal?)[])
                [("exact", share.Exact), ("minimum", share.Minimum), ("maximum", share.Maximum), ("exclusiveMinimum", share.ExclusiveMinimum), ("exclusiveMaximum", share.ExclusiveMaximum)])
            {
                if (value is { } number)
                {
                    told[name] = number;
                }
            }

            interest["share"] = told;
        }

        foreach (var (name, day) in ((string, DateOnly?)[])[("startDate", s.From), ("endDate", s.Until)])
        {
            if (day is { } on)
            {
                interest[name] = on.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return new JsonObject { ["isComponent"] = false, ["subject"] = s.Subject.Key, ["interestedParty"] = s.Holder.Key, ["interests"] = new JsonArray(interest) };
    }

    private static string? Name(OwnershipParty party) => party.Name is { IsOpen: true, IsErased: false } name ? name.Value : null;
}

using System.Text.Json;
using System.Text.RegularExpressions;
using static Reporting.Ownership.Bods.Shapes;

namespace Reporting.Ownership.Bods;

/// <summary>Whether a statement is one of the Beneficial Ownership Data Standard, version 0.4, formats checked (https://standard.openownership.org). Restated here as rules, since the schema itself is no part of this project.</summary>
internal static partial class StatementShape
{
    public static void Check(JsonElement statement, string at, Action<Finding> found) => Statement(statement, at, found);

    private static readonly Shape Country = Object(["name"], [("name", Text), ("code", Text(2, 2))]);

    private static readonly Shape Jurisdiction = Object(["name"], [("name", Text), ("code", Text(2, 6))]);

    private static readonly Shape Identifier = Object([], [("id", Text), ("scheme", Text), ("schemeName", Text), ("uri", Uri)], Either("scheme", "schemeName"));

    private static readonly Shape Unspecified = Object(
        ["reason"],
        [
            ("reason", OneOf(
                "noBeneficialOwners", "subjectUnableToConfirmOrIdentifyBeneficialOwner", "interestedPartyHasNotProvidedInformation", "subjectExemptFromDisclosure",
                "interestedPartyExemptFromDisclosure", "unknown", "informationUnknownToPublisher")),
            ("description", Text),
        ]);

    private static readonly Shape Source = Object(
        [],
        [
            ("type", List(OneOf("selfDeclaration", "officialRegister", "thirdParty", "primaryResearch", "verified"))),
            ("description", Text),
            ("url", Uri),
            ("retrievedAt", DateOrTime),
            ("assertedBy", List(Object([], [("name", Text), ("uri", Uri)]))),
        ]);

    private static readonly Shape SecuritiesListing = Object(
        ["stockExchangeJurisdiction", "security", "stockExchangeName"],
        [
            ("marketIdentifierCode", Text),
            ("operatingMarketIdentifierCode", Text),
            ("stockExchangeJurisdiction", Text(2, 6)),
            ("stockExchangeName", Text),
            ("security", Object(["ticker"], [("idScheme", OneOf("isin", "figi", "cusip", "cins")), ("id", Text), ("ticker", Text)])),
        ]);

    private static readonly Shape Entity = Object(
        ["isComponent", "entityType"],
        [
            ("isComponent", Bool),
            ("entityType", Object(
                ["type"],
                [
                    ("type", OneOf("registeredEntity", "legalEntity", "arrangement", "anonymousEntity", "unknownEntity", "state", "stateBody")),
                    ("subtype", OneOf("governmentDepartment", "stateAgency", "other", "trust", "nomination")),
                    ("details", Text),
                ],
                SubtypeOfType)),
            ("unspecifiedEntityDetails", Unspecified),
            ("name", Text),
            ("alternateNames", List(Text)),
            ("jurisdiction", Jurisdiction),
            ("identifiers", List(Identifier)),
            ("foundingDate", Date),
            ("dissolutionDate", Date),
            ("addresses", List(Address("registered", "business", "alternative"))),
            ("uri", Uri),
            ("publicListing", Object(["hasPublicListing"], [("hasPublicListing", Bool), ("companyFilingsURLs", List(Uri)), ("securitiesListings", List(SecuritiesListing))])),
            ("formedByStatute", Object([], [("name", Text), ("date", Date)])),
        ]);

    private static readonly Shape Person = Object(
        ["personType", "isComponent"],
        [
            ("isComponent", Bool),
            ("personType", OneOf("anonymousPerson", "unknownPerson", "knownPerson")),
            ("unspecifiedPersonDetails", Unspecified),
            ("names", List(Object(
                ["fullName"],
                [
                    ("type", OneOf("legal", "translation", "transliteration", "former", "alternative", "birth")),
                    ("fullName", Text), ("familyName", Text), ("givenName", Text), ("patronymicName", Text),
                ]))),
            ("identifiers", List(Identifier)),
            ("nationalities", List(Country)),
            ("placeOfBirth", Address("placeOfBirth")),
            ("birthDate", PartialDate),
            ("deathDate", PartialDate),
            ("taxResidencies", List(Country)),
            ("addresses", List(Address("residence", "service", "alternative"))),
            ("politicalExposure", Object(
                ["status"],
                [
                    ("status", OneOf("isPep", "isNotPep", "unknown")),
                    ("details", List(Object([], [("reason", Text), ("missingInfoReason", Text), ("jurisdiction", Jurisdiction), ("startDate", Date), ("endDate", Date), ("source", Source)]))),
                ])),
        ]);

    private static readonly Shape Interest = Object(
        [],
        [
            ("type", OneOf([.. BodsWords.InterestTypes])),
            ("directOrIndirect", OneOf("direct", "indirect", "unknown")),
            ("beneficialOwnershipOrControl", Bool),
            ("details", Text),
            ("share", Object([], [("exact", Percent), ("maximum", Percent), ("minimum", Percent), ("exclusiveMinimum", Percent), ("exclusiveMaximum", Percent)])),
            ("startDate", Date),
            ("endDate", Date),
        ]);

    private static readonly Shape Relationship = Object(
        ["isComponent", "subject", "interestedParty"],
        [("isComponent", Bool), ("componentRecords", List(Text)), ("subject", RecordOrReason), ("interestedParty", RecordOrReason), ("interests", List(Interest))],
        ComponentsOfNone);

    private static readonly Shape Annotation = Object(
        ["motivation", "statementPointerTarget"],
        [
            ("statementPointerTarget", Text),
            ("creationDate", DateOrTime),
            ("createdBy", Object([], [("name", Text), ("uri", Uri)])),
            ("motivation", OneOf("commenting", "correcting", "identifying", "linking", "transformation")),
            ("description", Text),
            ("transformedContent", Text),
            ("url", Uri),
        ],
        ByMotivation);

    private static readonly Shape Statement = Object(
        ["statementId", "declarationSubject", "recordId", "recordType", "recordDetails", "statementDate"],
        [
            ("statementId", Text(32, 64)),
            ("statementDate", DateOrTime),
            ("annotations", List(Annotation)),
            ("publicationDetails", Object(
                ["publicationDate", "bodsVersion", "publisher"],
                [
                    ("publicationDate", DateOrTime),
                    ("bodsVersion", Pattern(MajorMinor())),
                    ("license", Uri),
                    ("publisher", Object([], [("name", Text), ("url", Uri)], Either("name", "url"))),
                ])),
            ("source", Source),
            ("declaration", Text),
            ("declarationSubject", Text),
            ("recordId", Text),
            ("recordType", OneOf("entity", "person", "relationship")),
            ("recordStatus", OneOf("new", "updated", "closed")),
        ],
        DetailsOfType);

    private static Shape Address(params string[] types) =>
        Object([], [("type", OneOf(types)), ("address", Text), ("postCode", Text), ("country", Country)]);

    private static void DetailsOfType(JsonElement statement, string at, Action<Finding> found)
    {
        if (!statement.TryGetProperty("recordDetails", out var details) || !OfType(details.ValueKind == JsonValueKind.Object, "an object", at + "/recordDetails", found))
        {
            return;
        }

        var shape = Word(statement, "recordType") switch
        {
            "entity" => Entity,
            "person" => Person,
            "relationship" => Relationship,
            _ => null,
        };
        shape?.Invoke(details, at + "/recordDetails", found);
    }

    private static void SubtypeOfType(JsonElement type, string at, Action<Finding> found)
    {
        string[]? fitting = Word(type, "type") switch
        {
            "arrangement" => ["trust", "nomination", "other"],
            "legalEntity" => ["trust", "other"],
            "stateBody" => ["governmentDepartment", "stateAgency", "other"],
            "registeredEntity" or "state" or "anonymousEntity" or "unknownEntity" => ["other"],
            _ => null,
        };
        if (fitting is not null && Word(type, "subtype") is { } subtype)
        {
            Require(fitting.Contains(subtype), "enum", "does not go with this type", at + "/subtype", found);
        }
    }

    // The id of a record, or why there is none.
    private static void RecordOrReason(JsonElement value, string at, Action<Finding> found)
    {
        var wrong = new List<Finding>();
        Unspecified(value, at, wrong.Add);
        Require(value.ValueKind == JsonValueKind.String || wrong.Count == 0, "oneOf", "is neither the id of a record nor a reason why there is none", at, found);
    }

    private static void ComponentsOfNone(JsonElement relationship, string at, Action<Finding> found)
    {
        var isComponent = !relationship.TryGetProperty("isComponent", out var said) || said.ValueKind == JsonValueKind.True;
        if (isComponent && relationship.TryGetProperty("componentRecords", out var records) && records.ValueKind == JsonValueKind.Array)
        {
            Require(records.GetArrayLength() == 0, "const", "names components of what is itself a component", at + "/componentRecords", found);
        }
    }

    private static void ByMotivation(JsonElement annotation, string at, Action<Finding> found)
    {
        var motivation = Word(annotation, "motivation");
        if (motivation == "linking")
        {
            Require(annotation.TryGetProperty("url", out _), "required", "lacks url", at, found);
        }

        if (motivation is not null and not "transformation" && annotation.TryGetProperty("transformedContent", out var content) && content.ValueKind == JsonValueKind.String)
        {
            Require(content.GetString()!.Length == 0, "const", "stands only with a transformation", at + "/transformedContent", found);
        }
    }

    private static string? Word(JsonElement of, string name) => of.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String ? word.GetString() : null;

    [GeneratedRegex("^[0-9]+\\.[0-9]+\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MajorMinor();
}

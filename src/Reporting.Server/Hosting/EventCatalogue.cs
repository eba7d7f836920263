using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Reporting.Contracts;
using Reporting.Server.Audit;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Commitments;
using Reporting.Server.Deadlines;
using Reporting.Server.Evidence;
using Reporting.Server.Exchange;
using Reporting.Server.Firms;
using Reporting.Server.Hosting.Http;
using Reporting.Server.Incidents;
using Reporting.Server.Kernel;
using Reporting.Server.Notifications;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;

namespace Reporting.Server.Hosting;

/// <summary>
/// The stored events as a contract: name, version, shape, which of it is about persons, and who is shown it. One page an
/// event under <c>schemas/events</c>, held to this by a test.
/// </summary>
public static class EventCatalogue
{
    private const string Firm = "the firm";
    private const string Named = "the persons of the firm whom it names";
    private const string Acting = "the authority that acts or is answered";
    private const string Own = "the authority that recorded it, and nobody else";
    private const string Released = "each authority that a filing named the evidence to";
    private const string Filed = "each authority it was filed to";
    private const string Addressed = "each authority it was filed to: its own cut";

    /// <summary>Who is shown an event, or what is made of it; an event without a line fails a test.</summary>
    public static IReadOnlyDictionary<Type, IReadOnlyList<string>> SeenBy { get; } = new Dictionary<Type, IReadOnlyList<string>>
    {
        [typeof(FirmRegistered)] = [Firm],
        [typeof(EntityRegistered)] = [Firm],
        [typeof(ProfileStated)] = [Firm],
        [typeof(ContactAdded)] = [Firm],
        [typeof(MandateGiven)] = [Firm],
        [typeof(MandateRevoked)] = [Firm],
        [typeof(IncidentOpened)] = [Firm],
        [typeof(IncidentReportFiled)] = [Firm, Addressed],
        [typeof(IncidentDetermined)] = [Firm],
        [typeof(IncidentAmended)] = [Firm],
        [typeof(SubmittedElsewhere)] = [Firm],
        [typeof(ReportWithdrawn)] = [Firm, Filed],
        [typeof(IncidentWithdrawn)] = [Firm, Filed],
        [typeof(IncidentClosed)] = [Firm],
        [typeof(IncidentReopened)] = [Firm],
        [typeof(IncidentLinked)] = [Firm],
        [typeof(InformationProvided)] = [Firm, Acting],
        [typeof(CaseAcknowledged)] = [Firm, Acting],
        [typeof(ReceiptCorrected)] = [Firm, Acting],
        [typeof(ReportReviewed)] = [Firm, Acting],
        [typeof(InformationRequested)] = [Firm, Acting],
        [typeof(InformationRequestWithdrawn)] = [Firm, Acting],
        [typeof(RepresentationRecorded)] = [Firm, Filed],
        [typeof(AuthorityClosedCase)] = [Firm, Acting],
        [typeof(AuthorityReopenedCase)] = [Firm, Acting],
        [typeof(SeverityClassified)] = [Own],
        [typeof(AssessmentRecorded)] = [Own],
        [typeof(CasesLinked)] = [Own],
        [typeof(CaseAssigned)] = [Own],
        [typeof(CaseTagged)] = [Own],
        [typeof(CaseNoted)] = [Own],
        [typeof(MemberBarred)] = [Own],
        [typeof(BarLifted)] = [Own],
        [typeof(ClosureProposed)] = [Own],
        [typeof(ClosureApproved)] = [Own],
        [typeof(CaseRead)] = ["the authority whose reading it is; of it a firm is shown the month"],
        [typeof(ReadsReleased)] = [Own],
        [typeof(CaseReferred)] = [Own],
        [typeof(ReferralRevoked)] = [Own],
        [typeof(CasePublished)] = [Own],
        [typeof(PublicationWithdrawn)] = [Own],
        [typeof(DeadlinesAssigned)] = [Firm],
        [typeof(CaseConfined)] = [Named],
        [typeof(ConfinementLifted)] = [Named],
        [typeof(NoticeOpened)] = [Firm],
        [typeof(NoticeAmended)] = [Firm],
        [typeof(NoticeSubmitted)] = [Firm, Addressed],
        [typeof(NoticeAccepted)] = [Firm, "the authority that accepted"],
        [typeof(OwnCaseOpened)] = [Own],
        [typeof(CaseReached)] = [Firm],
        [typeof(NoticeWithdrawn)] = [Firm, Filed],
        [typeof(DocumentDrafted)] = [Own],
        [typeof(DraftApproved)] = [Own],
        [typeof(DocumentIssued)] = [Own],
        [typeof(ServiceRecorded)] = [Own],
        [typeof(AnswerReceived)] = [Own],
        [typeof(DocumentMade)] = [Firm, Acting],
        [typeof(DocumentServed)] = [Firm, Acting],
        [typeof(DocumentPublished)] = [Firm, Acting],
        [typeof(FalseInformationFound)] = [Firm, Acting],
        [typeof(CompletionRecorded)] = [Firm, Filed],
        [typeof(VariationRequested)] = [Firm, Acting],
        [typeof(DutyReported)] = [Firm, Acting],
        [typeof(StepTaken)] = [Firm, Acting],
        [typeof(DeadlinesComputed)] = [Firm, "each authority whose filing or act caused it: what is owed to it or binds it"],
        [typeof(RulebookActivated)] = ["anyone: the law it put in force"],
        [typeof(EvidenceAnnounced)] = [Firm, Released],
        [typeof(EvidenceReceived)] = [Firm, Released],
        [typeof(EvidenceQuarantined)] = [Firm, Released],
        [typeof(EvidenceCleared)] = [Firm, Released],
        [typeof(EvidenceLeftUnscanned)] = [Firm, Released],
        [typeof(EvidenceReleased)] = [Firm, "the authority it was released to"],
        [typeof(EvidenceSealed)] = [Firm, Released],
        [typeof(EvidenceRead)] = [Firm, "the authority that read it"],
        [typeof(SimilarityAsked)] = [Firm, Released],
        [typeof(SimilarityFailed)] = [Firm, Released],
        [typeof(NotificationPlanned)] = [Firm],
        [typeof(NotificationSent)] = [Firm],
        [typeof(NotificationFailed)] = [Firm],
        [typeof(NotificationDropped)] = [Firm],
        [typeof(NotificationReplayed)] = [Firm],
        [typeof(NotificationAcknowledged)] = [Firm],
        [typeof(SubscriptionMade)] = [Firm],
        [typeof(AddressVerified)] = [Firm],
        [typeof(AddressFailing)] = [Firm],
        [typeof(RemindersStopped)] = [Firm],
        [typeof(SecretRotated)] = ["nobody: the secret is shown once, when it is made"],
        [typeof(SubscriptionEnded)] = [Firm],
        [typeof(MarkersCommitted)] = [Firm],
    };

    private static readonly JsonSerializerOptions Stored = new(StoreJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>One event's page.</summary>
    /// <param name="storedAs">Its name in the store, with its version where that is not the first.</param>
    /// <param name="sample">One as it lies in the store.</param>
    /// <param name="earlier">Samples of earlier versions, by version: each is read still.</param>
    public static JsonObject PageOf(Type type, string storedAs, JsonNode sample, IReadOnlyDictionary<int, JsonNode> earlier)
    {
        var (kind, version) = EventName.Parse(storedAs);
        var persons = new SortedSet<string>(StringComparer.Ordinal);
        var defs = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var schema = OfObject(Stored.GetTypeInfo(type), defs);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        if (defs.Count > 0)
        {
            schema["$defs"] = new JsonObject(defs.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        }

        Persons(Stored.GetTypeInfo(type), "", [], persons);
        var page = new JsonObject
        {
            ["name"] = kind,
            ["version"] = version,
            ["storedAs"] = storedAs,
            ["personalData"] = persons.Count > 0 ? "sealed under the key of its case or firm" : "none",
            ["personalMembers"] = new JsonArray([.. persons.Select(p => (JsonNode)p)]),
            ["seenBy"] = new JsonArray([.. SeenBy[type].Select(s => (JsonNode)s)]),
            ["sample"] = sample.DeepClone(),
            ["earlier"] = new JsonObject(earlier.OrderBy(e => e.Key).Select(e => KeyValuePair.Create($"v{e.Key}", (JsonNode?)e.Value.DeepClone()))),
            ["schema"] = schema,
        };
        return page;
    }

    private static JsonObject Node(Type type, SortedDictionary<string, JsonNode> defs)
    {
        if (typeof(ISealed).IsAssignableFrom(type))
        {
            return new JsonObject
            {
                ["type"] = "object",
                ["description"] = "Of a person: ciphertext, and which key opens it.",
                ["properties"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "string" }, ["data"] = new JsonObject { ["type"] = "string" } },
                ["required"] = new JsonArray("key", "data"),
            };
        }

        var info = Stored.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Reference(info, defs),
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Node(info.ElementType!, defs) },
            JsonTypeInfoKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = Node(info.ElementType!, defs) },
            _ => Shapes.OfValue(info.Type),
        };
    }

    private static JsonObject Reference(JsonTypeInfo info, SortedDictionary<string, JsonNode> defs)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(info.Type.IsGenericType ? info.Type.Name.Split('`')[0] + info.Type.GetGenericArguments()[0].Name : info.Type.Name);
        if (defs.TryAdd(name, new JsonObject()))
        {
            defs[name] = OfObject(info, defs);
        }

        return new JsonObject { ["$ref"] = "#/$defs/" + name };
    }

    private static JsonObject OfObject(JsonTypeInfo info, SortedDictionary<string, JsonNode> defs)
    {
        var members = Members(info).ToList();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Node(m.PropertyType, defs)))),
        };
        // What has no value is not stored, nor what came later and has its first value.
        if (members.Where(m => !m.IsGetNullable && (m.IsRequired || m.AssociatedParameter is { HasDefaultValue: false })).Select(m => (JsonNode)m.Name).ToArray() is { Length: > 0 } required)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }

    private static IEnumerable<JsonPropertyInfo> Members(JsonTypeInfo info) => info.Properties.Where(p => p is { Set: not null, Get: not null });

    // Places of sealed values; * for each item of a list.
    private static void Persons(JsonTypeInfo info, string place, HashSet<Type> above, SortedSet<string> into)
    {
        if (typeof(ISealed).IsAssignableFrom(info.Type))
        {
            into.Add(place);
            return;
        }

        if (info.ElementType is { } element)
        {
            Persons(Stored.GetTypeInfo(element), place + "/*", above, into);
        }

        if (info.Kind == JsonTypeInfoKind.Object && above.Add(info.Type))
        {
            foreach (var member in Members(info))
            {
                Persons(Stored.GetTypeInfo(member.PropertyType), $"{place}/{member.Name}", above, into);
            }

            above.Remove(info.Type);
        }
    }
}

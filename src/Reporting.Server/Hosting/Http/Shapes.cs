using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Desk;
using Reporting.Contracts.Evidence;
using Reporting.Contracts.Firms;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Notifications;
using Reporting.Contracts.Screening;

namespace Reporting.Server.Hosting.Http;

/// <summary>JSON Schema 2020-12 of the requests, made from the very shapes the reader judges by. The framework's exporter writes each type out wherever it is used and knows neither bounds nor formats.</summary>
public static class Shapes
{
    /// <summary>A request, and the name of its schema's file under <c>schemas/</c>.</summary>
    /// <param name="Opens">The members a case cannot be opened without are required.</param>
    public sealed record Request(string File, Type Type, bool Opens = false);

    /// <summary>Every request with a body.</summary>
    public static IReadOnlyList<Request> Requests { get; } =
    [
        new("incident.json", typeof(IncidentStatement), Opens: true),
        new("report.json", typeof(FileReport)),
        new("determination.json", typeof(Determination)),
        new("amendment.json", typeof(AmendIncident)),
        new("submission-elsewhere.json", typeof(SubmitElsewhere)),
        new("reason.json", typeof(GiveReason)),
        new("incident-closure.json", typeof(CloseIncident)),
        new("incident-link.json", typeof(LinkIncidents)),
        new("request-answer.json", typeof(AnswerRequest)),
        new("acknowledgement.json", typeof(AcknowledgeCase)),
        new("receipt-correction.json", typeof(CorrectReceipt)),
        new("report-review.json", typeof(ReviewReport)),
        new("information-request.json", typeof(RequestInformation)),
        new("representation.json", typeof(RecordRepresentation)),
        new("authority-reason.json", typeof(StateReason)),
        new("severity.json", typeof(ClassifySeverity)),
        new("assessment.json", typeof(RecordAssessment)),
        new("case-link.json", typeof(LinkCases)),
        new("case-assignee.json", typeof(AssignCase)),
        new("case-note.json", typeof(NoteCase)),
        new("case-tags.json", typeof(TagCase)),
        new("case-conflict.json", typeof(BarMember)),
        new("handover.json", typeof(HandOver)),
        new("case-referral.json", typeof(ReferCase)),
        new("shared-collection.json", typeof(MakeCollection)),
        new("case-publication.json", typeof(PublishCase)),
        new("publication-withdrawal.json", typeof(WithdrawPublication)),
        new("screening-notice.json", typeof(NoticeStatement), Opens: true),
        new("notice-amendment.json", typeof(AmendNotice)),
        new("notice-submission.json", typeof(SubmitNotice)),
        new("notice-acceptance.json", typeof(AcceptNotice)),
        new("own-screening-case.json", typeof(OpenOwnCase)),
        new("statutory-draft.json", typeof(DraftDocument)),
        new("draft-approval.json", typeof(ApproveDraft)),
        new("document-issue.json", typeof(IssueDocument)),
        new("document-service.json", typeof(ServeDocument)),
        new("service-correction.json", typeof(CorrectService)),
        new("answer-link.json", typeof(MakeLink)),
        new("document-publication.json", typeof(PublishDocument)),
        new("false-information.json", typeof(ReportFalseInformation)),
        new("completion.json", typeof(RecordCompletion)),
        new("firm-representation.json", typeof(MakeRepresentation)),
        new("order-request.json", typeof(RequestVariation)),
        new("condition-duty.json", typeof(ReportOnDuty)),
        new("regime-step.json", typeof(TakeStep)),
        new("firm.json", typeof(RegisterFirm)),
        new("entity.json", typeof(RegisterEntity)),
        new("profile.json", typeof(StateProfile)),
        new("authority.json", typeof(RegisterAuthority)),
        new("member.json", typeof(RegisterMember)),
        new("member-suspension.json", typeof(SuspendMember)),
        new("client.json", typeof(RegisterClient)),
        new("contact.json", typeof(FirmContact)),
        new("subscription.json", typeof(MakeSubscription)),
        new("subscription-verification.json", typeof(VerifyAddress)),
        new("subscription-secret.json", typeof(RotateSecret)),
        new("subscription-replay.json", typeof(ReplayWebhook)),
        new("notification-acknowledgement.json", typeof(AcknowledgeNotification)),
        new("assignment.json", typeof(AssignDeadlines)),
        new("confinement.json", typeof(ConfineCase)),
        new("confinement-lifting.json", typeof(LiftConfinement)),
        new("confined-cases-recovery.json", typeof(RecoverConfinedCases)),
        new("mandate.json", typeof(GiveMandate)),
        new("mandate-revocation.json", typeof(RevokeMandate)),
        new("preview.json", typeof(PreviewObligations)),
        new("outage.json", typeof(RecordOutage)),
        new("outage-end.json", typeof(EndOutage)),
        new("rulebook-activation.json", typeof(ActivateRulebook)),
        new("evidence.json", typeof(AnnounceEvidence)),
        new("evidence-similarity.json", typeof(CompareOutputs)),
        new("evidence-seal.json", typeof(SealEvidence)),
        new("commitments.json", typeof(DepositCommitments)),
        new("views-switch.json", typeof(SwitchViews)),
        new("ledger-key-rotation.json", typeof(RotateLedgerKeys)),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as its file holds it.</summary>
    public static string Text(Request request) => SchemaOf(request).ToJsonString(Indented) + "\n";

    public static JsonNode SchemaOf(Request request)
    {
        var schema = SchemaOf(request.Type).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "$id", "urn:reporting:schema:" + Path.GetFileNameWithoutExtension(request.File));
        if (request.Opens)
        {
            schema["required"] = Required(StrictJsonShape.Of(request.Type), m => m.Declared.IsDefined(typeof(ToOpenAttribute)));
        }

        return schema;
    }

    /// <summary>The schema of a type's JSON; the objects it is made of stand under <c>$defs</c>.</summary>
    public static JsonNode SchemaOf(Type type)
    {
        var defs = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var schema = OfObject(StrictJsonShape.Of(type), defs);
        schema["$defs"] = new JsonObject(defs.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        return schema;
    }

    private static JsonObject Node(StrictJsonShape shape, SortedDictionary<string, JsonNode> defs) => shape.Kind switch
    {
        JsonTypeInfoKind.Object when shape.Type.IsGenericType => OfObject(shape, defs),
        JsonTypeInfoKind.Object => Reference(shape, defs),
        JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Node(shape.Element!, defs) },
        _ => OfValue(shape.Type),
    };

    private static JsonObject Reference(StrictJsonShape shape, SortedDictionary<string, JsonNode> defs)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(shape.Type.Name);
        if (defs.TryAdd(name, new JsonObject()))
        {
            defs[name] = OfObject(shape, defs);
        }

        return new JsonObject { ["$ref"] = "#/$defs/" + name };
    }

    private static JsonObject OfObject(StrictJsonShape shape, SortedDictionary<string, JsonNode> defs)
    {
        var schema = Described(new JsonObject { ["type"] = "object" }, shape.Type);
        schema["properties"] = new JsonObject(shape.Members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)OfMember(m, defs))));
        if (shape.Members.Any(m => m.Required))
        {
            schema["required"] = Required(shape, m => m.Required);
        }

        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonArray Required(StrictJsonShape shape, Func<StrictJsonShape.Member, bool> isRequired) =>
        [.. shape.Members.Where(isRequired).Select(m => (JsonNode)m.Name)];

    private static JsonObject OfMember(StrictJsonShape.Member member, SortedDictionary<string, JsonNode> defs)
    {
        var schema = Described(Node(member.Shape, defs), member.Declared);
        foreach (var rule in member.Rules)
        {
            Bound(schema, rule);
        }

        foreach (var rule in member.EachRules)
        {
            Bound(schema["items"]!.AsObject(), rule);
        }

        return schema;
    }

    private static JsonObject Described(JsonObject schema, MemberInfo declared)
    {
        if (ShapesDocs.Of(declared) is { } text)
        {
            schema["description"] = text;
        }

        return schema;
    }

    internal static JsonObject OfValue(Type type) => Type.GetTypeCode(type.IsEnum ? typeof(string) : type) switch
    {
        TypeCode.Boolean => new JsonObject { ["type"] = "boolean" },
        TypeCode.Int32 or TypeCode.Int64 => new JsonObject { ["type"] = "integer" },
        TypeCode.Decimal or TypeCode.Double => new JsonObject { ["type"] = "number" },
        // A document within the body, whose own reader says what it takes.
        _ when type == typeof(JsonElement) => [],
        _ when type.IsEnum => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. InOrder(type)]) },
        _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(DateOnly) => new JsonObject { ["type"] = "string", ["format"] = "date" },
        _ when type == typeof(Guid) => new JsonObject { ["type"] = "string", ["format"] = "uuid" },
        _ => new JsonObject { ["type"] = "string" },
    };

    private static IEnumerable<JsonNode> InOrder(Type type) =>
        Words.All(type).OrderBy(w => Convert.ToInt64(w.Value, CultureInfo.InvariantCulture)).Select(w => (JsonNode)w.Key);

    private static void Bound(JsonObject schema, ValidationAttribute rule)
    {
        switch (rule)
        {
            case StringLengthAttribute text:
                schema["minLength"] = text.MinimumLength;
                schema["maxLength"] = text.MaximumLength;
                break;
            case FormAttribute form:
                schema["maxLength"] = form.Most;
                schema["pattern"] = form.Pattern;
                break;
            case MaxLengthAttribute items:
                schema["maxItems"] = items.Length;
                break;
            case RangeAttribute range:
                schema["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture));
                schema["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
                break;
        }
    }
}

using System.Text.Json.Nodes;

namespace Reporting.Exchange.Reports;

/// <summary>The report of a major incident under Regulation (EU) 2022/2554, by the field numbers of Implementing Regulation (EU) 2025/302, Annex I.</summary>
public static class DoraReport
{
    public const string Format = "dora-2025-302";

    private const string General = "1";
    private const string Initial = "2";
    private const string Intermediate = "3";
    private const string Final = "4";

    public static IReadOnlyList<MappedField> Fields { get; } =
    [
        MappedField.Unmapped("1.1", General, "type of submission", "the stage of the report, which its filing says and not the statement"),
        MappedField.At("1.2", General, "who submits", "/reportingEntity/name"),
        MappedField.At("1.3", General, "its identification code", "/reportingEntity/lei"),
        MappedField.At("1.4", General, "type of the entity affected", "/reportingEntity/entityType"),
        new("1.5", General, "the entities affected", "/affectedEntities/*/name, /reportingEntity/name", s => Affected(s, "name")),
        new("1.6", General, "their identification codes", "/affectedEntities/*/lei, /reportingEntity/lei", s => Affected(s, "lei")),
        Contact("1.7", "primary", "name"),
        Contact("1.8", "primary", "email"),
        Contact("1.9", "primary", "telephone"),
        Contact("1.10", "second", "name"),
        Contact("1.11", "second", "email"),
        Contact("1.12", "second", "telephone"),
        MappedField.At("1.13", General, "ultimate parent", "/ultimateParent/name"),
        MappedField.At("1.14", General, "its identification code", "/ultimateParent/lei"),
        new("1.15", General, "currency of the amounts", "/money/directCost/value/currency, /reach/transactions/value/currency", s =>
            MappedField.Place(s, "/money/directCost/value/currency") ?? MappedField.Place(s, "/reach/transactions/value/currency")),

        MappedField.At("2.1", Initial, "the entity's reference", "/externalReference"),
        MappedField.At("2.2", Initial, "detected at", "/detectedAt/at"),
        MappedField.At("2.3", Initial, "classified as major at", "/classifiedMajorAt/at"),
        MappedField.At("2.4", Initial, "description", "/summary"),
        new("2.5", Initial, "criteria of the classification", "/determinations/*/criteria", s => MappedField.List(MappedField.Items(s, "determinations", "kind", "major").SelectMany(d => d["criteria"] as JsonArray ?? []))),
        MappedField.At("2.6", Initial, "member states affected", "/affectedMemberStates"),
        MappedField.At("2.7", Initial, "how it was discovered", "/discoveryMethod"),
        MappedField.At("2.8", Initial, "a third party it came from", "/originThirdParty"),
        MappedField.At("2.9", Initial, "business continuity plan activated", "/bcpActivated"),
        MappedField.Unmapped("2.10", Initial, "other information", "no member of its own; what happened stands in the summary"),

        MappedField.Unmapped("3.1", Intermediate, "the authority's reference", "each authority has one of its own, which the receipt says"),
        MappedField.At("3.2", Intermediate, "occurred at", "/occurredFrom/at"),
        MappedField.At("3.3", Intermediate, "services restored at", "/recoveredAt/at"),
        MappedField.At("3.4", Intermediate, "clients affected", "/reach/clients/count/value"),
        MappedField.At("3.5", Intermediate, "share of clients, per cent", "/reach/clients/percent"),
        MappedField.At("3.6", Intermediate, "counterparties affected", "/reach/counterparties/count/value"),
        MappedField.At("3.7", Intermediate, "share of counterparties, per cent", "/reach/counterparties/percent"),
        MappedField.Unmapped("3.8", Intermediate, "impact on relevant clients or counterparties", "no member tells which of them are relevant"),
        MappedField.At("3.9", Intermediate, "transactions affected", "/reach/transactions/count/value"),
        MappedField.At("3.10", Intermediate, "share of transactions, per cent", "/reach/transactions/percent"),
        MappedField.At("3.11", Intermediate, "value of transactions", "/reach/transactions/value"),
        new("3.12", Intermediate, "figures actual or estimated", "/reach/clients/count/basis, /reach/counterparties/count/basis, /reach/transactions/count/basis", s => Basis(s, "clients", "counterparties", "transactions")),
        MappedField.At("3.13", Intermediate, "reputational impact", "/reach/reputational"),
        MappedField.Unmapped("3.14", Intermediate, "more about the reputational impact", "one text holds both: see 3.13"),
        MappedField.At("3.15", Intermediate, "duration", "/reach/duration"),
        MappedField.At("3.16", Intermediate, "downtime", "/reach/downtime"),
        MappedField.Unmapped("3.17", Intermediate, "durations actual or estimated", "durations carry no basis here"),
        MappedField.At("3.18", Intermediate, "impact in other member states", "/crossBorder"),
        MappedField.At("3.19", Intermediate, "which member states", "/affectedMemberStates"),
        MappedField.At("3.20", Intermediate, "loss of data", "/personalData/affected"),
        MappedField.At("3.21", Intermediate, "what the loss of data is", "/personalData/consequences"),
        MappedField.At("3.22", Intermediate, "critical functions affected", "/reach/criticalFunctions"),
        MappedField.At("3.23", Intermediate, "type of incident", "/theftKinds"),
        MappedField.Unmapped("3.24", Intermediate, "another type of incident", "every kind of theft has a word"),
        MappedField.At("3.25", Intermediate, "techniques used", "/techniques"),
        MappedField.Unmapped("3.26", Intermediate, "other techniques", "techniques are numbers of ATLAS"),
        MappedField.At("3.27", Intermediate, "services and processes affected", "/reach/services"),
        MappedField.Unmapped("3.28", Intermediate, "infrastructure affected", "assets say what was taken and not what it ran on"),
        MappedField.Unmapped("3.29", Intermediate, "which infrastructure", "see 3.28"),
        MappedField.Unmapped("3.30", Intermediate, "impact on clients' financial interest", "no member of its own"),
        new("3.31", Intermediate, "reported to other authorities", "/lawEnforcement/engaged", s => MappedField.Place(s, "/lawEnforcement/engaged")),
        new("3.32", Intermediate, "which authorities", "/lawEnforcement/agency", s => MappedField.Place(s, "/lawEnforcement/agency")),
        new("3.33", Intermediate, "measures taken or planned", "/measures/*/state", s => MappedField.List((s["measures"] as JsonArray ?? []).Select(m => m?["state"]))),
        new("3.34", Intermediate, "which measures", "/measures/*/text", s => MappedField.List((s["measures"] as JsonArray ?? []).Select(m => m?["text"]))),
        MappedField.At("3.35", Intermediate, "indicators of compromise", "/indicators"),

        MappedField.At("4.1", Final, "root causes", "/rootCause/codes"),
        MappedField.Unmapped("4.2", Final, "root causes in detail", "codes are not in two levels here: see 4.1"),
        MappedField.Unmapped("4.3", Final, "root causes in more detail", "see 4.1"),
        MappedField.Unmapped("4.4", Final, "other root causes", "see 4.5"),
        MappedField.At("4.5", Final, "about the root causes", "/rootCause/text"),
        MappedField.At("4.6", Final, "lessons and resolution", "/lessons"),
        MappedField.At("4.7", Final, "root cause addressed at", "/rootCauseAddressedAt/at"),
        MappedField.At("4.8", Final, "resolved at", "/resolvedAt/at"),
        MappedField.Unmapped("4.9", Final, "resolved otherwise than planned", "no member of its own"),
        MappedField.Unmapped("4.10", Final, "risk to critical functions, for resolution authorities", "no member of its own"),
        MappedField.Unmapped("4.11", Final, "information for resolution authorities", "no member of its own"),
        MappedField.Unmapped("4.12", Final, "threshold of economic impact", "the determination's criteria stand under 2.5"),
        new("4.13", Final, "gross costs and losses, direct and indirect", "/money/directCost, /money/indirectCost", s => MappedField.List([MappedField.Place(s, "/money/directCost"), MappedField.Place(s, "/money/indirectCost")])),
        MappedField.At("4.14", Final, "recoveries", "/money/recoveries"),
        new("4.15", Final, "recurring", "/recurrence", s => s["recurrence"] is JsonArray { Count: > 0 } ? JsonValue.Create(true) : null),
        MappedField.At("4.16", Final, "earlier incidents", "/recurrence"),
    ];

    private static MappedField Contact(string number, string role, string member) =>
        new(number, General, $"{role} contact, {member}", $"/contacts/{role}/{member}", s => MappedField.Items(s, "contacts", "role", role).FirstOrDefault()?[member]?.DeepClone());

    private static JsonNode? Affected(JsonObject stated, string member)
    {
        var entities = (stated["affectedEntities"] as JsonArray ?? []).Select(e => e?[member]).ToList();
        return MappedField.List(entities.Count > 0 ? entities : [MappedField.Place(stated, "/reportingEntity/" + member)]);
    }

    private static JsonObject? Basis(JsonObject stated, params string[] of)
    {
        var bases = of.Select(o => (Of: o, Count: MappedField.Place(stated, $"/reach/{o}/count"))).Where(b => b.Count is not null).ToList();
        // A figure without a basis is an estimate.
        return bases.Count == 0 ? null : new JsonObject(bases.Select(b => KeyValuePair.Create(b.Of, (JsonNode?)((string?)b.Count!["basis"] ?? "estimate"))));
    }
}

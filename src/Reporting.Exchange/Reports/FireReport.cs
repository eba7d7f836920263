using System.Text.Json.Nodes;

namespace Reporting.Exchange.Reports;

/// <summary>
/// A report in the shape of FIRE, the Financial Stability Board's Format for Incident Reporting Exchange 1.0 (April 2025):
/// its four groups, by names of ours. The format itself is published as a taxonomy whose field names are not restated here.
/// </summary>
public static class FireReport
{
    public const string Format = "fire-1.0-shaped";

    private const string Reporting = "reportingDetails";
    private const string Incident = "incidentDetails";
    private const string Impact = "impactAssessment";
    private const string Closure = "incidentClosure";

    public static IReadOnlyList<MappedField> Fields { get; } =
    [
        MappedField.At("reportingEntity", Reporting, "who reports", "/reportingEntity/name"),
        MappedField.At("reportingEntityId", Reporting, "its identification code", "/reportingEntity/lei"),
        MappedField.At("reportingEntityType", Reporting, "its type", "/reportingEntity/entityType"),
        MappedField.At("affectedEntities", Reporting, "entities affected", "/affectedEntities"),
        MappedField.At("contacts", Reporting, "whom to ask", "/contacts"),
        MappedField.Unmapped("receivingAuthority", Reporting, "who receives it", "the filing's addressee, which the statement does not say"),
        MappedField.Unmapped("messageMetadata", Reporting, "the message: type, version, language", "of the exchange and not of the incident"),

        MappedField.At("incidentReference", Incident, "the entity's reference", "/externalReference"),
        MappedField.At("name", Incident, "what it is called", "/title"),
        MappedField.At("description", Incident, "what happened", "/summary"),
        MappedField.At("phase", Incident, "where it has got to", "/status"),
        MappedField.At("type", Incident, "type of incident", "/theftKinds"),
        MappedField.At("occurred", Incident, "began at", "/occurredFrom/at"),
        MappedField.At("ended", Incident, "ended at", "/occurredTo/at"),
        MappedField.At("detected", Incident, "detected at", "/detectedAt/at"),
        MappedField.At("restored", Incident, "restored at", "/recoveredAt/at"),
        MappedField.At("discoveryMethod", Incident, "how it was discovered", "/discoveryMethod"),
        MappedField.At("malicious", Incident, "whether on purpose", "/suspectedMalicious"),
        MappedField.At("thirdParty", Incident, "a third party it came from", "/originThirdParty"),
        MappedField.At("techniques", Incident, "techniques used", "/techniques"),
        MappedField.At("relatedIncidents", Incident, "earlier incidents of the cause", "/recurrence"),
        MappedField.Unmapped("changeSinceLast", Incident, "what has changed since the last report", "the history of the case has it, the statement of one moment has not"),

        MappedField.Unmapped("severity", Impact, "rating of severity", "a statement holds determinations under laws and no rating"),
        MappedField.At("clients", Impact, "clients affected", "/reach/clients"),
        MappedField.At("counterparties", Impact, "counterparties affected", "/reach/counterparties"),
        MappedField.At("transactions", Impact, "transactions affected", "/reach/transactions"),
        MappedField.At("services", Impact, "services affected", "/reach/services"),
        MappedField.At("criticalFunctions", Impact, "critical functions affected", "/reach/criticalFunctions"),
        MappedField.At("downtime", Impact, "downtime", "/reach/downtime"),
        MappedField.At("reputation", Impact, "reputational impact", "/reach/reputational"),
        MappedField.At("dataLoss", Impact, "personal data", "/personalData"),
        MappedField.At("directLoss", Impact, "direct cost", "/money/directCost"),
        MappedField.At("indirectLoss", Impact, "indirect cost", "/money/indirectCost"),
        MappedField.At("recoveries", Impact, "recoveries", "/money/recoveries"),
        MappedField.At("geography", Impact, "where", "/affectedMemberStates"),

        MappedField.At("rootCauses", Closure, "root causes", "/rootCause/codes"),
        MappedField.At("rootCauseDescription", Closure, "about the root causes", "/rootCause/text"),
        MappedField.Unmapped("causalStrength", Closure, "how strongly each cause worked", "causes carry no weight here"),
        MappedField.At("chainOfEvents", Closure, "how it came about", "/chainOfEvents"),
        MappedField.At("lessons", Closure, "lessons", "/lessons"),
        new("remediation", Closure, "measures", "/measures", s => MappedField.List((s["measures"] as JsonArray ?? []).OfType<JsonObject>())),
        MappedField.At("resolved", Closure, "resolved at", "/resolvedAt/at"),
        MappedField.Unmapped("attachments", Closure, "attachments", "evidence is released by items, each with its digest"),
    ];
}

using System.Text.Json.Nodes;
using Reporting.Contracts;

namespace Reporting.Exchange.Stix;

/// <summary>
/// What of a bundle may go to others: nothing that is marked stricter than the label it goes under, nothing that speaks of
/// what stays behind, and no allegation whose representation stays behind.
/// </summary>
public static class SharedCut
{
    /// <param name="bundle">As <see cref="IncidentBundle"/> writes it.</param>
    /// <param name="under">The label that it goes under.</param>
    public static JsonObject Of(JsonObject bundle, Tlp under)
    {
        var objects = bundle["objects"]!.AsArray().Select(o => o!.AsObject()).ToList();
        var stays = objects.Where(o => Marking(o) > under).Select(Id).ToHashSet(StringComparer.Ordinal);

        // What speaks of something that stays, stays, and what is alleged stays with the reply to it; until nothing more does.
        while (objects.Exists(o => !stays.Contains(Id(o)) && (References(o).Any(stays.Contains) || (IsAllegation(o) && objects.Exists(r => IsRepresentation(r) && stays.Contains(Id(r))))) && stays.Add(Id(o))))
        {
        }

        var goes = objects.Where(o => !stays.Contains(Id(o))).ToList();
        var used = goes.SelectMany(o => o["object_marking_refs"]?.AsArray() ?? []).Select(m => (string?)m).ToHashSet();
        return new JsonObject
        {
            ["type"] = "bundle",
            ["id"] = StixIds.Of("bundle", [.. goes.Select(o => o["id"] + " " + o["modified"])]),
            ["objects"] = new JsonArray([.. goes.Where(o => (string?)o["type"] != "marking-definition" || used.Contains((string?)o["id"])).Select(o => o.DeepClone())]),
        };
    }

    private static string Id(JsonObject one) => (string)one["id"]!;

    private static Tlp Marking(JsonObject one) =>
        (one["object_marking_refs"]?.AsArray() ?? []).Select(m => TlpMarkings.ById((string?)m)?.Label).Max() ?? Tlp.Clear;

    private static bool IsAllegation(JsonObject one) => (string?)one["type"] == "threat-actor" || (string?)one["relationship_type"] == "attributed-to";

    private static bool IsRepresentation(JsonObject one) => (string?)one["type"] == "note" && one["authors"] is not null;

    private static IEnumerable<string> References(JsonObject one) =>
        one.Where(m => m.Key is "source_ref" or "target_ref" or "created_by_ref").Select(m => (string)m.Value!)
            .Concat((one["object_refs"]?.AsArray() ?? []).Select(r => (string)r!));
}

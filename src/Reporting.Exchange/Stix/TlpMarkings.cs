using System.Text.Json.Nodes;
using Reporting.Contracts;

namespace Reporting.Exchange.Stix;

/// <summary>
/// The five marking definitions of the Traffic Light Protocol 2.0, as the OASIS extension definition fixes them: ids, names
/// and the day of creation are given, and an object with another id is another marking, whatever it is called.
/// </summary>
public static class TlpMarkings
{
    /// <summary>The extension definition that TLP 2.0 markings are made by.</summary>
    public const string Extension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

    /// <summary>By label; the strictest last.</summary>
    public static IReadOnlyList<TlpMarking> All { get; } =
    [
        new(Tlp.Clear, "TLP:CLEAR", "clear", "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"),
        new(Tlp.Green, "TLP:GREEN", "green", "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"),
        new(Tlp.Amber, "TLP:AMBER", "amber", "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"),
        new(Tlp.AmberStrict, "TLP:AMBER+STRICT", "amber+strict", "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"),
        new(Tlp.Red, "TLP:RED", "red", "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"),
    ];

    /// <summary>The four of TLP 1, which files still carry. None of them is a marking of TLP 2.0, least of all WHITE under the name CLEAR.</summary>
    public static IReadOnlyDictionary<string, string> OfVersion1 { get; } = new Dictionary<string, string>
    {
        ["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"] = "TLP:WHITE",
        ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"] = "TLP:GREEN",
        ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"] = "TLP:AMBER",
        ["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"] = "TLP:RED",
    };

    public static TlpMarking Of(Tlp label) => All.First(m => m.Label == label);

    public static TlpMarking? ById(string? id) => All.FirstOrDefault(m => m.Id == id);

    /// <summary>The stricter of two: what is made of both may go no further than either.</summary>
    public static Tlp Stricter(Tlp one, Tlp? other) => other is { } o && o > one ? o : one;
}

/// <summary>One marking.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Value">As the extension writes it.</param>
public sealed record TlpMarking(Tlp Label, string Name, string Value, string Id)
{
    public JsonObject ToJson() => new()
    {
        ["type"] = "marking-definition",
        ["spec_version"] = "2.1",
        ["id"] = Id,
        ["created"] = "2022-10-01T00:00:00.000Z",
        ["name"] = Name,
        ["extensions"] = new JsonObject
        {
            [TlpMarkings.Extension] = new JsonObject { ["extension_type"] = "property-extension", ["tlp_2_0"] = Value },
        },
    };
}

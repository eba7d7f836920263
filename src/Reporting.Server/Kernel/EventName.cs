using System.Globalization;
using System.Text.Json;

namespace Reporting.Server.Kernel;

/// <summary>
/// The name an event is stored under: its kind and, from the second version of its shape on, the version
/// (<c>notice-accepted.v2</c>). A node that does not know a version stops at its name, and does not misread it.
/// </summary>
public static class EventName
{
    /// <summary>The kind of an event: its class's name, in small letters with dashes. The modules say each name out loud, and a test holds the two together.</summary>
    public static string Of(Type type) => JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name);

    public static (string Kind, int Version) Parse(string storedAs) =>
        storedAs.Split(".v") is [var kind, var version] ? (kind, int.Parse(version, CultureInfo.InvariantCulture)) : (storedAs, 1);

    /// <summary>What a timeline calls it, whatever its version.</summary>
    public static string KindOf(string storedAs) => Parse(storedAs).Kind;
}

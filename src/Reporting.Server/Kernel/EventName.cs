using System.Globalization;

namespace Reporting.Server.Kernel;

/// <summary>
/// The name an event is stored under: its kind and, from the second version of its shape on, the version
/// (<c>notice-accepted.v2</c>). A node that does not know a version stops at its name, and does not misread it.
/// </summary>
public static class EventName
{
    public static (string Kind, int Version) Parse(string storedAs) =>
        storedAs.Split(".v") is [var kind, var version] ? (kind, int.Parse(version, CultureInfo.InvariantCulture)) : (storedAs, 1);

    /// <summary>What a timeline calls it, whatever its version.</summary>
    public static string KindOf(string storedAs) => Parse(storedAs).Kind;
}

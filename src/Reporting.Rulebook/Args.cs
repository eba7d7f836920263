using System.Globalization;
using NodaTime;

namespace Reporting.Rulebook;

/// <summary>The arguments of a step, as texts in a form that a machine can read back.</summary>
internal static class Args
{
    public static Dictionary<string, string> Of(params ReadOnlySpan<(string Name, string Value)> args)
    {
        var map = new Dictionary<string, string>(args.Length, StringComparer.Ordinal);
        foreach (var (name, value) in args)
        {
            map[name] = value;
        }

        return map;
    }

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Day(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    public static string At(Instant at) => at.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Hour(LocalTime hour) => hour.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Offset(Offset offset) => offset.ToString("g", CultureInfo.InvariantCulture);
}

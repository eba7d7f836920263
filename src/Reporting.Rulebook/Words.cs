using System.Text.Json;

namespace Reporting.Rulebook;

/// <summary>The words of the documents and of the wire: kebab case, each made once.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.All[value];

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All = Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));
    }
}

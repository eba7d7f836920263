using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reporting.Cli;

/// <summary>
/// Sample documents. Times are relative to the start of the run (<c>{now-2h}</c>, <c>{now-19h59m20s}</c>, <c>{today}</c>) and
/// references are each run's own (<c>{run}</c>), so that the samples can be played again and are never out of date.
/// </summary>
public sealed partial class Samples(DirectoryInfo folder, DateTimeOffset now, IReadOnlyDictionary<string, string> ids)
{
    public string Run { get; } = now.ToString("MMdd-HHmmss", CultureInfo.InvariantCulture);

    public JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullName, file)))!.AsObject();

    public IEnumerable<string> Cases => folder.EnumerateFiles("*.json").Select(f => f.Name).Where(n => n != "parties.json").Order(StringComparer.Ordinal);

    /// <summary>The same document with every placeholder filled in.</summary>
    public JsonNode Fill(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.Select(m => KeyValuePair.Create(m.Key, m.Value is null ? null : Fill(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(i => i is null ? null : Fill(i))]),
        JsonValue v when v.TryGetValue<string>(out var text) => JsonValue.Create(Placeholder().Replace(text, Value)),
        _ => node.DeepClone(),
    };

    private string Value(Match match)
    {
        var name = match.Groups["name"].Value;
        return name switch
        {
            "run" => Run,
            "at-once" => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            "today" => now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "now" => (now - Back(match.Groups["back"].Value)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            _ => ids.GetValueOrDefault(name) ?? throw new PlayException($"The samples name {match.Value}, which nothing registered."),
        };
    }

    private static TimeSpan Back(string text)
    {
        var span = TimeSpan.Zero;
        foreach (Match part in Part().Matches(text))
        {
            var amount = int.Parse(part.Groups["amount"].Value, CultureInfo.InvariantCulture);
            span += part.Groups["unit"].Value switch
            {
                "d" => TimeSpan.FromDays(amount),
                "h" => TimeSpan.FromHours(amount),
                "m" => TimeSpan.FromMinutes(amount),
                _ => TimeSpan.FromSeconds(amount),
            };
        }

        return span;
    }

    [GeneratedRegex(@"\{(?<name>[a-z][a-z0-9-]*?)(-(?<back>(\d+[dhms])+))?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<amount>\d+)(?<unit>[dhms])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}

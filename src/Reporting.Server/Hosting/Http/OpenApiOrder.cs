using System.Globalization;
using System.Xml.Linq;
using Microsoft.OpenApi;

namespace Reporting.Server.Hosting.Http;

/// <summary>
/// Gives the document one order, whatever order endpoints were found in (it differs between builds), and each operation a
/// name and words: those of its endpoint's class, which are written once, there.
/// </summary>
internal static class OpenApiOrder
{
    private const string Suffix = "Endpoint";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly Dictionary<string, string> Summaries = ReadSummaries();

    public static void Apply(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var operations = ((OpenApiPathItem)item).Operations ?? [];
            ((OpenApiPathItem)item).Operations = operations.OrderBy(o => o.Key.Method, StringComparer.Ordinal).ToDictionary(o => o.Key, o => o.Value);
            paths.Add(path, item);
        }

        document.Paths = paths;
        var all = paths.SelectMany(p => p.Value.Operations!.Select(o => (Path: p.Key, Operation: o.Value, Endpoint: o.Value.Tags?.FirstOrDefault()?.Name ?? ""))).ToList();
        foreach (var (path, operation, endpoint) in all)
        {
            Name(document, path, operation, endpoint, shared: all.Count(o => o.Endpoint == endpoint) > 1);
        }

        document.Tags = all.Select(o => o.Operation.Tags!.First().Name!).Distinct().Order(StringComparer.Ordinal).Select(t => new OpenApiTag { Name = t }).ToHashSet();
    }

    private static void Name(OpenApiDocument document, string path, OpenApiOperation operation, string endpoint, bool shared)
    {
        var parts = endpoint.Split('.');
        var isOurs = endpoint.EndsWith(Suffix, StringComparison.Ordinal) && parts.Length > 2;
        var tag = isOurs ? parts[^2] : "Platform";
        document.Tags ??= new HashSet<OpenApiTag>();
        document.Tags.Add(new OpenApiTag { Name = tag });
        operation.Tags = new HashSet<OpenApiTagReference> { new(tag, document) };
        if (!isOurs)
        {
            return;
        }

        // One endpoint may answer at several addresses; a name stands once.
        var name = parts[^1][..^Suffix.Length];
        operation.OperationId = shared ? $"{name}_{path.Split('/')[2].Replace('-', '_')}" : name;
        operation.Summary = Summaries.GetValueOrDefault(endpoint);
        operation.Description = null;
    }

    private static Dictionary<string, string> ReadSummaries()
    {
        var file = Path.ChangeExtension(typeof(OpenApiOrder).Assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member")
                .Where(m => m.Attribute("name")!.Value is var n && n.StartsWith("T:", StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
                .ToDictionary(m => m.Attribute("name")!.Value[2..], m => Words(m.Element("summary")), StringComparer.Ordinal)
            : [];
    }

    // "POST /v1/...: files one stage" without the address, which the document gives anyway.
    private static string Words(XElement? summary)
    {
        var text = string.Join(' ', (summary?.Value ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var said = Methods.Any(m => text.StartsWith(m + " /", StringComparison.Ordinal))
            ? text[(text.IndexOf(": ", StringComparison.Ordinal) + 2)..]
            : text;
        return said.Length == 0 ? said : char.ToUpper(said[0], CultureInfo.InvariantCulture) + said[1..];
    }
}

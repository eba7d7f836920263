using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Reporting.Server.Hosting.Http;

/// <summary>
/// Puts an example at every request and every answer: what a client sent to this server and what it was answered, as
/// recorded by the tests under <c>schemas/examples</c>, one file an operation.
/// </summary>
internal static class OpenApiExamples
{
    private static readonly Lazy<Dictionary<string, JsonNode>> Recorded = new(Read);

    public static void Apply(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.SelectMany(p => p.Value.Operations!.Values))
        {
            if (operation.OperationId is { } id && Recorded.Value.GetValueOrDefault(id) is { } example)
            {
                if (example["request"] is { } request)
                {
                    Put(operation.RequestBody?.Content, request);
                }

                foreach (var (status, response) in operation.Responses!.Where(r => example["responses"]?[r.Key] is not null))
                {
                    Put(response.Content, example["responses"]?[status]);
                }
            }
        }
    }

    private static void Put(IDictionary<string, OpenApiMediaType>? content, JsonNode? example)
    {
        foreach (var media in content?.Values ?? [])
        {
            media.Example = example?.DeepClone();
        }
    }

    private static Dictionary<string, JsonNode> Read()
    {
        var folder = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "schemas", "examples"));
        return folder.Exists
            ? folder.EnumerateFiles("*.json").ToDictionary(f => Path.GetFileNameWithoutExtension(f.Name), f => JsonNode.Parse(File.ReadAllText(f.FullName))!, StringComparer.Ordinal)
            : [];
    }
}

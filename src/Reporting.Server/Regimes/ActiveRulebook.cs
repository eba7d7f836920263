using System.Text.Json;
using Marten;
using Reporting.Contracts;
using Reporting.Rulebook;
using Reporting.Server.Kernel;

namespace Reporting.Server.Regimes;

/// <summary>
/// The rulebook in use: every regime and calendar document of the configured folder, and over them those that the platform
/// has put in force since. Read whole or not at all.
/// </summary>
public sealed class ActiveRulebook(IConfiguration configuration, IDocumentStore store) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Loaded? _loaded;

    public RegimeSet Current => Read.Rulebook;

    /// <summary>The last activation that is part of it; 0: the folder alone.</summary>
    public int Number => Read.Number;

    /// <summary>Where the documents lie: <c>regimes/*.json</c> and <c>calendars/*.json</c>. The server carries its own copy; a folder given by configuration takes its place.</summary>
    private string Folder { get; } = configuration["Rulebook:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "schemas");

    private Loaded Read => _loaded ?? throw new InvalidOperationException("The rulebook has not been loaded.");

    /// <summary>The document of an edition of a regime as it was written; without an edition the latest. Null: there is none.</summary>
    public string? Document(string regime, string? edition) =>
        Current.Editions(regime).LastOrDefault(r => edition is null || r.Edition == edition) is { } found
            ? Read.Documents.GetValueOrDefault(RulebookKey.OfRegime(found.Id, found.Edition))
            : null;

    /// <summary>Every edition of a regime and every calendar, as written: what an evaluation under it takes, by what each is known by.</summary>
    public IReadOnlyDictionary<string, string> DocumentsFor(string regime) =>
        Read.Documents.Where(d => d.Key.StartsWith($"{RulebookKey.Regime}/{regime}@", StringComparison.Ordinal) || d.Key.StartsWith(RulebookKey.Calendar + "/", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>Reads every document. One fault refuses all: a regime that silently fell out would owe nothing.</summary>
    /// <exception cref="InvalidOperationException">Names every fault with its file and place.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await _loading.WaitAsync(cancellation);
        try
        {
            var (number, documents) = await DocumentsAsync(cancellation);
            var (rulebook, faults) = Make(documents);
            _loaded = rulebook is not null
                ? new Loaded(rulebook, number, documents)
                : throw new InvalidOperationException("The rulebook is refused:\n" + string.Join('\n', faults.Select(f => $"{f.File}{f.Pointer}: {f.Message}")));
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Loads anew when another node has put in force what this one does not know yet.</summary>
    public async ValueTask AtLeastAsync(int number, CancellationToken cancellation)
    {
        if (Number < number)
        {
            await LoadAsync(cancellation);
        }
    }

    /// <summary>What the rulebook would be with these documents in it. Nothing is put in force.</summary>
    /// <param name="added">By key; a fault names the key as its file.</param>
    public async Task<IReadOnlyList<Fault>> FaultsWithAsync(IReadOnlyDictionary<string, string> added, CancellationToken cancellation)
    {
        var (_, documents) = await DocumentsAsync(cancellation);
        foreach (var (key, json) in added)
        {
            documents[key] = json;
        }

        return Make(documents).Faults;
    }

    public void Dispose() => _loading.Dispose();

    private static (RegimeSet? Rulebook, IReadOnlyList<Fault> Faults) Make(Dictionary<string, string> documents) =>
        RegimeSet.Load(Of(documents, RulebookKey.Regime), Of(documents, RulebookKey.Calendar), StatementFields.Has);

    private static IEnumerable<(string Name, string Json)> Of(Dictionary<string, string> documents, string kind) =>
        documents.Where(d => d.Key.StartsWith(kind + "/", StringComparison.Ordinal)).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => (d.Key, d.Value));

    private async Task<(int Number, Dictionary<string, string> Documents)> DocumentsAsync(CancellationToken cancellation)
    {
        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in (string[])[.. Files("regimes"), .. Files("calendars")])
        {
            var json = await File.ReadAllTextAsync(path, cancellation);
            documents[RulebookKey.Of(json) ?? throw new InvalidOperationException($"The rulebook is refused:\n{path}: is no regime and no calendar")] = json;
        }

        await using var session = store.QuerySession(Tenants.Index);
        var added = await session.Query<RulebookDocument>().ToListAsync(cancellation);
        foreach (var document in added.OrderBy(d => d.Activation))
        {
            documents[document.Key] = document.Json;
        }

        return (added.Select(d => d.Activation).DefaultIfEmpty(0).Max(), documents);
    }

    private IEnumerable<string> Files(string kind) => Directory.EnumerateFiles(Path.Combine(Folder, kind), "*.json").Order(StringComparer.Ordinal);

    private sealed record Loaded(RegimeSet Rulebook, int Number, IReadOnlyDictionary<string, string> Documents);
}

/// <summary>What a document is known by: the next one of the same name takes its place.</summary>
public static class RulebookKey
{
    public const string Regime = "regime";
    public const string Calendar = "calendar";

    public static string OfRegime(string id, string edition) => $"{Regime}/{id}@{edition}";

    /// <summary>By what the document says of itself; null when it is neither kind of document.</summary>
    public static string? Of(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Of(JsonElement document) =>
        document.ValueKind != JsonValueKind.Object || Text(document, "id") is not { } id ? null
        : Text(document, "edition") is { } edition ? OfRegime(id, edition)
        : document.TryGetProperty("firstDay", out _) ? $"{Calendar}/{id}"
        : null;

    private static string? Text(JsonElement document, string member) =>
        document.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

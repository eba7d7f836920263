using Reporting.Contracts;
using Reporting.Rulebook;

namespace Reporting.Server.Regimes;

/// <summary>The rulebook in use: every regime and calendar document of the configured folder, read whole or not at all.</summary>
public sealed class ActiveRulebook(IConfiguration configuration)
{
    private RegimeSet? _current;

    public RegimeSet Current => _current ?? throw new InvalidOperationException("The rulebook has not been loaded.");

    /// <summary>Where the documents lie: <c>regimes/*.json</c> and <c>calendars/*.json</c>. The server carries its own copy; a folder given by configuration takes its place.</summary>
    public string Folder { get; } = configuration["Rulebook:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "schemas");

    /// <summary>Reads every document. One fault refuses all: a regime that silently fell out would owe nothing.</summary>
    /// <exception cref="InvalidOperationException">Names every fault with its file and place.</exception>
    public void Load()
    {
        var (rulebook, faults) = RegimeSet.Load(Documents("regimes"), Documents("calendars"), StatementFields.Has);
        if (rulebook is null || faults.Count > 0)
        {
            throw new InvalidOperationException("The rulebook is refused:\n" + string.Join('\n', faults.Select(f => $"{f.File}{f.Pointer}: {f.Message}")));
        }

        _current = rulebook;
    }

    private IEnumerable<(string Name, string Json)> Documents(string kind) =>
        Directory.EnumerateFiles(Path.Combine(Folder, kind), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => (kind + "/" + Path.GetFileName(path), File.ReadAllText(path)));
}

/// <summary>Loads the rulebook before the server takes a request.</summary>
public sealed class LoadRulebook(ActiveRulebook rulebook, ILogger<LoadRulebook> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        rulebook.Load();
        log.LogInformation("Rulebook loaded: {Regimes} regimes.", rulebook.Current.Regimes.Count);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

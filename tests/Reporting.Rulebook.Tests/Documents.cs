namespace Reporting.Rulebook.Tests;

/// <summary>The project's own documents, as the server loads them.</summary>
public static class Documents
{
    public static readonly IReadOnlyList<(string Name, string Json)> Regimes = Read("regimes");
    public static readonly IReadOnlyList<(string Name, string Json)> Calendars = Read("calendars");
    public static readonly RegimeSet Rulebook = Load(Regimes, Calendars);

    public static RegimeSet Load(IEnumerable<(string Name, string Json)> regimes, IEnumerable<(string Name, string Json)> calendars)
    {
        var (set, faults) = RegimeSet.Load(regimes, calendars);
        faults.ShouldBeEmpty();
        return set!;
    }

    private static List<(string Name, string Json)> Read(string kind) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "schemas", kind), "*.json").Order().Select(f => (kind + "/" + Path.GetFileName(f), File.ReadAllText(f)))];
}
